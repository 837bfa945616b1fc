"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "messages.confirmed_sent": Text("确认已送出", "confirmed as sent"),
        "messages.office_chose": Text("选择接收方式", "office chose its channels"),
        "messages.quiet_hours_set": Text("设置免打扰时段", "quiet hours set"),
        "messages.reminded_unread": Text("提醒未读", "unread reminded"),
        "messages.reworded": Text("修改消息模板", "template reworded"),
        "messages.robot_kept": Text("登记群机器人", "robot kept"),
        "messages.tried_again": Text("重新投递", "delivery tried again"),
    }
)
