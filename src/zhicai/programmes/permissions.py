"""Who reads a programme, who keeps its rules, who issues and who acknowledges its notice."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_PROVINCE_RULE_KEEPER = Holder(Role.RULE_KEEPER, Level.PROVINCE)
_PROVINCE_OFFICER = Holder(Role.OFFICER, Level.PROVINCE)

READ = declare(
    "programmes.read",
    Text("阅读实施方案", "read the programme"),
    *(Holder(role, level, reach="all") for role in Role for level in Level),
    *(Holder(role, organisation=ANY_ORGANISATION, reach="all") for role in Role),
)
KEEP = declare(
    "programmes.keep",
    Text(
        "管理方案：设置、期限、年度、课程清单和文本",
        "keep the rules: settings, deadlines, years, curriculum and texts",
    ),
    _PROVINCE_RULE_KEEPER,
)
ISSUE = declare(
    "programmes.issue",
    Text("印发通知", "issue the notice"),
    _PROVINCE_RULE_KEEPER,
    _PROVINCE_OFFICER,
)
ACKNOWLEDGE = declare(
    "programmes.acknowledge",
    Text("确认收悉通知", "acknowledge the notice"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION, reach="own"),
)
OVERVIEW_RECEIPTS = declare(
    "programmes.overview_receipts",
    Text("查看各单位的收悉情况", "see who has acknowledged the notice"),
    *(
        Holder(role, Level.PROVINCE)
        for role in (Role.RULE_KEEPER, Role.OFFICER, Role.REGISTRAR, Role.READER)
    ),
)
