"""What the verbs of the audit log mean; a verb that nobody put into words is shown as it is."""

from zhicai.foundation.text import Text

_WORDS = {
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
    "places.divisions_loaded": Text("载入行政区划", "divisions loaded"),
    "places.organisation_named": Text("登记单位", "organisation entered"),
    "places.services_changed": Text("调整服务范围", "places served changed"),
    "places.unit_opened": Text("新增单位", "unit opened"),
    "places.moved": Text("调整隶属", "place moved"),
}


def verb_words(verb: str) -> Text:
    """Return what a verb means, or the verb itself."""
    return _WORDS.get(verb) or Text(verb, verb)
