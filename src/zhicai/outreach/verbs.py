"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "outreach.case_published": Text("发布案例", "case published"),
        "outreach.follow_up_added": Text("登记跟进事项", "follow-up added"),
        "outreach.follow_up_done": Text("办结跟进事项", "follow-up done"),
        "outreach.opinion_answered": Text("答复意见", "opinion answered"),
        "outreach.opinion_forwarded": Text("转办意见", "opinion forwarded"),
        "outreach.opinion_sent": Text("提出意见", "opinion sent"),
        "outreach.visit_changed": Text("更正走访记录", "visit changed"),
        "outreach.visit_recorded": Text("登记走访", "visit recorded"),
    }
)
