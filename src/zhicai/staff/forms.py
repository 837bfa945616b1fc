"""Forms of staff: an account, leaving, a deputy, setting a password, filters of the lists."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import Role, User
from zhicai.audit.models import Entry
from zhicai.audit.queries import between
from zhicai.audit.verbs import verbs_about
from zhicai.staff.rules import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_REASON,
    Newcomer,
    newcomer_faults,
)
from zhicai.ui.lists import FilterForm

STATES = [
    ("invited", _("待首次登录")),
    ("active", _("使用中")),
    ("away", _("由人代理")),
    ("asked", _("申请重置密码")),
    ("locked", _("已锁定")),
    ("left", _("已离岗")),
]


class PeopleFilters(FilterForm[QuerySet[User]]):
    """State, office, words in the name or account."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *STATES])
    office = forms.ChoiceField(label=_("单位"), required=False)
    q = forms.CharField(label=_("姓名或账号"), required=False, max_length=60)

    def offer(self, offices: Iterable[tuple[str, str]]) -> None:
        """Offer these offices to choose from."""
        choices = [("", _("全部")), *offices]
        self.fields["office"] = forms.ChoiceField(label=_("单位"), required=False, choices=choices)

    def narrow(self, rows: QuerySet[User]) -> QuerySet[User]:
        """Keep the people who fit every condition given."""
        given = self.given
        if "state" in given:
            rows = rows.filter(Q(("state", given["state"])))
        if "office" in given:
            kind, pk = given["office"][:1], given["office"][1:]
            at = (
                {"memberships__organisation": pk}
                if kind == "o"
                else {"memberships__place": pk, "memberships__organisation": None}
            )
            rows = rows.filter(**at).distinct()
        if "q" in given:
            rows = rows.filter(Q(name__icontains=given["q"]) | Q(username__icontains=given["q"]))
        return rows


class AccountForm(forms.Form):
    """An account for a newcomer."""

    name = forms.CharField(label=_("姓名"), max_length=LONGEST_NAME)
    username = forms.CharField(
        label=_("账号"),
        max_length=40,
        help_text=_("2 至 40 个字母、数字或 . _ @ -，开通后不能改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    phone = forms.CharField(label=_("手机"), max_length=20, required=False)
    email = forms.CharField(label=_("邮箱"), max_length=LONGEST_EMAIL, required=False)
    office = forms.ChoiceField(label=_("单位"))
    role = forms.ChoiceField(label=_("岗位"))

    def offer(self, offices: list[tuple[str, str]], roles: list[Role]) -> None:
        """Offer these offices and posts to choose from."""
        self.fields["office"] = forms.ChoiceField(label=_("单位"), choices=offices)
        choices = [(role.value, role.label) for role in roles]
        self.fields["role"] = forms.ChoiceField(label=_("岗位"), choices=choices)

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with every field at once, whatever else is missing."""
        typed = {name: str(self.data.get(name, "")).strip() for name in self.fields}
        for fault in newcomer_faults(Newcomer(**typed)):
            if fault.field and fault.field not in self.errors:
                self.add_error(fault.field, fault.says.in_language(get_language() or "zh-hans"))
        return self.cleaned_data

    def newcomer(self) -> Newcomer:
        """Return the newcomer of a valid form."""
        return Newcomer(**{name: value.strip() for name, value in self.cleaned_data.items()})


class EnterpriseForm(forms.Form):
    """An enterprise of one's own place."""

    name = forms.CharField(label=_("企业全称"), min_length=2, max_length=120)


class LeaveForm(forms.Form):
    """Someone leaves an office."""

    successor = forms.TypedChoiceField(
        label=_("接替人"), required=False, coerce=int, empty_value=None
    )
    alone = forms.BooleanField(label=_("暂无接替人，由上级单位代管"), required=False)
    reason = forms.CharField(label=_("原因"), max_length=LONGEST_REASON)

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """Offer these people to choose from."""
        self.fields["successor"] = forms.TypedChoiceField(
            label=_("接替人"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("本单位其他人接着办")), *people],
        )


class DeputyForm(forms.Form):
    """Someone stands in for a time."""

    deputy = forms.TypedChoiceField(label=_("代理人"), coerce=int)
    since = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("结束日期"),
        help_text=_("到期自动结束。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label=_("原因"), max_length=LONGEST_REASON)

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """Offer these people to choose from."""
        self.fields["deputy"] = forms.TypedChoiceField(
            label=_("代理人"), coerce=int, choices=[("", _("请选择")), *people]
        )


class ContactForm(forms.Form):
    """Phone and e-mail anew; what stays empty is not changed."""

    phone = forms.CharField(label=_("新手机号"), max_length=20, required=False)
    email = forms.CharField(label=_("新邮箱"), max_length=LONGEST_EMAIL, required=False)


class NewPasswordForm(forms.Form):
    """A password, twice, and the privacy notice."""

    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        max_length=200,
        help_text=_("至少 10 位，不能全是数字，也不要用常见密码。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输入一次"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    privacy = forms.BooleanField(
        label=_("我已阅读隐私说明：账号信息只用于办理培训工作，操作会记入审计日志"),
        error_messages={"required": _("阅读隐私说明后勾选这一项，再设置密码。")},
    )

    def clean(self) -> dict[str, Any]:
        """Say where the two differ."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("两次输入的密码不同，请重新输入。"))
        return given


class LostPasswordForm(forms.Form):
    """Whose password was lost."""

    username = forms.CharField(
        label=_("账号"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


_DAY = {"type": "date"}
MOST_SAMPLED = 500
"""Entries in one sample; whoever checks more exports the period."""


class EntryFilters(FilterForm[QuerySet[Entry]]):
    """Person, office, verb (its words or its code), place, days."""

    who = forms.CharField(label=_("姓名或账号"), required=False, max_length=60)
    office = forms.CharField(label=_("单位"), required=False, max_length=60)
    verb = forms.CharField(label=_("事项"), required=False, max_length=80)
    place = forms.CharField(label=_("地区代码"), required=False, max_length=12)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs=_DAY))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs=_DAY))

    def narrow(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        """Keep the entries that fit every condition given."""
        given = self.given
        if "who" in given:
            rows = rows.filter(Q(name__icontains=given["who"]) | Q(username=given["who"]))
        if "office" in given:
            rows = rows.filter(office__icontains=given["office"])
        if "verb" in given:
            rows = rows.filter(
                Q(verb__startswith=given["verb"]) | Q(verb__in=verbs_about(given["verb"]))
            )
        if "place" in given:
            rows = rows.filter(place__startswith=given["place"])
        return between(rows, since=given.get("since"), until=given.get("until"))


class SampleForm(forms.Form):
    """A sample of a period: how many entries, by which seed."""

    since = forms.DateField(label=_("从"), widget=forms.DateInput(attrs=_DAY))
    until = forms.DateField(label=_("到"), widget=forms.DateInput(attrs=_DAY))
    count = forms.IntegerField(label=_("抽取条数"), min_value=1, max_value=MOST_SAMPLED, initial=20)
    seed = forms.CharField(
        label=_("随机种子"),
        max_length=40,
        help_text=_("同一时段、同一种子抽到的条目相同，便于复核。"),
    )

    def clean_seed(self) -> str:
        """Refuse signs that cannot be read aloud and typed again."""
        seed: str = self.cleaned_data["seed"].strip()
        if not re.fullmatch(r"[\w-]{1,40}", seed):
            raise forms.ValidationError(_("种子用字母、数字和短横线。"))
        return seed
