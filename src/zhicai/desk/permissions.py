"""Who has an inbox: whoever works in an office or organisation."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

ROLES = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.MEMBER)
READ = declare(
    "desk.read",
    Text("办理本单位待办", "handle what waits for one's office"),
    *(Holder(role, level=level, reach="own") for role in ROLES for level in Level),
    *(Holder(role, organisation=ANY_ORGANISATION, reach="own") for role in ROLES),
)
ENTERPRISE = declare(
    "desk.enterprise",
    Text("查看本企业的人员、班次和函件", "see the people, classes and letters of one's enterprise"),
    Holder(Role.MEMBER, organisation="enterprise", reach="own"),
)
