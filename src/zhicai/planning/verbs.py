"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "planning.classes_in_force": Text("班次计划生效", "planned classes in force"),
        "planning.course_dropped": Text("删除课程", "course dropped"),
        "planning.course_kept": Text("保存课程", "course kept"),
        "planning.draft_edited": Text("修改计划草稿", "draft edited"),
        "planning.draft_imported": Text("导入计划", "plan imported"),
        "planning.file_attached": Text("上传附件", "file attached"),
        "planning.file_removed": Text("移除附件", "file removed"),
        "planning.guidance_answered": Text("答复指导意见", "guidance answered"),
        "planning.guidance_left": Text("提出指导意见", "guidance left"),
        "planning.lecturer_arranged": Text("安排讲师", "lecturer arranged"),
        "planning.plan_opened": Text("新建计划", "plan opened"),
        "planning.plan_sent": Text("报送计划", "plan sent"),
        "planning.summary_sent": Text("报送汇总", "summary sent"),
    }
)
