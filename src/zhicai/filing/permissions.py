"""Who sends documents up and who handles them, at their own seat."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICES = tuple(Holder(Role.OFFICER, level, reach="own") for level in Level)
_SENDING_ORGANISATIONS = tuple(
    Holder(Role.MEMBER, organisation=kind, reach="own") for kind in ("base", "working-group")
)
_REGISTRY = Holder(Role.REGISTRAR, Level.PROVINCE, reach="own")

declare(
    "filing.send",
    Text("报送本单位的材料", "send documents of one's own office"),
    *_OFFICES,
    *_SENDING_ORGANISATIONS,
)
declare(
    "filing.handle",
    Text("审核、退回、备案或归档报来的材料", "review, return, file or archive what was sent in"),
    *_OFFICES,
    _REGISTRY,
)
