"""Who writes, approves and reads yearly reports; the programme's law narrows it to bodies."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")

WRITE = declare(
    "reports.write", Text("编制年度报告", "write yearly reports"), _PROVINCE, _GROUP
)  # fmt: skip
APPROVE = declare(
    "reports.approve",
    Text("审定、发布年度报告", "approve and publish yearly reports"),
    _PROVINCE,
    _GROUP,
)
READ = declare(
    "reports.read",
    Text("查看年度报告", "read yearly reports"),
    _GROUP,
    Holder(Role.REGISTRAR, Level.PROVINCE),
    *(Holder(role, level) for role in (Role.OFFICER, Role.READER) for level in Level),
)
