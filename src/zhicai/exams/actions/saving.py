"""Keeps what browsers send: many candidates' messages in one transaction, each answered for itself.

This is the one path on which answers come in; nothing is acknowledged before its commit.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.models import Sitting
from zhicai.exams.rules.clock import left
from zhicai.exams.rules.saving import (
    OVER,
    SEEN,
    SUBMIT,
    SUBMITTED,
    TAKEN,
    Given,
    Standing,
    verdict,
)

_UPSERT = """
INSERT INTO exams_answer (sitting_id, number, value, flagged, revision, saved_at) VALUES {rows}
ON CONFLICT (sitting_id, number) DO UPDATE SET value = excluded.value, flagged = excluded.flagged,
revision = excluded.revision, saved_at = excluded.saved_at
WHERE excluded.revision > exams_answer.revision
"""
_JOURNAL = """
INSERT INTO exams_journalentry (sitting_id, key, kind, data, sent_at, at) VALUES {rows}
ON CONFLICT (sitting_id, key) DO NOTHING
"""
_as_json = json.JSONEncoder(ensure_ascii=False).encode
"""``json.dumps`` would make an encoder for every answer."""
LATE = "late"
"""The journal's word for answers that came after the end: kept, not counted."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of a candidate's browser; ``session`` is the key of the login session it came in.

    ``key`` is made by the browser, so that what is sent twice stands once.
    """

    sitting: int
    session: str
    device: str
    key: str
    kind: str
    answers: tuple[Given, ...] = ()
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a message: ``verdict`` of ``rules.saving``, seconds left, exam paused.

    ``news`` is the revision of the exam: the page asks what is new where it knows another.
    """

    verdict: str
    left: int = 0
    paused: bool = False
    news: int = 0


@transaction.atomic
def keep(messages: Sequence[Sent], *, now: datetime) -> list[Kept]:
    """Keep messages in one transaction and return, in their order, what became of each."""
    standings = _standings({one.sitting for one in messages})
    signed_in = _signed_in({one.session for one in messages}, now)
    found = [
        verdict(standings.get(one.sitting), one.device, signed_in=one.session in signed_in, now=now)
        for one in messages
    ]
    taken = [one for one, said in zip(messages, found, strict=True) if said == TAKEN]
    late = [one for one, said in zip(messages, found, strict=True) if said in (OVER, SUBMITTED)]
    _write(taken, late, now)
    if handed_in := {one.sitting for one in taken if one.kind == SUBMIT}:
        _hand_in(handed_in, now)
    return [
        _kept(said, standings.get(one.sitting), now)
        for one, said in zip(messages, found, strict=True)
    ]


def _kept(said: str, standing: Standing | None, now: datetime) -> Kept:
    if standing is None or standing.deadline is None:
        return Kept(said)
    seconds = left(standing.deadline, now, paused_at=standing.paused_at)
    return Kept(said, seconds, paused=standing.paused_at is not None, news=standing.news)


def _standings(keys: set[int]) -> dict[int, Standing]:
    rows = Sitting.objects.filter(pk__in=keys)
    if connection.vendor == "postgresql":
        # A candidate who hands in and saves at once is taken one after the other.
        rows = rows.select_for_update(of=("self",)).order_by("pk")
    columns = (
        "state", "exam__state", "deadline", "exam__paused_at", "device", "exam__revision",
    )  # fmt: skip
    return {key: Standing(*facts) for key, *facts in rows.values_list("pk", *columns)}


def _signed_in(keys: set[str], now: datetime) -> set[str]:
    rows = Session.objects.filter(pk__in=keys, expire_date__gt=now)
    return set(rows.values_list("pk", flat=True))


def _write(taken: Iterable[Sent], late: Iterable[Sent], now: datetime) -> None:
    answers: dict[tuple[int, int], Given] = {}
    journal: dict[tuple[int, str], tuple[str, Sent]] = {}
    seen = set()
    for one in taken:
        seen.add(one.sitting)
        if one.kind != SEEN:
            journal.setdefault((one.sitting, one.key), (one.kind, one))
        for given in one.answers:
            place = (one.sitting, given.number)
            # One statement may not touch a row twice.
            if place not in answers or answers[place].revision < given.revision:
                answers[place] = given
    for one in late:
        if one.answers:
            journal.setdefault((one.sitting, one.key), (LATE, one))
    at = _moment(now)
    _insert(_UPSERT, [_answer_row(where, given, at) for where, given in _in_one_order(answers)])
    _insert(
        _JOURNAL,
        [_journal_row(where, kind, one, at) for where, (kind, one) in _in_one_order(journal)],
    )
    if seen:
        Sitting.objects.filter(pk__in=seen).update(seen_at=now)


def _in_one_order(rows: Mapping[tuple[int, Any], Any]) -> list[tuple[tuple[int, Any], Any]]:
    """Two writers that take rows in the same order never wait for each other in a ring."""
    return sorted(rows.items(), key=lambda row: row[0])


def _insert(statement: str, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(rows=", ".join([one] * len(rows))),
            [value for row in rows for value in row],
        )


def _answer_row(where: tuple[int, int], given: Given, at: Any) -> tuple[Any, ...]:
    sitting, number = where
    value = _as_json(given.value)
    return sitting, number, value, given.flagged, given.revision, at


def _journal_row(where: tuple[int, str], kind: str, one: Sent, at: Any) -> tuple[Any, ...]:
    sitting, key = where
    data = {
        str(given.number): [given.revision, given.value, given.flagged] for given in one.answers
    }
    told = _as_json(data)
    return sitting, key, kind, told, _moment(one.sent_at) if one.sent_at else None, at


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _hand_in(sittings: set[int], now: datetime) -> None:
    Sitting.objects.filter(pk__in=sittings).update(
        state=Sitting.State.SUBMITTED,
        submitted_at=now,
        submitted_by=Sitting.Submission.SELF,
    )
    score_submitted(sittings, now=now)
