"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "handbooks.decision_asked": Text("提请决定", "decision asked"),
        "handbooks.edition_acknowledged": Text("签收文件", "edition acknowledged"),
        "handbooks.edition_published": Text("发布文件版本", "edition published"),
        "handbooks.readers_reminded": Text("提醒签收", "readers reminded"),
        "handbooks.standard_named": Text("登记能力标准", "capability standard named"),
    }
)
