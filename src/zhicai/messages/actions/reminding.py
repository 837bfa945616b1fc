"""Remind the offices that have not opened what one's office has sent them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.messages.actions.sending import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.queries.boxes import sent_by
from zhicai.messages.rules import Addressee
from zhicai.messages.rules.outbox import AGAIN

LONGEST_TITLE = 200


@transaction.atomic
def remind_unread(messages: Iterable[Message], *, by: Acting, at: datetime) -> int:
    """Write once a day to each addressee that has not opened a message; return how many went.

    What others have sent, what was read, and reminders of reminders are left out. BadInput for
    nothing chosen.
    """
    require(by, "messages.remind")
    ids = [message.pk for message in messages]
    if not ids:
        says = Text("请先选择要提醒的消息。", "Choose what to remind of first.")
        raise BadInput([Fault(says, field="selected")])
    unread = sent_by(by).filter(pk__in=ids, readings=None).exclude(key__startswith=AGAIN)
    day = at.astimezone(CHINA).date()
    drafts = [_draft(message, f"{AGAIN}{message.pk}-{day}") for message in unread]
    gone = send_messages(drafts, kind=Message.Kind.REMINDER, by=by, at=at)
    if gone:
        values = {"messages": [message.pk for message in unread], "sent": len(gone)}
        record(by, "messages.reminded_unread", unread[0], place=by.place_code, values=values)
    return len(gone)


def _draft(message: Message, key: str) -> Draft:
    to = Addressee(
        place_id=message.place_id,
        level=message.office_level,
        organisation_id=message.organisation_id,
        user_id=message.user_id,
    )
    sent = message.sent_at.astimezone(CHINA)
    return Draft(
        to,
        Text(
            f"请查看：{message.title_zh}"[:LONGEST_TITLE],
            f"Not yet read: {message.title_en}"[: LONGEST_TITLE + 100],
        ),
        Text(
            f"这条消息 {sent:%m-%d} 已发给你们，还没有人看。",
            f"It was sent to you on {sent:%Y-%m-%d} and nobody has read it.",
        ),
        key,
        link=reverse("messages:open", args=[message.pk]),
        about=message.about,
    )
