"""Who sets criteria, runs reviews, scores, nominates and evaluates."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")
_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)

READ = declare("reviews.read", Text("查看评定、表彰和评价", "read reviews and commendations"),
               *_OFFICERS, _GROUP, Holder(Role.MEMBER, organisation="base"))  # fmt: skip
SET = declare(
    "reviews.set", Text("制定评定、表彰和评价标准", "set the criteria of reviews"), _PROVINCE
)
RUN = declare(
    "reviews.run",
    Text("开展升级评定和人才评价", "run upgrade reviews and evaluations"),
    _PROVINCE,
    _GROUP,
)
CONCLUDE = declare(
    "reviews.conclude",
    Text("公示结果、授予级别和表彰", "publish results, give grades and honours"),
    _PROVINCE,
)
SCORE = declare(
    "reviews.score",
    Text("作为评审人评分", "score applications as a reviewer"),
    _PROVINCE,
    _GROUP,
    *(
        Holder(Role.MEMBER, organisation=kind)
        for kind in ("base", "development-centre", "national-base")
    ),
)
NOMINATE = declare(
    "reviews.nominate",
    Text("提名表彰人选", "nominate for commendation"),
    Holder(Role.OFFICER, Level.CITY),
    Holder(Role.OFFICER, Level.COUNTY),
    Holder(Role.MEMBER, organisation="base"),
)
