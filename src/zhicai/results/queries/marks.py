"""A class as those who keep its results see it: hours, marks, make-up and verdict of each trainee.

The verdict is that of the rule on the facts of this moment; the outcome is what stands decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from zhicai.admission.models import Registration
from zhicai.admission.queries import roster
from zhicai.attendance.queries import class_hours, hours_by_registration
from zhicai.foundation.errors import OutOfScope, Reason
from zhicai.foundation.text import Text
from zhicai.results.decision import rules_of, window_of
from zhicai.results.models import MakeUp, Mark, Outcome
from zhicai.results.queries.completions import ENDED, ZERO
from zhicai.results.rules.decision import (
    PARTS,
    Facts,
    OneMakeUp,
    Rules,
    Score,
    State,
    Verdict,
    Window,
    decide,
)
from zhicai.training.models import TrainingClass

FIRST, AGAIN = Mark.Round.FIRST.value, Mark.Round.MAKE_UP.value
OPEN = (State.PENDING.value, State.MAKE_UP.value)
Marks = dict[tuple[str, str], Mark]
"""The marks in force of one registration, by part and round."""


def marks_in_force(registrations: Iterable[int] | QuerySet[Any, Any]) -> dict[int, Marks]:
    """Return the marks that stand: those that no later one puts right; one statement."""
    rows = Mark.objects.filter(registration__in=registrations, successor=None)
    found: dict[int, Marks] = {}
    for row in rows:
        found.setdefault(row.registration_id, {})[row.part, row.round] = row
    return found


def history_of(registration: int) -> QuerySet[Mark]:
    """Return every mark of a registration, the latest first."""
    rows = Mark.objects.filter(registration=registration)
    return rows.select_related("successor", "supersedes").order_by("-pk")


def standing_mark(registration: int, pk: int) -> Mark:
    """Return a mark in force of a registration, else OutOfScope."""
    row = Mark.objects.filter(registration=registration, pk=pk, successor=None).first()
    if row is None:
        raise OutOfScope
    return row


@dataclass(frozen=True)
class Line:
    """One trainee of an assessment class."""

    row: Registration
    facts: Facts
    rules: Rules
    marks: Marks = field(default_factory=dict)
    make_up: MakeUp | None = None
    stands: Outcome | None = None

    @cached_property
    def verdict(self) -> Verdict:
        """What the facts of this moment come to."""
        return decide(self.facts, self.rules)

    @property
    def pk(self) -> int:
        """The registration's key."""
        return self.row.pk

    @property
    def name(self) -> str:
        """The trainee's name, to sort by."""
        return self.row.person.name

    @property
    def state(self) -> str:
        """What stands decided, pending while nothing is."""
        return self.stands.state if self.stands else State.PENDING.value

    @property
    def hours(self) -> Decimal:
        """Class hours done."""
        return self.facts.hours

    @property
    def missing(self) -> Decimal:
        """Class hours that are missing."""
        return max(self.facts.needed - self.facts.hours, ZERO)

    def first(self, part: str) -> Score | None:
        """Return the first mark of a part."""
        return self.facts.first.get(part)

    def again(self, part: str) -> Score | None:
        """Return the mark of a part at the make-up."""
        return self.facts.make_up.scores.get(part) if self.facts.make_up else None

    @property
    def exam(self) -> Decimal | None:
        """The examination's mark that counts, to sort by."""
        found = self.verdict.scores.get(PARTS[0])
        return found.value if found else None

    @property
    def practical(self) -> Decimal | None:
        """The practical's mark that counts, to sort by."""
        found = self.verdict.scores.get(PARTS[1])
        return found.value if found else None

    @property
    def stale(self) -> bool:
        """Say whether a fact changed since it was decided, and may still be followed."""
        if self.stands is None or self.stands.locked_at is not None:
            return False
        return not same(self.stands, self)

    @property
    def open_parts(self) -> tuple[str, ...]:
        """The parts of the make-up that wait for a mark."""
        again = self.facts.make_up
        if again is None or again.state not in ("offered", "sat"):
            return ()
        return tuple(part for part in PARTS if part in again.parts and part not in again.scores)


def same(stands: Outcome, line: Line) -> bool:
    """Say whether an outcome says what the facts of this moment come to."""
    verdict = line.verdict
    was = (
        stands.state, stands.hours, stands.hours_needed, stands.exam, stands.practical,
        stands.hours_done, stands.exam_passed, stands.practical_passed, stands.reasons,
    )  # fmt: skip
    return was == (
        verdict.state.value, line.facts.hours, line.facts.needed, line.exam, line.practical,
        verdict.hours_done, *(part in verdict.passed for part in PARTS), reasons_of(verdict),
    )  # fmt: skip


def reasons_of(verdict: Verdict) -> list[dict[str, str]]:
    """Return the unmet facts as an outcome keeps them."""
    return [
        {"zh": one.says.zh, "en": one.says.en, "clause": one.clause or ""}
        for one in verdict.decision.reasons
    ]


def kept_reasons(row: Outcome) -> list[Reason]:
    """Return the unmet facts that an outcome keeps."""
    return [Reason(Text(one["zh"], one["en"]), one["clause"] or None) for one in row.reasons]


@dataclass(frozen=True)
class Board:
    """An assessment class with its rules and everyone in it."""

    found: TrainingClass
    rules: Rules
    needed: Decimal
    lines: Sequence[Line]

    @cached_property
    def window(self) -> Window:
        """When a make-up may be held."""
        return window_of(self.found, self.rules)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many stand where."""
        found = {state.value: 0 for state in State}
        for line in self.lines:
            found[line.state] += 1
        return found

    @cached_property
    def stale(self) -> int:
        """Of how many a fact changed since."""
        return sum(1 for line in self.lines if line.stale)

    @cached_property
    def unpublished(self) -> int:
        """How many decided outcomes the trainees have not been told."""
        rows = (line.stands for line in self.lines if line.stands)
        return sum(1 for one in rows if one.published_at is None and one.state != State.PENDING)

    @cached_property
    def unmarked(self) -> int:
        """How many lack a first mark."""
        return sum(1 for line in self.lines if any(p not in line.facts.first for p in PARTS))

    @cached_property
    def to_offer(self) -> list[Line]:
        """Who has the right to a make-up and has not been offered one."""
        return [one for one in self.lines if one.state == State.MAKE_UP and one.make_up is None]

    @cached_property
    def to_mark(self) -> list[Line]:
        """Whose make-up waits for a mark."""
        return [one for one in self.lines if one.open_parts]


def board_of(found: TrainingClass, *, only: Iterable[int] | None = None) -> Board:
    """Return everyone in an assessment class, or those of ``only``; some ten statements."""
    rules = rules_of(found)
    rows = list(roster(found))
    if only is not None:
        wanted = set(only)
        rows = [row for row in rows if row.pk in wanted]
    keys = Registration.objects.filter(training_class=found)
    hours = hours_by_registration([found.pk])
    needed = rules.hours or class_hours([found.pk]).get(found.pk, ZERO)
    marks = marks_in_force(keys.values("pk"))
    again = {one.registration_id: one for one in MakeUp.objects.filter(registration__in=keys)}
    stands = {one.registration_id: one for one in Outcome.objects.filter(registration__in=keys)}
    ended = found.state in ENDED
    lines = []
    for row in rows:
        held, make_up = marks.get(row.pk, {}), again.get(row.pk)
        facts = Facts(
            hours.get(row.pk, ZERO), needed, scores_of(held, FIRST),
            make_up_facts(make_up, held), ended,
        )  # fmt: skip
        lines.append(Line(row, facts, rules, held, make_up, stands.get(row.pk)))
    return Board(found, rules, needed, lines)


def scores_of(marks: Marks, turn: str) -> dict[str, Score]:
    """Return the scores of a round by part."""
    return {part: Score(one.value) for (part, its), one in marks.items() if its == turn}


def make_up_facts(row: MakeUp | None, marks: Marks) -> OneMakeUp | None:
    """Return a make-up as the rule takes it."""
    if row is None:
        return None
    return OneMakeUp(row.state, frozenset(row.parts), scores_of(marks, AGAIN))
