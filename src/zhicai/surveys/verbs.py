"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "surveys.answered": Text("提交问卷", "survey answered"),
        "surveys.drafted": Text("新建问卷", "survey drafted"),
        "surveys.invited": Text("邀请填写问卷", "invited to a survey"),
        "surveys.published": Text("发布问卷", "survey published"),
        "surveys.round_closed": Text("结束调查", "round closed"),
        "surveys.round_opened": Text("开始调查", "round opened"),
        "surveys.saved": Text("保存问卷", "survey saved"),
    }
)
