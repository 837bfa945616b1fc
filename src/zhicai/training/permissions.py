"""Who runs classes, who teaches, who only looks on; the law's table of rights narrows by track."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)
_REGISTRARS = tuple(Holder(Role.REGISTRAR, level=level) for level in Level)
_MEMBERS = (Holder(Role.MEMBER, organisation=ANY_ORGANISATION),)
READ = declare(
    "training.read",
    Text("查看培训班", "read classes"),
    *_OFFICERS,
    *_REGISTRARS,
    *_MEMBERS,
)
RUN = declare(
    "training.run",
    Text("组织培训班", "run classes"),
    *_OFFICERS,
    *_MEMBERS,
)
