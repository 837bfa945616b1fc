"""Who reads attendance, who takes it, who has hours of one's own."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)
_REGISTRARS = tuple(Holder(Role.REGISTRAR, level=level) for level in Level)
_READERS = tuple(Holder(Role.READER, level=level) for level in Level)

_UNDERTAKING = tuple(
    Holder(Role.MEMBER, organisation=kind)
    for kind in ("base", "development-centre", "public-service-agency")
)
"""Organisations that undertake classes; what they do holds for the classes that they run."""

READ = declare(
    "attendance.read",
    Text("查看签到和学时", "see attendance and class hours"),
    *_OFFICERS,
    *_REGISTRARS,
    *_READERS,
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION),
)
ENTER = declare(
    "attendance.enter",
    Text("登记签到和学时", "take attendance"),
    *_OFFICERS,
    *_UNDERTAKING,
)
"""Holds where the office runs the class itself."""
OWN = declare(
    "attendance.own",
    Text("签到和查看本人学时", "sign in and see one's own hours"),
    Holder(Role.PERSON),
)
