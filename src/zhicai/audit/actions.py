"""Writes to the audit log: record an action, seal what has been recorded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Model

from zhicai.audit.models import Entry, Seal
from zhicai.audit.queries import entry_facts
from zhicai.audit.rules import digest_of
from zhicai.foundation import clock


class Actor(Protocol):
    """Whoever acts: a signed-in officer, or the system under its own name."""

    @property
    def username(self) -> str:
        """The account."""

    @property
    def name(self) -> str:
        """The person's name as shown."""

    @property
    def office(self) -> str:
        """The office the person acts for."""


def record(
    by: Actor,
    verb: str,
    subject: Model,
    *,
    place: str = "",
    clause: str = "",
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> Entry:
    """Write one entry, inside the transaction of the action that it records.

    ``verb`` is ``app.what_happened`` (``planning.plan_sent``); ``values`` are what was written
    then, JSON-ready and without personal identifiers.
    """
    return Entry.objects.create(
        at=clock.now(),
        username=by.username,
        name=by.name,
        office=by.office,
        verb=verb,
        subject=subject._meta.label_lower,
        subject_id=str(subject.pk),
        place=place,
        clause=clause,
        reason=reason,
        values=dict(values or {}),
    )


@transaction.atomic
def seal_entries(*, at: datetime) -> Seal | None:
    """Seal every entry not yet sealed into one batch; None if there is nothing new."""
    last = Seal.objects.order_by("-last_entry").first()
    fresh = list(Entry.objects.filter(pk__gt=last.last_entry if last else 0).order_by("pk"))
    if not fresh:
        return None
    previous = last.digest if last else ""
    return Seal.objects.create(
        last_entry=fresh[-1].pk,
        count=len(fresh),
        previous=previous,
        digest=digest_of(previous, (entry_facts(entry) for entry in fresh)),
        sealed_at=at,
    )
