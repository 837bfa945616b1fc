"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "dossiers.reminded": Text("催报班次落实汇总", "reminded of the summary of classes"),
        "dossiers.summary_generated": Text("生成班次落实汇总", "summary of classes generated"),
        "dossiers.summary_sent": Text("报送班次落实汇总", "summary of classes sent"),
        "dossiers.summary_worded": Text("修改汇总文字", "words of the summary changed"),
    }
)
