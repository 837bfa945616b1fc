"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "monitoring.feed_opened": Text("开通日历订阅", "calendar feed opened"),
        "monitoring.feed_revoked": Text("收回日历订阅", "calendar feed revoked"),
        "monitoring.map_put": Text("启用地图", "map put"),
        "monitoring.map_withdrawn": Text("停用地图", "map withdrawn"),
        "monitoring.reminded": Text("催办", "reminded"),
        "monitoring.reminded_of_due": Text("到期提醒", "reminded of a due date"),
    }
)
