"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "files.kept": Text("保存文件", "file kept"),
        "files.let_go": Text("移除文件", "file let go"),
    }
)
