"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "notices.acknowledged": Text("签收通知", "notice acknowledged"),
        "notices.draft_dropped": Text("删除通知草稿", "draft dropped"),
        "notices.draft_edited": Text("修改通知草稿", "draft edited"),
        "notices.draft_opened": Text("起草通知", "draft opened"),
        "notices.file_attached": Text("上传附件", "file attached"),
        "notices.file_detached": Text("移除附件", "file detached"),
        "notices.reminded": Text("催签收", "receipt reminded"),
        "notices.sent": Text("发出通知", "notice sent"),
        "notices.recalled": Text("撤回通知", "notice recalled"),
        "notices.superseded": Text("以新通知替代", "notice superseded"),
    }
)
