"""Who issues certificates, who ends them, who reads which; one's own need no permission."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_REGISTRY = Holder(Role.REGISTRAR, Level.PROVINCE)
_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")
_PLACES = tuple(
    Holder(role, level)
    for role in (Role.OFFICER, Role.READER)
    for level in (Level.CITY, Level.COUNTY)
)

ISSUE = declare(
    "certificates.issue",
    Text("颁发专员证书", "issue certificates"),
    _PROVINCE,
    _GROUP,
)
END = declare(
    "certificates.end",
    Text("换发、撤销证书", "replace and revoke certificates"),
    _PROVINCE,
)
QUEUE = declare(
    "certificates.queue",
    Text("查看待发证和不予发证名单", "see who waits for a certificate and who gets none"),
    _PROVINCE,
    _REGISTRY,
    Holder(Role.READER, Level.PROVINCE),
    _GROUP,
)
PAPERS = declare(
    "certificates.papers",
    Text("下载证书文件", "download the documents of certificates"),
    *(Holder(Role.OFFICER, level) for level in Level),
    _GROUP,
)
READ = declare(
    "certificates.read",
    Text("查看专员证书", "read certificates"),
    _PROVINCE,
    _REGISTRY,
    Holder(Role.READER, Level.PROVINCE),
    _GROUP,
    *_PLACES,
)
