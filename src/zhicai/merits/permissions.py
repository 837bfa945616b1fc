"""Who reads standings, makes rules, corrects the ledger, gives grades and sorts into categories."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)
_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")

READ = declare(
    "merits.read",
    Text("查看专员的积分、级别和类别", "read points, grades and categories of specialists"),
    *_OFFICERS,
    _GROUP,
)
RULE = declare(
    "merits.rule",
    Text("制定积分、分级和分类规则，按年度结算", "make the rules of points, settle the years"),
    _PROVINCE,
)
CORRECT = declare(
    "merits.correct",
    Text("更正积分流水", "correct the ledger of points"),
    _PROVINCE,
)
GRADE = declare(
    "merits.grade",
    Text("核定专员级别", "give specialists their grades"),
    _PROVINCE,
    _GROUP,
)
SORT = declare(
    "merits.sort",
    Text("为专员归类", "sort specialists into categories"),
    _PROVINCE,
    _GROUP,
)
