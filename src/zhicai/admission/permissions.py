"""Who sees rosters, who registers people, who decides about seats."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)
_REGISTRARS = tuple(Holder(Role.REGISTRAR, level=level) for level in Level)
_READERS = tuple(Holder(Role.READER, level=level) for level in Level)
_MEMBERS = (Holder(Role.MEMBER, organisation=ANY_ORGANISATION),)
_ENTERPRISE = Holder(Role.MEMBER, organisation="enterprise")
_UNDERTAKING = tuple(
    Holder(Role.MEMBER, organisation=kind)
    for kind in ("base", "development-centre", "public-service-agency")
)
"""Organisations that undertake classes; what they do holds for the classes that they run."""

READ = declare(
    "admission.read",
    Text("查看学员报名", "see who has registered"),
    *_OFFICERS,
    *_REGISTRARS,
    *_READERS,
    *_MEMBERS,
)
ENROL = declare(
    "admission.enrol",
    Text("为学员报名", "register people for classes"),
    *_OFFICERS,
    _ENTERPRISE,
    *_UNDERTAKING,
)
DECIDE = declare(
    "admission.decide",
    Text("审核报名和安排候补", "decide on registrations and the waiting list"),
    *_OFFICERS,
    *_UNDERTAKING,
)
