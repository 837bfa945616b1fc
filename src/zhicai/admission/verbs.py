"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "admission.asked_again": Text("要求补充材料", "asked for more"),
        "admission.columns_named": Text("对应导入列", "columns of a roster named"),
        "admission.import_undone": Text("撤销导入", "import taken back"),
        "admission.jumped": Text("候补插队", "waiting list jumped"),
        "admission.moved_up": Text("候补递补", "moved up from the waiting list"),
        "admission.put_on_list": Text("列入候补", "put on the waiting list"),
        "admission.registered": Text("报名", "registered"),
        "admission.accepted": Text("确认报名", "registration accepted"),
        "admission.refused": Text("不予报名", "registration refused"),
        "admission.withdrawn": Text("退出报名", "registration withdrawn"),
        "admission.roster_checked": Text("检查名册", "roster checked"),
        "admission.roster_imported": Text("导入名册", "roster imported"),
        "admission.employers_linked": Text(
            "报名对上名录里的企业", "registrations tied to listed enterprises"
        ),
        "admission.call_changed": Text("修改招考", "call changed"),
        "admission.call_drafted": Text("筹备招考", "call drafted"),
        "admission.call_opened": Text("开放报名", "registration opened"),
        "admission.candidate_entered": Text("登记考核人选", "candidate entered"),
        "admission.candidates_confirmed": Text("确认考核人选", "candidates confirmed"),
        "admission.candidate_returned": Text("退回考核报名", "candidate sent back"),
        "admission.candidate_withdrawn": Text("退出考核报名", "candidacy withdrawn"),
        "admission.candidates_imported": Text("导入考核人选", "candidates imported"),
        "admission.list_checked": Text("检查考核人选表", "list of candidates checked"),
        "admission.put_forward": Text("推荐转为考核人选", "recommended candidate taken in"),
        "admission.questionnaire_kept": Text("编写招考问卷", "questionnaire of a call written"),
        "admission.questionnaire_sent": Text("发出招考问卷", "questionnaire of a call sent"),
        "admission.screening_begun": Text("开始遴选", "screening begun"),
        "admission.screening_finished": Text("完成遴选", "screening finished"),
        "admission.screening_reopened": Text("重新遴选", "screening reopened"),
        "admission.screened": Text("遴选决定", "candidates decided"),
        "admission.conditions_judged": Text("判定人选条件", "conditions judged"),
        "admission.tests_entered": Text("登记入学测试成绩", "marks of the entrance test entered"),
        "admission.list_drafted": Text("生成学员名单", "list of trainees drawn up"),
        "admission.bounds_set": Text("设定编班条件", "bounds of placing set"),
        "admission.list_placed": Text("自动编班", "trainees placed"),
        "admission.trainees_moved": Text("调整编班", "trainees moved"),
        "admission.registration_moved": Text("报名转到另一班", "registration moved"),
        "admission.list_sealed": Text("锁定学员名单", "list of trainees sealed"),
        "admission.classes_sealed": Text("锁定编班", "classes of a list sealed"),
        "admission.list_published": Text("公布学员名单", "list of trainees published"),
        "admission.list_supplemented": Text("名单退出和递补", "addendum to a sealed list"),
        "admission.objection_raised": Text("对名单提出异议", "objection raised"),
        "admission.objection_answered": Text("答复异议", "objection answered"),
    }
)
