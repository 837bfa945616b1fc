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
CALLS = declare(
    "admission.calls",
    Text("查看考核招考", "see calls for assessment training"),
    *_OFFICERS,
    *_REGISTRARS,
    *_READERS,
    _ENTERPRISE,
    *_UNDERTAKING,
)
OPEN_CALLS = declare(
    "admission.open_calls",
    Text("面向全省开放考核报名", "open registration for assessment to all regions"),
    Holder(Role.OFFICER, Level.PROVINCE),
)
CANDIDATES = declare(
    "admission.candidates",
    Text("为考核人选报名和确认", "enter and confirm candidates for assessment"),
    Holder(Role.OFFICER, Level.CITY),
    Holder(Role.OFFICER, Level.COUNTY),
    _ENTERPRISE,
)
SCREEN = declare(
    "admission.screen",
    Text("招考和遴选考核人选", "run calls and screen candidates"),
    *_UNDERTAKING,
)
_WORKING_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")
LISTS = declare(
    "admission.lists",
    Text("查看考核学员名单", "see lists of trainees"),
    *_OFFICERS,
    *_REGISTRARS,
    *_READERS,
    *_UNDERTAKING,
    _WORKING_GROUP,
)
PLACE = declare(
    "admission.place",
    Text("为考核学员编班", "place trainees in classes"),
    *_UNDERTAKING,
    _WORKING_GROUP,
)
