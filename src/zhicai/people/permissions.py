"""Who sees and keeps records of people: the offices of the place, the employer its own people."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)
_MEMBERS = (Holder(Role.MEMBER, organisation=ANY_ORGANISATION),)
READ = declare(
    "people.read",
    Text("查看人员信息", "read the records of people"),
    *_OFFICERS,
    *_MEMBERS,
)
KEEP = declare(
    "people.keep",
    Text("登记和修改人员信息", "enter and change records of people"),
    *_OFFICERS,
    *_MEMBERS,
)
UNMASK = declare(
    "people.unmask",
    Text("查看完整证件号码", "see whole document numbers"),
    *_OFFICERS,
)
DECIDE = declare(
    "people.decide",
    Text("答复本人对个人信息的申请", "answer what people ask about their data"),
    *_OFFICERS,
)
REWARD = declare(
    "people.reward",
    Text("登记对专员的激励", "record what specialists are given"),
    *_OFFICERS,
)
CONFIRM_POST = declare(
    "people.confirm_post",
    Text("确认本单位专员的岗位", "confirm the posts of one's own specialists"),
    *_MEMBERS,
)
MERGE = declare(
    "people.merge",
    Text("合并重复档案", "merge duplicate records"),
    *_OFFICERS,
)
TRANSFER = declare(
    "people.transfer",
    Text("转移人员档案", "transfer records to another county"),
    *_OFFICERS,
)
DISPOSE = declare(
    "people.dispose",
    Text("审批到期删除", "approve the erasing of data whose time is over"),
    *_OFFICERS,
)
