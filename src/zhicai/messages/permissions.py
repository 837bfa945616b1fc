"""Who reads messages: whoever works in an office or organisation; system administrators do not."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

OFFICE_ROLES = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER, Role.MEMBER)
READ = declare(
    "messages.read",
    Text("查看本单位的消息", "read the messages of one's office"),
    *(Holder(role, level=level, reach="own") for role in OFFICE_ROLES for level in Level),
    *(Holder(role, organisation=ANY_ORGANISATION, reach="own") for role in OFFICE_ROLES),
)
