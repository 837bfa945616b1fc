"""Reads of the words in which messages leave, and of the robots that take them."""

from collections.abc import Sequence

from django.db.models import Q

from zhicai.foundation.text import Text
from zhicai.messages.models import Message, Robot, Wording
from zhicai.messages.queries.routes import Holder
from zhicai.messages.rules.wording import Template


def wordings() -> dict[str, Template]:
    """Return the templates that have been reworded, by kind."""
    return {row.kind: template_of(row) for row in Wording.objects.all()}


def template_of(row: Wording) -> Template:
    """Return a stored wording as a template."""
    return Template(
        Text(row.short_zh, row.short_en),
        Text(row.subject_zh, row.subject_en),
        Text(row.body_zh, row.body_en),
    )


def robots_of(messages: Sequence[Message]) -> dict[Holder, str]:
    """Return the robots' addresses of the offices that some messages are for."""
    rows = Robot.objects.filter(
        Q(place_id__in={message.place_id for message in messages})
        | Q(organisation_id__in={message.organisation_id for message in messages})
    )
    return {
        ("organisation", row.organisation_id, "")
        if row.organisation_id
        else ("place", row.place_id or 0, row.level): row.address
        for row in rows
    }
