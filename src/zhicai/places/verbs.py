"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "places.divisions_loaded": Text("载入行政区划", "divisions loaded"),
        "places.organisation_named": Text("登记单位", "organisation entered"),
        "places.organisations_entered": Text("批量登记单位", "organisations entered"),
        "places.list_kept": Text("登记企业名单", "list of enterprises kept"),
        "places.services_changed": Text("调整服务范围", "places served changed"),
        "places.unit_opened": Text("新增单位", "unit opened"),
        "places.moved": Text("调整隶属", "place moved"),
        "places.list_taken_back": Text("撤销企业名单", "list of enterprises taken back"),
        "places.taken_off_list": Text("从企业名单移出", "taken off a list"),
        "places.organisation_dropped": Text(
            "删去没有记录的单位", "organisation without records removed"
        ),
    }
)
