"""Filters of the message lists; the forms of how messages leave."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import channels
from zhicai.messages.models import Delivery, Message
from zhicai.messages.queries.boxes import to_addressee
from zhicai.messages.rules.outbox import STATE_WORDS, Quiet
from zhicai.messages.rules.wording import Template
from zhicai.ui.asked import said
from zhicai.ui.lists import FilterForm


class InboxFilters(FilterForm[QuerySet[Message]]):
    """Kind, read or not, words in the title or text."""

    kind = forms.ChoiceField(
        label=_("类别"), required=False, choices=[("", _("全部")), *Message.Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("unread", _("未读")), ("read", _("已读"))],
    )
    q = forms.CharField(label=_("标题或内容"), required=False, max_length=100)

    def narrow(self, rows: QuerySet[Message]) -> QuerySet[Message]:
        """Keep the messages that fit every condition given."""
        given = self.given
        if "kind" in given:
            rows = rows.filter(kind=given["kind"])
        if "state" in given:
            rows = rows.filter(Q(("is_read", given["state"] == "read")))
        return with_words(rows, given.get("q", ""))


class SentFilters(FilterForm[QuerySet[Message]]):
    """Kind, opened by someone or not, words in the title, text or addressee; ``to`` is one
    addressee, ``about`` one matter.
    """

    kind = forms.ChoiceField(
        label=_("类别"), required=False, choices=[("", _("全部")), *Message.Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("对方"),
        required=False,
        choices=[("", _("全部")), ("unread", _("还没有人看")), ("read", _("已有人看"))],
    )
    q = forms.CharField(label=_("标题、内容或收件单位"), required=False, max_length=100)
    to = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=160)

    def narrow(self, rows: QuerySet[Message]) -> QuerySet[Message]:
        """Keep the messages that fit every condition given."""
        given = self.given
        if "kind" in given:
            rows = rows.filter(kind=given["kind"])
        if "state" in given:
            rows = rows.filter(readings__isnull=given["state"] == "unread").distinct()
        if "to" in given:
            rows = rows.filter(to_addressee(given["to"]))
        if "about" in given:
            rows = rows.filter(about=given["about"])
        words = given.get("q", "")
        return with_words(rows, words, offices=True)


def with_words(rows: QuerySet[Message], words: str, *, offices: bool = False) -> QuerySet[Message]:
    """Keep the messages that hold ``words`` in either language, or in the addressee's name."""
    if not words:
        return rows
    found = (
        Q(title_zh__icontains=words)
        | Q(title_en__icontains=words)
        | Q(body_zh__icontains=words)
        | Q(body_en__icontains=words)
    )
    if offices:
        found |= Q(place__name__icontains=words) | Q(organisation__name__icontains=words)
    return rows.filter(found)


class OutboxFilters(FilterForm[QuerySet[Delivery]]):
    """Channel, state, kind."""

    channel = forms.ChoiceField(label=_("渠道"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    kind = forms.ChoiceField(
        label=_("类别"), required=False, choices=[("", _("全部")), *Message.Kind.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("全部"))
        names = [(name, said(one.says)) for name, one in channels().items()]
        states = [(state.value, said(says)) for state, says in STATE_WORDS.items()]
        for field, choices in (("channel", names), ("state", states)):
            chooser = self.fields[field]
            assert isinstance(chooser, forms.ChoiceField)
            chooser.choices = [every, *choices]

    def narrow(self, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """Keep the deliveries that fit every condition given."""
        return rows.filter(**self.given)


class ChoicesForm(forms.Form):
    """A tick for each kind of message and channel."""

    def __init__(
        self, *args: Any, keys: Iterable[tuple[str, str]], names: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = list(keys)
        kinds = dict(Message.Kind.choices)
        for kind, channel in self.keys:
            label = f"{kinds[kind]} {names[channel]}"
            self.fields[f"{kind}.{channel}"] = forms.BooleanField(
                label=label,
                required=False,
                widget=forms.CheckboxInput(
                    attrs={"class": "form-check-input", "aria-label": label}
                ),
            )

    @property
    def choices(self) -> dict[tuple[str, str], bool]:
        """What was ticked, by kind and channel."""
        return {key: self.cleaned_data[f"{key[0]}.{key[1]}"] for key in self.keys}

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the kinds in words, each with its ticks in the order of the channels."""
        kinds = dict(Message.Kind.choices)
        found: dict[str, list[forms.BoundField]] = {}
        for kind, channel in self.keys:
            found.setdefault(str(kinds[kind]), []).append(self[f"{kind}.{channel}"])
        return list(found.items())


class RobotForm(forms.Form):
    """The address of the office's group robot."""

    robot = forms.CharField(
        label=_("企业微信群机器人地址"),
        required=False,
        max_length=300,
        help_text=_("保存后不再显示；留空并保存即取消。"),
    )


class QuietForm(forms.Form):
    """From when to when nothing but urgent matters leaves."""

    begins = forms.TimeField(
        label=_("开始"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ends = forms.TimeField(
        label=_("结束"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    @property
    def quiet(self) -> Quiet:
        """The hours given."""
        return Quiet(self.cleaned_data["begins"], self.cleaned_data["ends"])


class TemplateForm(forms.Form):
    """The six texts of one kind of message."""

    short_zh = forms.CharField(label=_("短信（中文）"), max_length=200, required=False)
    short_en = forms.CharField(label=_("短信（英文）"), max_length=200, required=False)
    subject_zh = forms.CharField(label=_("邮件标题（中文）"), max_length=200, required=False)
    subject_en = forms.CharField(label=_("邮件标题（英文）"), max_length=200, required=False)
    body_zh = forms.CharField(
        label=_("邮件正文（中文）"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    body_en = forms.CharField(
        label=_("邮件正文（英文）"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def template(self) -> Template:
        """The texts given, as a template."""
        given = {name: words.replace("\r\n", "\n") for name, words in self.cleaned_data.items()}
        return Template(
            *(
                Text(given[f"{part}_zh"], given[f"{part}_en"])
                for part in ("short", "subject", "body")
            )
        )


def words_of(template: Template) -> dict[str, str]:
    """Return a template as the initial values of its form."""
    return {
        f"{part}_{language}": getattr(getattr(template, part), language)
        for part in ("short", "subject", "body")
        for language in ("zh", "en")
    }


def put_faults(form: forms.Form, faults: Iterable[Fault]) -> None:
    """Show what an action refused at the fields of the form that asked for it."""
    for fault in faults:
        form.add_error(fault.field if fault.field in form.fields else None, said(fault.says))
