"""Who looks after accounts, and who reads the audit log."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

declare(
    "staff.manage",
    Text("管理本单位和所辖单位的账号", "manage the accounts of one's office and those below it"),
    *(Holder(Role.OFFICER, level) for level in Level),
    *(Holder(role, level) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN) for level in Level),
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION, reach="own"),
)
declare(
    "staff.enterprises",
    Text("登记本地企业", "enter the enterprises of one's own place"),
    *(Holder(role, level) for role in (Role.OFFICER, Role.SYSTEM_ADMIN) for level in Level),
)
declare(
    "staff.audit",
    Text("查阅和抽查审计日志", "read the audit log and draw samples from it"),
    *(Holder(Role.AUDIT_ADMIN, level) for level in Level),
)
