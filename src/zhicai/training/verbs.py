"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "training.class_created": Text("建班", "class created"),
        "training.class_changed": Text("修改班次信息", "class changed"),
        "training.class_timetable": Text("调整课表", "timetable changed"),
        "training.class_opened": Text("开放报名", "class opened"),
        "training.class_started": Text("开班", "class started"),
        "training.class_finished": Text("班次结束", "class finished"),
        "training.class_closed": Text("结班", "class closed"),
        "training.class_postponed": Text("班次改期", "class postponed"),
        "training.class_moved": Text("班次改地点", "class moved"),
        "training.class_substituted": Text("换讲师", "lecturer substituted"),
        "training.class_allowed": Text("同意窗口外办班", "class outside the window allowed"),
        "training.class_cancelled": Text("取消班次", "class cancelled"),
        "training.class_evaluated": Text("评估班次", "class evaluated"),
        "training.guidance_answered": Text("答复指导意见", "guidance answered"),
        "training.guidance_left": Text("提出指导意见", "guidance left"),
        "training.lecturer_changed": Text("修改讲师信息", "lecturer changed"),
        "training.lecturer_entered": Text("登记讲师", "lecturer entered"),
        "training.lecturer_sent": Text("选派讲师", "lecturer sent"),
        "training.lecturer_state": Text("调整讲师状态", "state of a lecturer changed"),
        "training.lecturers_assigned": Text("安排讲师", "lecturers assigned"),
        "training.lecturers_taken_in": Text("导入讲师", "lecturers taken in"),
        "training.outside_allowed": Text("同意窗口外办班", "class outside the window allowed"),
        "training.partner_added": Text("增加合办单位", "partner added"),
        "training.partner_removed": Text("移除合办单位", "partner removed"),
        "training.request_declined": Text("婉拒派师请求", "request declined"),
        "training.team_marked": Text("标记专业队伍", "professional team marked"),
        "training.timetable_saved": Text("保存课表", "timetable saved"),
    }
)
