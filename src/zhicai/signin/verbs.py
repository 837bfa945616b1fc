"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "signin.factor_added": Text("绑定第二重验证", "second factor added"),
        "signin.factors_reset": Text("重置第二重验证", "second factors reset"),
        "signin.factors_removed": Text("解除第二重验证", "second factors removed"),
        "signin.held": Text("暂停登录", "sign-in held"),
        "signin.identity_linked": Text("绑定外部账号", "outside account linked"),
        "signin.identity_unlinked": Text("解绑外部账号", "outside account unlinked"),
        "signin.password_changed": Text("修改密码", "password changed"),
        "signin.recovery_code_used": Text("使用恢复码", "recovery code used"),
        "signin.recovery_codes_renewed": Text("更换恢复码", "recovery codes renewed"),
        "signin.released": Text("恢复登录", "sign-in released"),
        "signin.session_ended": Text("结束登录会话", "session ended"),
        "signin.sessions_ended": Text("结束全部会话", "sessions ended"),
        "signin.signed_in": Text("登录", "signed in"),
    }
)
