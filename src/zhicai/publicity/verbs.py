"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "publicity.action_logged": Text("登记宣传", "publicity logged"),
        "publicity.action_struck": Text("删除宣传记录", "publicity entry struck"),
        "publicity.item_published": Text("发布稿件", "item published"),
        "publicity.item_returned": Text("退回稿件", "item returned"),
        "publicity.item_saved": Text("保存稿件", "item saved"),
        "publicity.item_sent": Text("送审稿件", "item sent for review"),
        "publicity.item_withdrawn": Text("撤下稿件", "item withdrawn"),
        "publicity.item_written": Text("撰写稿件", "item written"),
        "publicity.list_published": Text("公示名单", "list published"),
        "publicity.list_withdrawn": Text("撤下名单", "list withdrawn"),
        "publicity.objection_answered": Text("答复异议", "objection answered"),
        "publicity.objection_received": Text("收到异议", "objection received"),
    }
)
