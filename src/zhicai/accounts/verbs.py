"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "accounts.opened": Text("开通账号", "account opened"),
        "accounts.membership_given": Text("开通岗位", "post given"),
        "accounts.membership_ended": Text("结束岗位", "post ended"),
        "accounts.contacts_set": Text("更正联系方式", "contacts corrected"),
        "accounts.unlocked": Text("解除锁定", "account unlocked"),
        "accounts.ticket_issued": Text("签发开通单或重置单", "slip issued"),
        "accounts.ticket_withdrawn": Text("收回单据", "slip withdrawn"),
        "accounts.password_set": Text("设置密码", "password set"),
        "accounts.deputy_named": Text("指定代理人", "deputy named"),
        "accounts.deputy_ended": Text("结束代理", "deputy ended"),
        "accounts.closed": Text("停用账号", "account closed"),
    }
)
