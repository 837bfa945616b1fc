"""Reads of the audit log, and the check of its chain."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet

from zhicai.audit.models import Entry, Seal
from zhicai.audit.rules import digest_of


def history_of(subject: Model) -> QuerySet[Entry]:
    """Return every entry about one record, newest first. Uses index audit_entry_subject."""
    return Entry.objects.filter(
        subject=subject._meta.label_lower, subject_id=str(subject.pk)
    ).order_by("-at", "-pk")


def broken_seals() -> Iterator[Seal]:
    """Yield every seal whose batch no longer has the content that was sealed."""
    previous_digest, previous_entry = "", 0
    for seal in Seal.objects.order_by("last_entry"):
        batch = Entry.objects.filter(pk__gt=previous_entry, pk__lte=seal.last_entry).order_by("pk")
        facts = [entry_facts(entry) for entry in batch]
        intact = seal.previous == previous_digest and len(facts) == seal.count
        if not intact or digest_of(previous_digest, facts) != seal.digest:
            yield seal
        previous_digest, previous_entry = seal.digest, seal.last_entry


def entry_facts(entry: Entry) -> dict[str, Any]:
    """Return an entry's stored values in the form that is hashed."""
    return {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "username": entry.username,
        "name": entry.name,
        "office": entry.office,
        "verb": entry.verb,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "place": entry.place,
        "clause": entry.clause,
        "reason": entry.reason,
        "values": entry.values,
    }
