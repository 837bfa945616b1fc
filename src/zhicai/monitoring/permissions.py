"""Who sees how far the programme is, who reminds, who puts an approved map in place."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

OFFICE_ROLES = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER)
PROVINCE_WIDE = ("working-group", "development-centre", "national-base")

READ = declare(
    "monitoring.read",
    Text("查看任务进度", "see how far the programme is"),
    *(Holder(role, level=level) for role in OFFICE_ROLES for level in Level),
    *(Holder(Role.MEMBER, organisation=kind, reach="all") for kind in PROVINCE_WIDE),
    Holder(Role.MEMBER, organisation="base"),
)
REMIND = declare(
    "monitoring.remind",
    Text("催办下级单位", "remind the offices below"),
    Holder(Role.OFFICER, level=Level.PROVINCE),
    Holder(Role.OFFICER, level=Level.CITY),
)
MAP = declare(
    "monitoring.map",
    Text("更换经批准的地图", "put an approved map in place"),
    Holder(Role.RULE_KEEPER, level=Level.PROVINCE, reach="own"),
)
SUPPOSE = declare(
    "monitoring.suppose",
    Text("推演改动设置的结果", "try out what a setting would change"),
    Holder(Role.RULE_KEEPER, level=Level.PROVINCE),
    Holder(Role.OFFICER, level=Level.PROVINCE),
)
