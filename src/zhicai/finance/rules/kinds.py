"""Whose money it is, what it is spent on, and what someone may be charged for."""

from collections.abc import Mapping

from zhicai.foundation.text import Text

PROVINCE, CITY, COUNTY, OTHER = "province", "city", "county", "other"
PAYERS: Mapping[str, Text] = {
    PROVINCE: Text("省级资金", "Provincial money"),
    CITY: Text("市州资金", "City money"),
    COUNTY: Text("县（市、区）资金", "County money"),
    OTHER: Text("其他来源", "Other source"),
}
"""Levels that may pay, as the settings name them, and everyone else."""

YEARLY, SPECIAL, ELSEWHERE = "yearly", "special", "other"
FUND_KINDS: Mapping[str, Text] = {
    YEARLY: Text("年度培训资金", "Yearly training money"),
    SPECIAL: Text("专项资金", "Special fund"),
    ELSEWHERE: Text("其他来源", "Other source"),
}

SPECIAL_FUNDS: Mapping[str, Text] = {
    PROVINCE: Text("省级专项资金", "the provincial special fund"),
    CITY: Text("市州专项资金", "the city's special fund"),
    COUNTY: Text("县（市、区）专项资金", "the county's special fund"),
}
"""The special fund of each level."""

LECTURERS, TRAINEE_FARE = "lecturers", "trainee-fare"
COSTS: Mapping[str, Text] = {
    LECTURERS: Text("讲课费", "Lecture fees"),
    "lecturer-travel": Text("师资交通食宿费", "Lecturers' travel and lodging"),
    "venue": Text("场地费", "Venue"),
    "meals": Text("伙食费", "Meals"),
    "lodging": Text("住宿费", "Lodging"),
    "materials": Text("资料费", "Materials"),
    "transport": Text("现场教学用车", "Transport for on-site teaching"),
    "service": Text("承办服务费", "Organising service"),
    "misc": Text("其他培训费用", "Other training costs"),
    TRAINEE_FARE: Text("学员往返交通费", "Trainees' fare"),
}
"""What a line of a budget pays for; the trainees' fare stands here to be refused by name."""

TRAINEE, EMPLOYER = "trainee", "employer"
CHARGED: Mapping[str, Text] = {
    TRAINEE: Text("学员", "Trainee"),
    EMPLOYER: Text("学员所在单位", "Trainee's employer"),
}
FARE = "fare"
ITEMS: Mapping[str, Text] = {
    FARE: Text("来回路费", "Fare there and back"),
    "board": Text("食宿", "Board and lodging"),
    "materials": Text("资料", "Materials"),
    "tuition": Text("培训费", "Tuition"),
    "make-up": Text("补考", "Make-up test"),
    "certificate": Text("证书", "Certificate"),
}
"""What someone could be asked to pay for; the setting ``trainee-pays-only`` uses the same words."""
