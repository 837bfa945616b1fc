"""Who reads messages: whoever works in an office or organisation; system administrators do not.
Who acts for nobody else reads the own ones on the own page.
They watch what leaves the site, and see of it where it stands, not what it says.
"""

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
OWN = declare(
    "messages.own",
    Text("查看本人的消息", "read one's own messages"),
    Holder(Role.PERSON),
)
_WRITERS = tuple(role for role in OFFICE_ROLES if role is not Role.READER)
_AT_WORK = (
    *(Holder(role, level=level, reach="own") for role in _WRITERS for level in Level),
    *(Holder(role, organisation=ANY_ORGANISATION, reach="own") for role in _WRITERS),
)
REMIND = declare(
    "messages.remind",
    Text("提醒还没有看消息的单位", "remind offices that have not read a message"),
    *_AT_WORK,
)
CHOOSE = declare(
    "messages.choose",
    Text("设置本单位怎样接收消息", "choose how one's office is told"),
    *_AT_WORK,
)
WATCH_OUTBOX = declare(
    "messages.watch_outbox",
    Text("查看消息投递、处理没有送出的消息", "watch what leaves the site and settle what did not"),
    Holder(Role.SYSTEM_ADMIN, level=Level.PROVINCE, reach="all"),
)
REWORD = declare(
    "messages.reword",
    Text("修改消息模板", "reword message templates"),
    Holder(Role.SYSTEM_ADMIN, level=Level.PROVINCE, reach="all"),
    Holder(Role.RULE_KEEPER, level=Level.PROVINCE, reach="all"),
)
