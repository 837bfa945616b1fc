"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "certificates.issued": Text("颁发证书", "certificates issued"),
        "certificates.replaced": Text("换发证书", "certificate replaced"),
        "certificates.reprinted": Text("补打证书", "certificate reprinted"),
        "certificates.revoked": Text("撤销证书", "certificate revoked"),
        "certificates.uploaded": Text("上传证书文件", "document of a certificate uploaded"),
    }
)
