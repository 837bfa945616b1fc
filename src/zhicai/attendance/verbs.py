"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "attendance.signed_in": Text("签到", "signed in"),
        "attendance.signed_out": Text("签退", "signed out"),
        "attendance.ticked": Text("点名登记到课", "lessons ticked"),
        "attendance.sheet_entered": Text("按纸质签到表登记到课", "entered from a signed sheet"),
        "attendance.entered": Text("补登签到", "attendance entered by hand"),
        "attendance.undone": Text("撤销签到记录", "attendance undone"),
        "attendance.synced": Text("同步离线签到", "offline attendance synced"),
        "attendance.leave_asked": Text("提交请假", "leave asked for"),
        "attendance.leave_granted": Text("准假", "leave granted"),
        "attendance.leave_refused": Text("不予准假", "leave refused"),
        "attendance.leave_withdrawn": Text("撤回请假", "leave withdrawn"),
        "attendance.photo_kept": Text("上传班级照片", "photo of a class kept"),
        "attendance.photo_dropped": Text("删除班级照片", "photo of a class dropped"),
    }
)
