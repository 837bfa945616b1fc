"""Forms of accounts."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    """Name and password."""

    username = UsernameField(
        label=_("账号"), widget=forms.TextInput(attrs={"autofocus": True, "class": "form-control"})
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "form-control"}
        ),
    )

    error_messages = {
        "invalid_login": _(
            "账号或密码不对。连续 5 次不对，账号会锁定 30 分钟；忘记密码请联系本单位的系统管理员。"
        ),
        "inactive": _("这个账号已停用，请联系本单位的系统管理员。"),
    }
