"""The figures of one assessment class as the records have them now, and the rows behind each."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from zhicai.admission.models import Registration
from zhicai.attendance.queries import attended, class_hours
from zhicai.dossiers.models import ClosingDossier, EffectEvaluation
from zhicai.dossiers.rules.class_figures import (
    Difference,
    Figures,
    differences,
    from_json,
    share,
    to_json,
)
from zhicai.finance.queries import budget_of
from zhicai.finance.queries.budgets import sums_of
from zhicai.finance.queries.settlements import settlement_of
from zhicai.results.models import Outcome
from zhicai.results.queries.outcomes import counts_of, outcomes
from zhicai.training.models import Lesson, TrainingClass
from zhicai.training.money import cost_key
from zhicai.training.queries.feedback import class_feedback
from zhicai.training.queries.frames import frame_of
from zhicai.training.rules.evaluation import EFFECT, Question, average, questions_of


def gather_class(found: TrainingClass, *, on: date) -> Figures:
    """Return the figures of a class on a day; the queries do not grow with its people."""
    seated = list(
        seats_of(found).order_by().values_list("pk", "employer_name", "employer_place_id")
    )
    present = attended([found.pk])
    counts = counts_of(found.pk)
    means = outcomes([found.pk]).aggregate(
        exam=Avg("exam"),
        practical=Avg("practical"),
        made_up=Count("pk", filter=Q(state=Outcome.State.QUALIFIED, made_up=True)),
    )
    feedback = class_feedback(found, frame_of(found.programme_year, on=on))
    decided = counts.decided > 0
    final = counts.qualified + counts.not_qualified
    return {
        "seats": Decimal(found.capacity),
        "registered": Decimal(len(seated)),
        "employers": Decimal(len({name for _, name, _ in seated if name})),
        "places": Decimal(len({place for _, _, place in seated})),
        "attended": Decimal(sum(pk in present for pk, _, _ in seated)),
        "class-hours": Decimal(class_hours([found.pk]).get(found.pk, 0)),
        "lecturers": Decimal(_lecturers(found)),
        "decided": Decimal(counts.decided),
        "qualified": Decimal(counts.qualified) if decided else None,
        "made-up": Decimal(means["made_up"]) if decided else None,
        "make-up": Decimal(counts.makeup) if decided else None,
        "not-qualified": Decimal(counts.not_qualified) if decided else None,
        "pass-rate": share(counts.qualified, final),
        "exam": _rounded(means["exam"]),
        "practical": _rounded(means["practical"]),
        "answered": Decimal(feedback.answered),
        "rating": feedback.rating.mean,
        **_money(found),
    }


def changed_figures(dossier: ClosingDossier, *, on: date) -> tuple[Difference, ...]:
    """Return the figures of a report that the records count otherwise on a day."""
    now = from_json(to_json(gather_class(dossier.training_class, on=on)))
    return differences(from_json(dossier.figures), now)


def _lecturers(found: TrainingClass) -> int:
    rows = Lesson.objects.filter(training_class=found, cancelled=False, lecturer__isnull=False)
    return rows.values("lecturer").distinct().count()


def _rounded(mean: Any) -> Decimal | None:
    return None if mean is None else Decimal(str(mean)).quantize(Decimal("0.1"))


def _money(found: TrainingClass) -> dict[str, Decimal | None]:
    """What was budgeted and spent, fen: as settled, else as it stands."""
    key = cost_key(found.pk)
    settled = settlement_of(key)
    if settled is not None:
        return {"budget": Decimal(settled.planned), "spent": Decimal(settled.spent)}
    budget = budget_of(key)
    if budget is None:
        return {"budget": None, "spent": None}
    sums = sums_of([budget.pk])[budget.pk]
    return {"budget": Decimal(sums.planned), "spent": Decimal(sums.spent)}


def seats_of(found: TrainingClass) -> QuerySet[Registration]:
    """Return the registrations with a seat in a class."""
    return Registration.objects.filter(training_class=found, state=Registration.State.ACCEPTED)


_STATES = {
    "decided": ~Q(outcome__state=Outcome.State.PENDING) & Q(outcome__isnull=False),
    "qualified": Q(outcome__state=Outcome.State.QUALIFIED),
    "made-up": Q(outcome__state=Outcome.State.QUALIFIED, outcome__made_up=True),
    "make-up": Q(outcome__state=Outcome.State.MAKE_UP),
    "not-qualified": Q(outcome__state=Outcome.State.NOT_QUALIFIED),
    "pass-rate": Q(outcome__state__in=(Outcome.State.QUALIFIED, Outcome.State.NOT_QUALIFIED)),
    "exam": Q(outcome__exam__isnull=False),
    "practical": Q(outcome__practical__isnull=False),
}


def people_behind(found: TrainingClass, key: str) -> QuerySet[Registration]:
    """Return the people that a figure of a class counts, by name; its count is the figure."""
    rows = seats_of(found).select_related("person", "employer_place", "outcome")
    if key == "attended":
        rows = rows.filter(pk__in=attended([found.pk]))
    elif key in _STATES:
        rows = rows.filter(_STATES[key])
    return rows.defer("person__id_number").order_by("person__pinyin", "person__name", "pk")


# --- the effect evaluation ------------------------------------------------------------------------


def effect_questions(found: TrainingClass, *, on: date) -> list[Question]:
    """Return what the effect evaluation asks, as the province has set it."""
    settings = frame_of(found.programme_year, on=on).settings
    return questions_of(settings.get("class-evaluation-questions"), EFFECT)


def effect_score(evaluation: EffectEvaluation | None) -> str:
    """Return the mean score of an evaluation as a report says it."""
    mean = average(evaluation.scores) if evaluation is not None else None
    return "—" if mean is None else f"{mean:f}"


def evaluated(dossiers: Collection[int]) -> set[int]:
    """Return which dossiers (ids) have their effect evaluation; one query."""
    rows = EffectEvaluation.objects.filter(dossier__in=dossiers)
    return set(rows.values_list("dossier", flat=True))
