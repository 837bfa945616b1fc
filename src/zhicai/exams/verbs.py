"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "exams.basis_entered": Text("登记试题依据", "basis of items entered"),
        "exams.item_changed": Text("修改试题", "item changed"),
        "exams.item_proposed": Text("试题送二读", "item proposed"),
        "exams.item_read": Text("二读试题", "item read a second time"),
        "exams.item_retired": Text("停用试题", "item retired"),
        "exams.item_written": Text("编写试题", "item written"),
        "exams.items_checked": Text("检查待导入试题", "items to be imported checked"),
        "exams.items_loaded": Text("载入随软件提供的试题", "items that ship loaded"),
        "exams.items_moved": Text("试题改用新文本", "items moved to a new text"),
        "exams.items_outdated": Text("依据失效，试题转待复核", "items with an outdated basis"),
        "exams.items_read": Text("批量二读试题", "items read a second time"),
        "exams.items_taken": Text("导入试题", "items imported"),
        "exams.items_exported": Text("导出试题", "items exported"),
        "exams.lawyer_checked": Text("登记律师核对", "check by a lawyer noted"),
        "exams.member_ended": Text("取消题库人员", "member of the bank ended"),
        "exams.member_named": Text("指定题库人员", "member of the bank named"),
        "exams.text_ended": Text("登记文本失效", "text of a basis ended"),
        "exams.text_entered": Text("登记依据新文本", "new text of a basis entered"),
        "exams.candidate_checked": Text("核对考生身份", "identity of a candidate checked"),
        "exams.handed_in_by_clock": Text("到时自动交卷", "handed in by the clock"),
        "exams.blueprint_made": Text("保存试卷蓝图", "blueprint of a paper kept"),
        "exams.paper_opened": Text("启封试卷", "paper opened"),
        "exams.paper_sealed": Text("组卷并密封", "paper composed and sealed"),
        "exams.paper_withdrawn": Text("作废试卷", "paper withdrawn"),
        "exams.appeal_answered": Text("答复成绩复核", "appeal of marks answered"),
        "exams.appealed": Text("申请成绩复核", "marks appealed"),
        "exams.exam_cancelled": Text("取消考试", "exam cancelled"),
        "exams.exam_ended": Text("结束考试", "exam ended"),
        "exams.exam_paused": Text("暂停考试", "exam paused"),
        "exams.exam_resumed": Text("恢复考试", "exam resumed"),
        "exams.exam_set_up": Text("安排考试", "exam set up"),
        "exams.invigilator_named": Text("指定监考员", "invigilator named"),
        "exams.regraded": Text("更正答案或作废试题", "key changed or item voided"),
        "exams.results_final": Text("考试成绩定分", "exam results final"),
        "exams.results_published": Text("公布考试成绩", "exam results published"),
    }
)
