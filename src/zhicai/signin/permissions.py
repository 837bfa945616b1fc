"""Who looks after other people's sign-in: the security administrator (三员分立)."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

OVERSEE = declare(
    "signin.oversee",
    Text("管理账号的登录安全", "look after how accounts sign in"),
    *(Holder(Role.SECURITY_ADMIN, level=level) for level in Level),
)
