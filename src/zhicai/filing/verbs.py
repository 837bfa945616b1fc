"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "filing.opened": Text("新建填报", "filing opened"),
        "filing.remark_answered": Text("答复意见", "remark answered"),
        "filing.remarked": Text("提出意见", "remark made"),
        "filing.returned": Text("退回", "returned"),
        "filing.sent": Text("报送", "sent"),
        "filing.withdrawn": Text("撤回", "withdrawn"),
        "filing.accepted": Text("审核通过", "accepted"),
        "filing.filed": Text("备案", "filed"),
        "filing.approved": Text("审定", "approved"),
        "filing.archived": Text("存档", "archived"),
        "filing.recorded": Text("登记", "recorded"),
    }
)
