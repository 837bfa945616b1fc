"""Who visits, who sends and answers opinions, who submits, selects and reads cases."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_CITY = Holder(Role.OFFICER, Level.CITY)
_COUNTY = Holder(Role.OFFICER, Level.COUNTY, reach="own")
_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_READERS = tuple(Holder(Role.READER, level) for level in Level)
_MEMBERS = Holder(Role.MEMBER, organisation=ANY_ORGANISATION, reach="own")

declare(
    "outreach.read",
    Text("查看走访调研和意见汇总", "read visits and the summary of opinions"),
    _PROVINCE,
    _CITY,
    _COUNTY,
    *_READERS,
)
declare(
    "outreach.visit",
    Text("登记走访调研", "record visits and research"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    _COUNTY,
)
declare(
    "outreach.send",
    Text("提出意见和需求", "send opinions and needs"),
    _MEMBERS,
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    _COUNTY,
)
declare(
    "outreach.hear",
    Text("查看和答复意见需求", "read and answer opinions and needs"),
    _PROVINCE,
    _CITY,
    _COUNTY,
    *_READERS,
    _MEMBERS,
)
declare(
    "outreach.answer",
    Text("答复意见需求", "answer opinions and needs"),
    _PROVINCE,
    _CITY,
    _COUNTY,
    _MEMBERS,
)
declare(
    "outreach.submit_case",
    Text("报送经验案例", "submit good-practice cases"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
)
declare(
    "outreach.select_case",
    Text("遴选和发布经验案例", "select and publish good-practice cases"),
    _PROVINCE,
)
declare(
    "outreach.read_cases",
    Text("阅读经验案例", "read good-practice cases"),
    *(Holder(role, level, reach="all") for role in Role for level in Level),
    *(Holder(role, organisation=ANY_ORGANISATION, reach="all") for role in Role),
)
