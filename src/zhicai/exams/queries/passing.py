"""Who passed an exam, who has the right to its make-up: lists of results, names masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.exams.models import Exam, Sitting
from zhicai.exams.queries.marking import PUBLISH
from zhicai.exams.queries.running import SEE, exam_for
from zhicai.exams.queries.sittings import SHOWN_RESULTS, year_of
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Person
from zhicai.people.rules import masked_name, masked_number
from zhicai.programmes.queries import settings_of
from zhicai.results.decision import EXAM_PASS, PRACTICAL_PASS, USUAL_PASS, rules_of, window_of
from zhicai.results.models import Outcome
from zhicai.results.rules.decision import EXAM, Rules, Window


class Verdict(StrEnum):
    """What an exam came to for a candidate."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    VOID = "void"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate of a list of results; ``again`` is whether a make-up may follow."""

    sitting: Sitting
    percent: Decimal | None
    verdict: Verdict
    again: bool

    @property
    def pk(self) -> int:
        """The key of the sitting."""
        return self.sitting.pk

    @property
    def name(self) -> str:
        """The candidate's name, masked."""
        return masked_name(self.sitting.person.name)

    @property
    def employer(self) -> str:
        """The employer at registration, empty in an exam of no class."""
        seat = self.sitting.registration
        return seat.employer_name if seat is not None else ""

    @property
    def code(self) -> str:
        """The number of the slip, masked."""
        return f"{self.sitting.code[:2]}****{self.sitting.code[-2:]}"


def pass_mark(exam: Exam) -> Decimal:
    """Return the marks in a hundred from which an exam is passed.

    An exam of a class goes by the rules of that class, a mock test by those of its day.
    """
    if exam.training_class is not None:
        return rules_of(exam.training_class).pass_marks[exam.part]
    settings = settings_of(year_of(exam), on=exam.starts_at.astimezone(CHINA).date())
    found = settings.get(EXAM_PASS if exam.part == EXAM else PRACTICAL_PASS)
    return Decimal(USUAL_PASS if found is None else found)


def make_up_rules(exam: Exam) -> tuple[Rules, Window] | None:
    """Return rules and days of the make-up that may follow, None where none does."""
    if exam.training_class is None or exam.round != Exam.Round.FIRST:
        return None
    rules = rules_of(exam.training_class)
    return (rules, window_of(exam.training_class, rules)) if rules.make_up else None


def sittings_of(exam: Exam) -> QuerySet[Sitting]:
    """Return the sittings of an exam with candidate and score, in the order of their seats."""
    rows = Sitting.objects.filter(exam=exam).select_related("person", "registration", "score")
    return rows.defer("person__id_number").order_by("room", "seat", "pk")


def exam_with_results(acting: Acting, pk: int) -> Exam:
    """Return an exam whose results the user reads, else OutOfScope.

    Who publishes them reads them before, everybody else who sees the exam once they are published.
    """
    exam = exam_for(acting, pk)
    shown = exam.state in SHOWN_RESULTS or (
        holds(acting, PUBLISH) and exam.state == Exam.State.ENDED
    )
    if exam.round == Exam.Round.MOCK or not holds(acting, SEE) or not shown:
        raise OutOfScope
    return exam


def lines_of(exam: Exam) -> list[Line]:
    """Return everyone of an exam with what it came to; three statements."""
    needed, may_repeat = pass_mark(exam), make_up_rules(exam) is not None
    rows = list(sittings_of(exam))
    keys = [one.registration_id for one in rows if one.registration_id]
    lost = set(
        Outcome.objects.filter(
            registration__in=keys, state=Outcome.State.NOT_QUALIFIED
        ).values_list("registration", flat=True)
    )  # fmt: skip
    found = []
    for one in rows:
        score = getattr(one, "score", None)
        percent = score.percent if score is not None and score.complete else None
        verdict = _verdict(one, percent, needed)
        failed = verdict in (Verdict.FAILED, Verdict.ABSENT)
        again = may_repeat and failed and one.registration_id not in lost
        found.append(Line(one, percent, verdict, again))
    return found


def _verdict(one: Sitting, percent: Decimal | None, needed: Decimal) -> Verdict:
    if one.state == Sitting.State.VOID:
        return Verdict.VOID
    if one.state == Sitting.State.ABSENT:
        return Verdict.ABSENT
    if one.state != Sitting.State.SUBMITTED or percent is None:
        return Verdict.WAITING
    return Verdict.PASSED if percent >= needed else Verdict.FAILED


def numbers_of(lines: Iterable[Line]) -> dict[int, str]:
    """Return the document numbers of candidates, masked, by sitting; one statement."""
    people = {line.sitting.person_id: line.pk for line in lines}
    rows = Person.objects.filter(pk__in=people).values_list("pk", "id_number")
    return {people[pk]: masked_number(str(number)) if number else "" for pk, number in rows}
