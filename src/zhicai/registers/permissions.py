"""Who reads the lists, who imports them, who accepts a code that does not check."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_READING = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER)
READ = declare(
    "registers.read",
    Text("查看企业名录", "read the lists of enterprises"),
    *(Holder(role, level=level) for role in _READING for level in Level),
)
KEEP = declare(
    "registers.keep",
    Text("导入企业名录", "import lists of enterprises"),
    Holder(Role.OFFICER, level=Level.PROVINCE),
    Holder(Role.OFFICER, level=Level.CITY),
)
ACCEPT_CODE = declare(
    "registers.accept_code",
    Text("核对校验位不符的信用代码", "check credit codes whose check sign does not fit"),
    Holder(Role.RULE_KEEPER, level=Level.PROVINCE),
)
