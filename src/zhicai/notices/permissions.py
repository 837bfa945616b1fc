"""Who writes notices, who reads them, who acknowledges those that come."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_READERS = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER, Role.MEMBER)

READ = declare(
    "notices.read",
    Text("阅读本单位收发的通知", "read the notices that the office sends and gets"),
    *(Holder(role, level, reach="own") for role in _READERS for level in Level),
    *(Holder(role, organisation=ANY_ORGANISATION, reach="own") for role in _READERS),
)
WRITE = declare(
    "notices.write",
    Text("拟写和发送通知", "write and send notices"),
    Holder(Role.RULE_KEEPER, Level.PROVINCE),
    *(Holder(Role.OFFICER, level) for level in Level),
)
ACKNOWLEDGE = declare(
    "notices.acknowledge",
    Text("确认收悉通知", "acknowledge notices"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION, reach="own"),
)
