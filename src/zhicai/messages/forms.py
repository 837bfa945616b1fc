"""Filters of the message lists."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.messages.models import Message
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
    """Kind, opened by someone or not, words in the title or text."""

    kind = forms.ChoiceField(
        label=_("类别"), required=False, choices=[("", _("全部")), *Message.Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("对方"),
        required=False,
        choices=[("", _("全部")), ("unread", _("还没有人看")), ("read", _("已有人看"))],
    )
    q = forms.CharField(label=_("标题或内容"), required=False, max_length=100)

    def narrow(self, rows: QuerySet[Message]) -> QuerySet[Message]:
        """Keep the messages that fit every condition given."""
        given = self.given
        if "kind" in given:
            rows = rows.filter(kind=given["kind"])
        if "state" in given:
            rows = rows.filter(readings__isnull=given["state"] == "unread").distinct()
        return with_words(rows, given.get("q", ""))


def with_words(rows: QuerySet[Message], words: str) -> QuerySet[Message]:
    """Keep the messages that hold ``words`` in either language."""
    if not words:
        return rows
    return rows.filter(
        Q(title_zh__icontains=words)
        | Q(title_en__icontains=words)
        | Q(body_zh__icontains=words)
        | Q(body_en__icontains=words)
    )
