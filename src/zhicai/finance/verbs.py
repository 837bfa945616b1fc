"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "finance.fund_entered": Text("登记培训资金", "training money entered"),
        "finance.fund_changed": Text("修改培训资金", "training money changed"),
        "finance.budget_set": Text("编制班次预算", "budget set"),
        "finance.budget_closed": Text("结清班次预算", "budget closed"),
        "finance.settled": Text("核定经费开支", "money settled"),
        "finance.refused": Text("拒绝支出", "expense refused"),
        "finance.bundle_taken": Text("导出审计包", "audit bundle taken"),
        "finance.support_entered": Text("登记支持", "support entered"),
        "finance.support_withdrawn": Text("撤销登记的支持", "support withdrawn"),
        "finance.budget_released": Text("班次取消，释放预算", "budget released with its class"),
        "finance.note_asked": Text("请省局说明其他来源", "note on another source asked for"),
        "finance.note_given": Text("同意使用其他来源", "another source allowed"),
        "finance.note_refused": Text("不同意使用其他来源", "another source refused"),
        "finance.expense_booked": Text("登记支出", "expense booked"),
        "finance.expenses_taken_in": Text("导入支出", "expenses taken in"),
        "finance.expense_reversed": Text("冲销支出", "expense reversed"),
        "finance.voucher_added": Text("上传凭证", "voucher added"),
        "finance.charge_entered": Text("登记收费", "payment entered"),
        "finance.charge_refunded": Text("退回收费", "payment refunded"),
    }
)
