"""Reads of the audit log, and the check of its chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import nsmallest
from typing import Any

from django.db.models import Max, Model, QuerySet

from zhicai.audit.models import Entry, Seal
from zhicai.audit.rules import digest_of, draw_of, mark_of
from zhicai.foundation.clock import CHINA


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


def entries() -> QuerySet[Entry]:
    """Return the whole log; who may read it is the business of the page that shows it."""
    return Entry.objects.all()


def between(
    rows: QuerySet[Entry], *, since: date | None = None, until: date | None = None
) -> QuerySet[Entry]:
    """Return the entries of a span of days in China, both included."""
    if since is not None:
        rows = rows.filter(at__gte=datetime.combine(since, time.min, tzinfo=CHINA))
    if until is not None:
        after = datetime.combine(until, time.min, tzinfo=CHINA) + timedelta(days=1)
        rows = rows.filter(at__lt=after)
    return rows


def sample_of(
    rows: QuerySet[Entry], *, since: date, until: date, count: int, seed: str
) -> tuple[list[Entry], int]:
    """Return a random sample of a period, in order of time, and out of how many it was drawn.

    The same seed draws the same entries again, whatever was recorded outside the period since.
    """
    keys = list(between(rows, since=since, until=until).values_list("pk", flat=True))
    drawn = nsmallest(count, keys, key=lambda key: draw_of(seed, key))
    return list(Entry.objects.filter(pk__in=drawn).order_by("at", "pk")), len(keys)


@dataclass(frozen=True, slots=True)
class Break:
    """A seal that no longer fits: the entries that it was set on, from the first to the last."""

    seal: Seal
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The chain held against the log: seals, entries under them, entries still unsealed, breaks."""

    seals: int
    sealed: int
    unsealed: int
    last_sealed_at: datetime | None
    breaks: tuple[Break, ...]


def chain_report() -> ChainReport:
    """Return what a check of the whole chain finds."""
    ends = list(Seal.objects.order_by("last_entry").values_list("last_entry", flat=True))
    starts = dict(zip(ends, [0, *ends], strict=False))
    last = ends[-1] if ends else 0
    return ChainReport(
        seals=len(ends),
        sealed=Entry.objects.filter(pk__lte=last).count(),
        unsealed=Entry.objects.filter(pk__gt=last).count(),
        last_sealed_at=Seal.objects.aggregate(last=Max("sealed_at"))["last"],
        breaks=tuple(
            Break(seal, starts[seal.last_entry] + 1, seal.last_entry) for seal in broken_seals()
        ),
    )


@dataclass(frozen=True, slots=True)
class Located:
    """Which entries of a broken batch it is, by their keys; all empty where only the seal or its
    place in the chain was changed, or the seal is from before entries were marked.
    """

    altered: tuple[int, ...]
    missing: tuple[int, ...]
    added: tuple[int, ...]


def located(broken: Break) -> Located:
    """Return the entries that a broken seal was not set on as they now are."""
    if broken.seal.marks is None:
        return Located((), (), ())
    marks = {int(key): mark for key, mark in broken.seal.marks.items()}
    batch = Entry.objects.filter(pk__gte=broken.first, pk__lte=broken.last)
    found = {entry.pk: mark_of(entry_facts(entry)) for entry in batch}
    return Located(
        altered=tuple(sorted(k for k in marks.keys() & found.keys() if marks[k] != found[k])),
        missing=tuple(sorted(marks.keys() - found.keys())),
        added=tuple(sorted(found.keys() - marks.keys())),
    )
