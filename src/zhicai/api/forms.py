"""The shape of what is typed: a token, a webhook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicai.api.events import EVENTS
from zhicai.api.rules import LONGEST_ADDRESS, LONGEST_LIFE, LONGEST_NAME, SCOPE_WORDS, Scope
from zhicai.ui.asked import said

_INPUT = {"class": "form-control"}


class TokenForm(forms.Form):
    """What a token is for, what it may be used for, how long it holds."""

    name = forms.CharField(
        label=_("用途"),
        max_length=LONGEST_NAME,
        help_text=_("写明哪个系统使用，例如“区政务数据平台”。"),
        widget=forms.TextInput(attrs=_INPUT),
    )
    days = forms.IntegerField(
        label=_("有效期（天）"),
        min_value=1,
        max_value=LONGEST_LIFE,
        initial=180,
        widget=forms.NumberInput(attrs=_INPUT),
    )
    scopes = forms.MultipleChoiceField(
        label=_("权限"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不超过您在本单位的权限。"),
    )

    def __init__(self, data: Any = None, *, scopes: list[Scope]) -> None:
        super().__init__(data, initial={"scopes": [Scope.READ.value]})
        choices = [(one.value, f"{said(SCOPE_WORDS[one])} · {one.value}") for one in scopes]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


class HookForm(forms.Form):
    """Where events go, and which."""

    url = forms.CharField(
        label=_("推送地址"),
        max_length=LONGEST_ADDRESS,
        help_text=_("以 https:// 开头。"),
        widget=forms.TextInput(attrs={**_INPUT, "inputmode": "url", "autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(label=_("事件"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [(name, f"{said(says)} · {name}") for name, says in EVENTS.items()]
        self.fields["events"].choices = choices  # type: ignore[attr-defined]
