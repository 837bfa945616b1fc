"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "results.completion_decided": Text("认定结业", "completion decided"),
        "results.make_up_allowed": Text("同意补考延后或重排", "make-up allowed later or anew"),
        "results.make_up_declined": Text("登记放弃补考", "make-up given up"),
        "results.make_up_missed": Text("登记补考缺考", "make-up missed"),
        "results.make_up_offered": Text("安排补考", "make-up offered"),
        "results.mark_corrected": Text("更正成绩", "mark corrected"),
        "results.marks_checked": Text("检查成绩表", "file of marks checked"),
        "results.marks_entered": Text("登记成绩", "marks entered"),
        "results.outcomes_decided": Text("计算考核结果", "outcomes worked out"),
        "results.outcomes_locked": Text("锁定考核结果", "outcomes locked"),
        "results.outcomes_published": Text("公布考核结果", "outcomes published"),
        "results.recommendation_joined": Text("确认推荐", "recommendation confirmed"),
        "results.recommendation_returned": Text("退回推荐", "recommendation sent back"),
        "results.recommendation_withdrawn": Text("撤回推荐", "recommendation withdrawn"),
        "results.recommended": Text("推荐考核人选", "candidate recommended"),
        "results.skill_entered": Text("登记技能", "skill entered"),
        "results.skill_withdrawn": Text("撤销技能登记", "skill entry withdrawn"),
        "results.team_left": Text("移出专业化队伍", "taken out of the professional team"),
        "results.team_named": Text("列入专业化队伍", "named to the professional team"),
        "results.enterprises_written_to": Text(
            "向未覆盖企业发函", "enterprises not covered written to"
        ),
    }
)
