"""Who asks, and who reads what was answered, within their own reach."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level) for level in Level)
_BODIES = Holder(Role.MEMBER, organisation=ANY_ORGANISATION)

RUN = declare(
    "surveys.run",
    Text("编写问卷、开展调查", "write questionnaires and ask them"),
    *_OFFICERS,
    _BODIES,
)
READ = declare(
    "surveys.read",
    Text("查看调查和结果", "read surveys and their results"),
    *_OFFICERS,
    _BODIES,
    *(Holder(role, level) for role in (Role.READER, Role.RULE_KEEPER) for level in Level),
)
