"""Writes to the audit log: record an action, seal what has been recorded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Model

from zhicai.audit.models import Entry, Seal
from zhicai.audit.queries import entry_facts
from zhicai.audit.rules import digest_of, mark_of
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


BATCH = 1000
"""Entries under one seal."""


@transaction.atomic
def seal_entries(*, at: datetime) -> Seal | None:
    """Seal every entry not yet sealed, batch by batch; the last seal, None if nothing is new."""
    _wait_for_writers()
    made = None
    while fresh := _seal_batch(at):
        made = fresh
    return made


def _wait_for_writers() -> None:
    """Let no entry of a lower key come after the seal: keys are given out before they commit."""
    if connection.vendor == "postgresql":  # SQLite has one writer, which is this one
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_entry IN SHARE ROW EXCLUSIVE MODE")


def _seal_batch(at: datetime) -> Seal | None:
    last = Seal.objects.order_by("-last_entry").first()
    unsealed = Entry.objects.filter(pk__gt=last.last_entry if last else 0).order_by("pk")
    fresh = list(unsealed[:BATCH])
    if not fresh:
        return None
    previous = last.digest if last else ""
    facts = [entry_facts(entry) for entry in fresh]
    return Seal.objects.create(
        last_entry=fresh[-1].pk,
        count=len(fresh),
        previous=previous,
        digest=digest_of(previous, facts),
        sealed_at=at,
        marks={str(entry["id"]): mark_of(entry) for entry in facts},
    )
