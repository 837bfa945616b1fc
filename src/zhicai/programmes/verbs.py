"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "programmes.body_named": Text("登记机构", "body named"),
        "programmes.group_registered": Text("登记工作组", "working group registered"),
        "programmes.holidays_uploaded": Text("上传节假日", "holidays uploaded"),
        "programmes.law_reloaded": Text("更新规则", "rules read again"),
        "programmes.notice_acknowledged": Text("签收文件", "notice acknowledged"),
        "programmes.notice_issued": Text("印发文件", "notice issued"),
        "programmes.setting_decided": Text("决定设置", "setting decided"),
        "programmes.text_reworded": Text("修改文字", "text reworded"),
        "programmes.year_opened": Text("开启年度", "year opened"),
        "programmes.deadline_extended": Text("延长期限", "deadline extended"),
        "programmes.deadline_waived": Text("免除期限", "deadline waived"),
        "programmes.deadline_restored": Text("恢复期限", "deadline restored"),
        "programmes.item_added": Text("增加课程内容", "curriculum item added"),
        "programmes.honour_entered": Text("登记荣誉", "honour entered"),
        "programmes.regions_arranged": Text("划分招生区域", "regions arranged"),
        "programmes.item_withdrawn": Text("停用课程内容", "curriculum item withdrawn"),
    }
)
