"""The days within which marks may be appealed, appeals as they wait, who may answer which."""

from datetime import date, timedelta

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.exams.models import Appeal, Exam, Marking, Sitting
from zhicai.exams.queries.marking import PUBLISH
from zhicai.exams.queries.sittings import year_of
from zhicai.exams.rules.rubrics import DECIDED
from zhicai.foundation.errors import OutOfScope
from zhicai.programmes.queries import law_of, settings_of

OBJECTIONS, ANSWER = "exam-objection-days", "exam-appeal-answer-days"
_WITH = ("sitting__exam__paper__blueprint__programme_year__province",
         "sitting__exam__training_class__place")  # fmt: skip
_NEVER = ("sitting__exam__paper__sealed", "sitting__exam__paper__key")


def objection_days(exam: Exam, *, on: date) -> tuple[int, int]:
    """Return for how many days marks may be appealed, and in how many an appeal is answered."""
    settings = settings_of(year_of(exam), on=on)
    return int(settings.get(OBJECTIONS) or 3), int(settings.get(ANSWER) or 3)


def last_day(published: date, days: int) -> date:
    """Return the last day on which something may be asked, the day of publication not counted."""
    return published + timedelta(days=days)


def clause_of_setting(exam: Exam, key: str) -> str | None:
    """Return the clause that a setting of exams rests on, None where the law has no such one."""
    found = law_of(year_of(exam)).parameters.get(key)
    return found.clause[0] if found else None


def is_open_for_appeals(exam: Exam, *, on: date) -> bool:
    """Say whether marks may be appealed on a day."""
    until = exam.objections_until
    return exam.state == Exam.State.PUBLISHED and until is not None and on <= until


def appeals_visible_to(acting: Acting) -> QuerySet[Appeal]:
    """Return the appeals that the user decides on, those to answer first; none for others."""
    rows = Appeal.objects.filter(
        sitting__exam__paper__blueprint__programme_year__province__code=acting.province
    )
    if not holds(acting, PUBLISH):
        return rows.none()
    return rows.select_related(*_WITH).defer(*_NEVER).order_by("state", "due", "pk")


def appeal_for(acting: Acting, pk: int) -> Appeal:
    """Return an appeal that the user decides on; OutOfScope for any other."""
    found = appeals_visible_to(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def open_appeals(acting: Acting) -> QuerySet[Appeal]:
    """Return the appeals that wait for an answer of the user's office, the next due first."""
    return appeals_visible_to(acting).filter(state=Appeal.State.OPEN).order_by("due", "pk")


def appeals_about(acting: Acting, exam: Exam) -> tuple[int, int]:
    """Return how many appeals there are about an exam, and how many of them wait."""
    states = list(appeals_visible_to(acting).filter(sitting__exam=exam).values_list("state"))
    return len(states), states.count((Appeal.State.OPEN.value,))


def own_appeals(sitting: Sitting) -> list[Appeal]:
    """Return what a candidate asked to be looked at again, the latest first."""
    return list(sitting.appeals.order_by("-pk"))


def has_marked(acting: Acting, sitting: int, number: int | None) -> bool:
    """Say whether the user marked an answer (None: any of the sitting) before anybody appealed."""
    rows = Marking.objects.filter(sitting=sitting, marker=acting.user_id).exclude(turn=DECIDED)
    return (rows if number is None else rows.filter(number=number)).exists()


def markings_of(sitting: int, number: int) -> list[Marking]:
    """Return the marks given to an answer, in their order."""
    return list(Marking.objects.filter(sitting=sitting, number=number).order_by("pk"))
