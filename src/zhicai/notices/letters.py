"""What notices write to offices: that one has come, waits, or is no longer in force.

Written in the transaction of what they tell of; keys make each letter go once.
"""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from zhicai.audit.actions import Actor
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.notices.models import Notice, Receipt


def tell_sent(notice: Notice, receipts: Sequence[Receipt], *, by: Actor, at: datetime) -> None:
    """Tell every addressee that a notice has come and waits to be acknowledged."""
    due = Text("请阅读后确认收悉。", "Read it and confirm receipt.")
    if notice.due:
        due = Text(
            f"请阅读后于 {notice.due} 前确认收悉。", f"Read it and confirm receipt by {notice.due}."
        )
    title = Text(f"收到通知：{notice.title}", f"A notice has come: {notice.title}")
    _write(notice, receipts, Message.Kind.NOTICE, "sent", title, due, by=by, at=at)


def remind(notice: Notice, receipts: Sequence[Receipt], *, by: Actor, at: datetime) -> None:
    """Remind addressees that a notice waits; once a day each."""
    title = Text(f"通知待确认：{notice.title}", f"A notice waits: {notice.title}")
    body = Text(
        f"还没有收到贵单位的确认{f'，期限 {notice.due}' if notice.due else ''}。请阅读后确认收悉。",
        "Your office has not confirmed receipt yet"
        f"{f' (due {notice.due})' if notice.due else ''}. Read it and confirm.",
    )
    sort = f"remind-{at.astimezone(CHINA):%Y%m%d}"
    _write(notice, receipts, Message.Kind.REMINDER, sort, title, body, by=by, at=at)


def tell_ended(notice: Notice, receipts: Sequence[Receipt], *, by: Actor, at: datetime) -> None:
    """Tell every addressee that a notice is no longer in force, and why."""
    gone = notice.state == Notice.State.RECALLED
    words = Text("已撤回", "is recalled") if gone else Text("已被替代", "is superseded")
    title = Text(f"通知{words.zh}：{notice.title}", f"A notice {words.en}: {notice.title}")
    body = Text(f"理由：{notice.reason}", f"Reason: {notice.reason}")
    _write(notice, receipts, Message.Kind.NOTICE, "ended", title, body, by=by, at=at)


def _write(
    notice: Notice, receipts: Sequence[Receipt], kind: Message.Kind, sort: str, title: Text,
    body: Text, *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    short = Text(title.zh[:200], title.en[:300])
    link = reverse("notices:notice", args=[notice.pk])
    drafts = [
        Draft(
            _addressee(one),
            short,
            body,
            key=f"notices-{sort}-{one.pk}",
            link=link,
            about=f"notices-{notice.pk}",
        )
        for one in receipts
    ]
    if drafts:
        send_messages(drafts, kind=kind, by=by, at=at)


def _addressee(receipt: Receipt) -> Addressee:
    if receipt.organisation_id is not None:
        return Addressee(organisation_id=receipt.organisation_id)
    return Addressee(place_id=receipt.place_id, level=Level(receipt.level))
