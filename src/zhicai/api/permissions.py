"""Who may let other systems of the office read and write, and be told."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_ROLES = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER)

TOKENS = declare(
    "api.tokens",
    Text("办理本单位系统对接的令牌", "keep tokens for the systems of one's own office"),
    *(Holder(role, level, reach="own") for role in _ROLES for level in Level),
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION, reach="own"),
)
HOOKS = declare(
    "api.hooks",
    Text("办理本单位的事件推送", "keep the webhooks of one's own office"),
    *(Holder(role, level, reach="own") for role in _ROLES for level in Level),
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION, reach="own"),
)
