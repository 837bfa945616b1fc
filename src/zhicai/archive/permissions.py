"""Who reads files of specialists, confirms what they write, guides them, marks the reserve."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)
_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")

READ = declare(
    "archive.read",
    Text("查看专员档案", "read the files of specialists"),
    *_OFFICERS,
    _GROUP,
)
CONFIRM = declare(
    "archive.confirm",
    Text("确认专员填写的职称、业绩和任职", "confirm what specialists write of their career"),
    *_OFFICERS,
    _GROUP,
)
GUIDE = declare(
    "archive.guide",
    Text("指派导师、列入储备、开展跟踪调研", "assign advisers, mark the reserve, send the survey"),
    _PROVINCE,
    _GROUP,
)
ADVISE = declare(
    "archive.advise",
    Text("作为导师指导专员", "guide specialists as their adviser"),
    _PROVINCE,
    _GROUP,
    *(
        Holder(Role.MEMBER, organisation=kind)
        for kind in ("base", "development-centre", "national-base")
    ),
)
EMPLOYER = declare(
    "archive.employer",
    Text("查看本单位专员同意公开的档案", "read files that the own specialists let be read"),
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION),
)
