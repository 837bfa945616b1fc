"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "archive.claimed": Text("填写档案内容", "written into the own file"),
        "archive.confirmed": Text("确认档案内容", "entry of a file confirmed"),
        "archive.refused": Text("不予确认档案内容", "entry of a file refused"),
        "archive.adviser_named": Text("指派导师", "adviser named"),
        "archive.adviser_ended": Text("结束导师指派", "adviser ended"),
        "archive.talked": Text("登记指导谈话", "guidance talk recorded"),
        "archive.followed": Text("登记谈话后续", "follow-up of a talk recorded"),
        "archive.reserved": Text("列入人才储备", "marked as reserve"),
        "archive.released": Text("移出人才储备", "taken out of the reserve"),
        "archive.follow_up_sent": Text("发放跟踪调研", "follow-up survey sent"),
    }
)
