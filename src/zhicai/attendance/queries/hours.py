"""Class hours of registrations, few statements for any number of classes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from zhicai.attendance.models import Entry
from zhicai.attendance.queries.limits import lesson_time, limits_of
from zhicai.attendance.rules import NONE, PRESENCE, Limits, Line, Presence, chunked, presence
from zhicai.programmes.models import ProgrammeYear
from zhicai.training.models import Lesson, TrainingClass

CHUNK = 200
"""Classes read at once: some twenty thousand people."""

Presences = dict[tuple[int, int], Presence]
"""By registration and lesson; who has no line is absent and not in here."""

_Row = tuple[int, int, int, str, datetime, int | None]


def presences_of(class_ids: Iterable[int]) -> Presences:
    """Return how everyone with a line attended the lessons of classes, dropped lessons apart.

    The limits are those in force on the day on which the class began. Four statements for each 200
    classes, and one for each day on which some of them began.
    """
    found: Presences = {}
    for keys in chunked(sorted(set(class_ids)), CHUNK):
        found |= _presences(keys)
    return found


def _presences(class_ids: list[int]) -> Presences:
    limits = _limits(class_ids)
    lessons = Lesson.objects.filter(training_class__in=class_ids, cancelled=False)
    held = {row.pk: (lesson_time(row), limits[row.training_class_id]) for row in lessons}
    found: Presences = {}
    for key, lines in _lines(class_ids).items():
        at = held.get(key[1])
        if at is not None:
            found[key] = presence(at[0], lines, at[1])
    return found


def _limits(class_ids: list[int]) -> Mapping[int, Limits]:
    rows = TrainingClass.objects.filter(pk__in=class_ids).order_by()
    starts = list(rows.values_list("pk", "programme_year", "starts_on"))
    years = ProgrammeYear.objects.select_related("province").in_bulk(
        {year for _, year, _ in starts}
    )
    days = {(year, on): limits_of(years[year], on=on) for year, on in {s[1:] for s in starts}}
    return {pk: days[year, on] for pk, year, on in starts}


def _lines(class_ids: list[int]) -> dict[tuple[int, int], list[Line]]:
    rows: Iterator[_Row] = (
        Entry.objects.filter(lesson__training_class__in=class_ids)
        .order_by()
        .values_list("pk", "registration", "lesson", "kind", "at", "reverses")
        .iterator(chunk_size=10_000)
    )
    found: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for pk, registration, lesson, kind, at, reverses in rows:
        found[registration, lesson].append(Line(pk, kind, at, reverses))
    return found


def hours_by_registration(class_ids: Iterable[int]) -> dict[int, Decimal]:
    """Return the class hours that count, by registration; who has no line is not in it (0)."""
    found: dict[int, Decimal] = defaultdict(lambda: NONE)
    for (registration, _), one in presences_of(class_ids).items():
        found[registration] += one.hours
    return dict(found)


def class_hours(class_ids: Iterable[int]) -> dict[int, Decimal]:
    """Return the class hours in the timetable of each class, lessons that were dropped apart."""
    keys = sorted(set(class_ids))
    found = dict.fromkeys(keys, NONE)
    for some in chunked(keys, CHUNK):
        rows = Lesson.objects.filter(training_class__in=some, cancelled=False).order_by()
        found |= dict(rows.values_list("training_class").annotate(hours=Sum("hours")))
    return found


def attended(class_ids: Iterable[int]) -> set[int]:
    """Return the registrations that were there at all: a line of presence stands."""
    found: set[int] = set()
    for some in chunked(sorted(set(class_ids)), CHUNK):
        rows = Entry.objects.filter(
            lesson__training_class__in=some,
            lesson__cancelled=False,
            kind__in=PRESENCE,
            reversal=None,
        ).order_by()
        found |= set(rows.values_list("registration", flat=True).distinct())
    return found
