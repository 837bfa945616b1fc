"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "people.account_linked": Text("关联账号", "account linked"),
        "people.asked": Text("提出个人信息请求", "request of the person"),
        "people.contact_changed": Text("更改联系方式", "contact changed"),
        "people.corrected": Text("更正个人信息", "corrected"),
        "people.employer_changed": Text("更改工作单位", "employer changed"),
        "people.entered": Text("登记人员", "person entered"),
        "people.entered_many": Text("批量登记人员", "people entered"),
        "people.erased": Text("删除个人信息", "erased"),
        "people.exported": Text("导出人员", "people exported"),
        "people.incentive_recorded": Text("登记激励", "incentive recorded"),
        "people.incentive_withdrawn": Text("撤销激励", "incentive withdrawn"),
        "people.kept_longer": Text("到期不删除", "kept beyond its time"),
        "people.merge_undone": Text("撤销合并档案", "merge undone"),
        "people.merged": Text("合并重复档案", "duplicates merged"),
        "people.overdue_erased": Text("批准到期删除", "erased by rule"),
        "people.overdue_listed": Text("列出到期信息", "listed as overdue"),
        "people.post_confirmed": Text("确认岗位", "post confirmed"),
        "people.purposes_answered": Text("回复同意事项", "purposes answered"),
        "people.request_decided": Text("处理个人信息请求", "request decided"),
        "people.request_withdrawn": Text("撤回个人信息请求", "request withdrawn"),
        "people.specialist_ended": Text("结束专员登记", "specialist ended"),
        "people.specialist_named": Text("登记专员", "specialist named"),
        "people.taken_back": Text("撤销登记", "entry taken back"),
        "people.told_apart": Text("确认不是同一人", "told apart"),
        "people.transfer_asked": Text("申请转移档案", "transfer asked"),
        "people.transfer_decided": Text("办理档案转移", "transfer decided"),
        "people.transfer_withdrawn": Text("撤回档案转移", "transfer withdrawn"),
        "people.unmasked": Text("查看完整信息", "unmasked"),
    }
)
