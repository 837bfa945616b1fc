"""Who writes, who reviews, who logs, who publishes lists: each office its own, those above too."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OWN = tuple(Holder(Role.OFFICER, level, reach="own") for level in Level)
_AT_WORK = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER)

READ = declare(
    "publicity.read",
    Text("查看宣传与问卷", "read publicity and surveys"),
    *(Holder(role, level) for role in _AT_WORK for level in Level),
)
WRITE = declare("publicity.write", Text("撰写宣传稿件", "write items for the public"), *_OWN)
REVIEW = declare(
    "publicity.review",
    Text("审核、发布和撤下宣传稿件", "review, publish and withdraw items"),
    *(Holder(role, Level.PROVINCE) for role in (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER)),
    Holder(Role.OFFICER, Level.CITY),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
)
LOG = declare("publicity.log", Text("登记宣传活动", "log publicity actions"), *_OWN)
LISTS = declare(
    "publicity.lists",
    Text("发布公示、答复异议", "publish lists and answer objections"),
    *_OWN,
)
