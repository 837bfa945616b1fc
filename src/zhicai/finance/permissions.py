"""Who sees the money of training, who keeps funds and budgets, who notes another source."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_READERS = (Role.OFFICER, Role.REGISTRAR, Role.READER)
_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")
_UNITS = tuple(
    Holder(Role.MEMBER, organisation=kind)
    for kind in ("base", "development-centre", "public-service-agency")
)
_OWN = tuple(Holder(Role.OFFICER, level, reach="own") for level in Level)

declare(
    "finance.read",
    Text("查看培训经费", "read the money of training"),
    *(Holder(role, level) for role in _READERS for level in Level),
)
declare(
    "finance.see",
    Text("查看班次经费", "see the money of classes"),
    *(Holder(role, level) for role in _READERS for level in Level),
    _GROUP,
    *_UNITS,
)
declare(
    "finance.keep",
    Text("登记培训资金", "enter training money"),
    *_OWN,
)
declare(
    "finance.spend",
    Text("编制班次预算、登记支出", "set budgets of classes and book expenses"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    Holder(Role.OFFICER, Level.PROVINCE, reach="own"),
    _GROUP,
    *_UNITS,
)
declare(
    "finance.settle",
    Text("核定经费开支", "settle the money of a class"),
    Holder(Role.OFFICER, Level.PROVINCE, reach="own"),
    _GROUP,
)
declare(
    "finance.support",
    Text("登记对培训的支持", "enter support for training"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
)
declare(
    "finance.audit",
    Text("导出班次经费审计包的未脱敏内容", "take the unmasked audit bundle of a class"),
    Holder(Role.OFFICER, Level.PROVINCE),
    Holder(Role.REGISTRAR, Level.PROVINCE),
)
declare(
    "finance.note",
    Text("说明其他来源的资金", "note why another source may pay"),
    Holder(Role.OFFICER, Level.PROVINCE),
)
