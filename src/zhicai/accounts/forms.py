"""Forms of accounts."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": _("账号或密码不对。连续 5 次不对，账号会锁定 30 分钟；忘记密码请联系本单位的系统管理员。"),
        "inactive": _("这个账号已停用，请联系本单位的系统管理员。"),
    }
