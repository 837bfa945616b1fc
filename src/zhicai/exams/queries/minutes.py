"""What the minutes of an exam say: figures and events as the database has them, JSON-ready."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q

from zhicai.exams.models import Exam, Incident, Invigilator, JournalEntry, Leave, Minutes, Sitting
from zhicai.exams.rules.room import NOTES
from zhicai.foundation.clock import CHINA

_COUNTED = {
    "expected": Q(),
    "came": ~Q(state__in=("expected", "absent")),
    "absent": Q(state="absent"),
    "by_self": Q(submitted_by="self"),
    "by_time": Q(submitted_by="time"),
    "by_staff": Q(submitted_by="staff"),
    "void": Q(state="void"),
}


def signed_minutes(exam: Exam) -> Minutes | None:
    """Return the minutes of an exam, None until they are signed."""
    return Minutes.objects.filter(exam=exam, room=None).first()


def digest_of(figures: Mapping[str, Any], words: str) -> str:
    """Return the hash of what was signed."""
    told = json.dumps([figures, words], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode()).hexdigest()


def figures_of(exam: Exam) -> dict[str, Any]:
    """Return the minutes of an exam as its events stand; eight queries however many came."""
    totals = {name: Count("pk", filter=asked) for name, asked in _COUNTED.items()}
    rows = exam.sittings.order_by()
    told = rows.values("room").annotate(**totals).values_list("room", *totals)
    by_room = {room: dict(zip(totals, counts, strict=True)) for room, *counts in told}
    watch = list(exam.invigilators.all())
    return {
        "title": exam.title,
        "class": exam.training_class.title if exam.training_class else "",
        "part": exam.part,
        "round": exam.round,
        "starts_at": _moment(exam.starts_at),
        "ended_at": _moment(exam.ended_at),
        "minutes": exam.minutes,
        "paused_seconds": exam.paused_seconds,
        "paper": {
            "label": exam.paper.label,
            "sha256": exam.paper.sha256,
            "opened_at": _moment(exam.paper.opened_at),
        },
        "counts": rows.aggregate(**totals),
        "rooms": [
            {"name": room.name, "place": room.place, "seats": room.seats}
            | (by_room.get(room.pk) or dict.fromkeys(_COUNTED, 0))
            | {"watch": _watched(one for one in watch if one.room_id == room.pk)}
            for room in exam.rooms.all()
        ],
        "watch": _watched(one for one in watch if one.room_id is None),
        "notes": _notes(exam),
        "events": _events(exam),
    }


def _watched(rows: Iterable[Invigilator]) -> list[dict[str, str]]:
    return [
        {"name": one.name, "since": _moment(one.since), "until": _moment(one.until)} for one in rows
    ]


def _notes(exam: Exam) -> dict[str, int]:
    """How many candidates the machine noted something of."""
    rows = JournalEntry.objects.filter(sitting__exam=exam, kind__in=NOTES).order_by()
    found = dict(rows.values_list("kind").annotate(n=Count("sitting", distinct=True)))
    return {kind: found.get(kind, 0) for kind in NOTES}


def _events(exam: Exam) -> list[dict[str, str]]:
    found: list[tuple[datetime, dict[str, str]]] = []
    incidents = Incident.objects.filter(exam=exam).select_related("sitting__person")
    for row in incidents.defer("sitting__person__id_number"):
        found.append((row.at, _event(row, row.kind, row.says)))
    leaves = Leave.objects.filter(exam=exam).select_related("sitting__person")
    for one in leaves.defer("sitting__person__id_number"):
        found.append((one.at, _event(one, one.what, one.reason) | {"seconds": str(one.seconds)}))
    found.sort(key=lambda pair: pair[0])
    return [told for _, told in found]


def _event(row: Incident | Leave, kind: str, says: str) -> dict[str, str]:
    sitting: Sitting | None = row.sitting
    who = f"{sitting.person.name} {sitting.code}" if sitting else ""
    return {"at": _moment(row.at), "kind": str(kind), "who": who, "says": says, "by": row.by}


def _moment(at: datetime | None) -> str:
    """A moment in China: ``2022-05-20 09:00:05``; empty for none."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at else ""
