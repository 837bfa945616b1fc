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
        "planning.lines_in_force": Text("考核班次生效", "assessment classes in force"),
        "planning.package_carried": Text("导入考核材料", "package imported"),
        "planning.package_edited": Text("修改考核材料草稿", "package edited"),
        "planning.package_let_pass": Text("放行", "let pass"),
        "planning.package_opened": Text("新建考核材料", "package opened"),
        "planning.package_sent": Text("报审考核材料", "package sent"),
        "planning.paper_named": Text("写明考题对应的条目", "items of exam content named"),
        "planning.paper_opened": Text("启封考题内容", "exam content opened"),
        "planning.paper_removed": Text("取出考题内容", "exam content taken out"),
        "planning.paper_sealed": Text("密封考题内容", "exam content sealed"),
        "planning.reader_ended": Text("取消启封人", "reader of exam content ended"),
        "planning.reader_named": Text("指定启封人", "reader of exam content named"),
        "planning.plan_opened": Text("新建计划", "plan opened"),
        "planning.plan_sent": Text("报送计划", "plan sent"),
        "planning.summary_sent": Text("报送汇总", "summary sent"),
    }
)
