"""Writes of messages: send one, mark what has been read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor
from zhicai.foundation.errors import BadInput
from zhicai.foundation.text import Text
from zhicai.messages.models import Message, Reading
from zhicai.messages.queries import is_addressee, unread_of
from zhicai.messages.rules import Addressee, link_faults


@transaction.atomic
def send_message(
    to: Addressee,
    *,
    kind: Message.Kind,
    title: Text,
    body: Text,
    by: Actor,
    at: datetime,
    key: str,
    link: str = "",
    about: str = "",
) -> Message | None:
    """Send a message; None, and nothing sent, where one with this key has gone before.

    Who may send what is the business of the app that sends, which also records it in the audit log.
    Raises BadInput for a link that leads out of this site.
    """
    draft = Draft(to, title, body, key, link, about)
    if not send_messages([draft], kind=kind, by=by, at=at):
        return None
    return Message.objects.get(key=key)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to go, one of many."""

    to: Addressee
    title: Text
    body: Text
    key: str
    link: str = ""
    about: str = ""


@transaction.atomic
def send_messages(
    drafts: Sequence[Draft], *, kind: Message.Kind, by: Actor, at: datetime
) -> frozenset[str]:
    """Send many messages with two queries; return the keys of those that had not gone before."""
    faults = [fault for draft in drafts for fault in link_faults(draft.link)]
    if faults:
        raise BadInput(faults)
    keys = {draft.key for draft in drafts}
    gone = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = {draft.key: draft for draft in drafts if draft.key not in gone}
    Message.objects.bulk_create(
        [_message(draft, kind, by, at) for draft in fresh.values()], ignore_conflicts=True
    )
    return frozenset(fresh)


def _message(draft: Draft, kind: Message.Kind, by: Actor, at: datetime) -> Message:
    return Message(
        key=draft.key,
        kind=kind,
        about=draft.about,
        place_id=draft.to.place_id,
        level=draft.to.level.value if draft.to.level else "",
        organisation_id=draft.to.organisation_id,
        user_id=draft.to.user_id,
        title_zh=draft.title.zh,
        title_en=draft.title.en,
        body_zh=draft.body.zh,
        body_en=draft.body.en,
        link=draft.link,
        sent_at=at,
        sent_by=by.name,
        sender_office=by.office,
    )


@transaction.atomic
def mark_read(message: Message, *, by: Acting, at: datetime) -> None:
    """Note that a user has opened a message; doing so again, or as its sender, notes nothing."""
    require(by, "messages.read")
    if is_addressee(by, message):
        Reading.objects.get_or_create(
            message=message, user_id=by.user_id, defaults={"read_at": at, "office": by.office}
        )


@transaction.atomic
def mark_all_read(*, by: Acting, at: datetime) -> int:
    """Note that a user has seen everything that had come; return how many messages that were."""
    require(by, "messages.read")
    fresh = list(unread_of(by).values_list("pk", flat=True))
    Reading.objects.bulk_create(
        [Reading(message_id=pk, user_id=by.user_id, office=by.office, read_at=at) for pk in fresh],
        ignore_conflicts=True,
    )
    return len(fresh)
