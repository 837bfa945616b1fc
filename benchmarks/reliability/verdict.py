"""Holds what browsers know against what the database has."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connections

from benchmarks.reliability.browsers import Candidate, Value
from zhicai.exams.models import Answer, JournalEntry, Score, Sitting

MARKS = Decimal(2)
RIGHT = 0
"""The option of the benchmark's items that is right."""
KINDS = ("save", "submit", "late")
"""The journal's words for what browsers sent."""


@dataclass(frozen=True, slots=True)
class Knows:
    """What one browser knew at a moment: the answers and messages acknowledged by then."""

    code: str
    answers: dict[int, Value]
    kept: frozenset[str]
    sent: frozenset[str]


def knows(one: Candidate) -> Knows:
    """Return what a browser knows now."""
    return Knows(one.code, dict(one.acknowledged), frozenset(one.kept), frozenset(one.sent))


@dataclass(slots=True)
class Found:
    """What is wrong: answers or messages lost, things doubled, in words for the first few."""

    lost: int = 0
    doubled: int = 0
    says: list[str] = field(default_factory=list)

    def lose(self, says: str) -> None:
        """One is lost."""
        self.lost += 1
        self.says.append(says)

    def double(self, says: str) -> None:
        """One is there twice."""
        self.doubled += 1
        self.says.append(says)


def hold(everyone: Sequence[Knows]) -> Found:
    """Every acknowledged answer is there once and none older has taken its place; each
    acknowledged message stands in the journal once.
    """
    connections.close_all()
    found = Found()
    sittings = _sittings(everyone)
    answers: dict[int, dict[int, Value]] = defaultdict(dict)
    rows = Answer.objects.filter(sitting__in=sittings.values())
    for sitting, number, revision, value in rows.values_list(
        "sitting", "number", "revision", "value"
    ):
        if number in answers[sitting]:
            found.double(f"sitting {sitting} has two answers to {number}")
        answers[sitting][number] = (revision, value)
    journal: dict[int, Counter[str]] = defaultdict(Counter)
    entries = JournalEntry.objects.filter(sitting__in=sittings.values(), kind__in=KINDS)
    for sitting, key in entries.values_list("sitting", "key"):
        journal[sitting][key] += 1
    for one in everyone:
        at = sittings[one.code]
        for number, told in one.answers.items():
            if (kept := answers[at].get(number, (0, None)))[0] < told[0] or (
                kept[0] == told[0] and kept != told
            ):
                found.lose(f"{one.code}, question {number}: {told} acknowledged, {kept} kept")
        for key in one.kept - set(journal[at]):
            found.lose(f"{one.code}: {key} acknowledged, not in the journal")
        for key, count in journal[at].items():
            if count > 1:
                found.double(f"{one.code}: {key} stands {count} times in the journal")
    return found


def nobodys(candidates: Sequence[Candidate]) -> int:
    """Return how many messages stand in the journal that no browser sent."""
    connections.close_all()
    sent = {key for one in candidates for key in one.sent}
    entries = JournalEntry.objects.filter(
        sitting__code__in=[one.code for one in candidates], kind__in=KINDS
    )
    return sum(key not in sent for key in entries.values_list("key", flat=True))


def hold_end(candidates: Sequence[Candidate]) -> Found:
    """After handing in: exactly what was written last stands, was scored once, and rightly."""
    everyone = [knows(one) for one in candidates]
    found = hold(everyone)
    if strange := nobodys(candidates):
        found.double(f"{strange} messages stand in the journal that nobody sent")
    sittings = _sittings(everyone)
    state = dict(Sitting.objects.filter(pk__in=sittings.values()).values_list("pk", "state"))
    answers: dict[int, dict[int, Value]] = defaultdict(dict)
    rows = Answer.objects.filter(sitting__in=sittings.values())
    for sitting, number, *value in rows.values_list("sitting", "number", "revision", "value"):
        answers[sitting][number] = (value[0], value[1])
    scores = defaultdict(list)
    for sitting, marks in Score.objects.filter(sitting__in=sittings.values()).values_list(
        "sitting", "marks"
    ):
        scores[sitting].append(marks)
    for one in candidates:
        at = sittings[one.code]
        if not one.handed_in:
            continue
        if state[at] != "submitted":
            found.lose(f"{one.code}: handing in was acknowledged, the sitting is {state[at]}")
        for number in sorted(set(one.written) | set(answers[at])):
            kept, told = answers[at].get(number), one.written.get(number)
            if kept != told:
                found.lose(f"{one.code}, question {number}: {told} handed in, {kept} kept")
        worth = MARKS * sum(value == RIGHT for _, value in one.written.values())
        if len(scores[at]) > 1:
            found.double(f"{one.code} was scored {len(scores[at])} times")
        elif scores[at] != [worth]:
            found.lose(f"{one.code}: worth {worth}, scored {scores[at]}")
    return found


def _sittings(everyone: Sequence[Knows]) -> dict[str, int]:
    codes = [one.code for one in everyone]
    return dict(Sitting.objects.filter(code__in=codes).values_list("code", "pk"))
