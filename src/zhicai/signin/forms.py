"""Shapes of what is typed at the door and on the page of one's own security."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.ui.lists import FilterForm

_INPUT = {"class": "form-control"}
Words = Any  # a text, or one translated when shown


def _password(label: Words, autocomplete: str, help_text: Words = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=4096,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, **_INPUT}),
    )


class LoginForm(forms.Form):
    """Name and password."""

    username = UsernameField(
        label=_("账号"),
        max_length=150,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username", **_INPUT}),
    )
    password = _password(_("密码"), "current-password")


class CodeForm(forms.Form):
    """A code of the second factor: six digits from the phone, or a recovery code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                **_INPUT,
            }
        ),
    )


class PasswordForm(forms.Form):
    """One's own password, asked before something that a stolen session must not do."""

    password = _password(_("现在的密码"), "current-password")


class BindForm(PasswordForm):
    """Set up a code app: its first code, and the password."""

    code = forms.CharField(
        label=_("手机上显示的 6 位验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", **_INPUT}
        ),
    )
    field_order = ["code", "password"]


class NewPasswordForm(PasswordForm):
    """The present password, and a new one twice."""

    new = _password(_("新密码"), "new-password", _("至少 10 位，不能全是数字，不能是常见密码。"))
    again = _password(_("再输一次新密码"), "new-password")

    def clean_again(self) -> str:
        """Both must be the same."""
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("new") not in (None, again):
            raise forms.ValidationError(_("两次输入的新密码不一样，请重新输入。"))
        return again


class ReasonForm(forms.Form):
    """Why the administrator does it; the audit log keeps it."""

    reason = forms.CharField(
        label=_("理由"), min_length=2, max_length=200, widget=forms.TextInput(attrs=_INPUT)
    )


class AccountFilters(FilterForm[QuerySet[User]]):
    """Find an account."""

    q = forms.CharField(label=_("账号或姓名"), required=False, max_length=60)
    factor = forms.ChoiceField(
        label=_("第二步验证"),
        required=False,
        choices=[("", _("全部")), ("yes", _("已绑定")), ("no", _("未绑定"))],
    )

    def narrow(self, rows: QuerySet[User]) -> QuerySet[User]:
        """Return the accounts that fit."""
        if wanted := self.given.get("q"):
            rows = rows.filter(username__icontains=wanted) | rows.filter(name__icontains=wanted)
        if wanted := self.given.get("factor"):
            rows = rows.filter(has_factor=wanted == "yes")  # type: ignore[misc]  # annotated
        return rows
