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
    }
)
