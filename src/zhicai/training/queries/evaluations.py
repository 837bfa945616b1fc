"""Evaluations of classes: who may enter which, what is there, what is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import is_within, path_of, places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.organisations import rights_of
from zhicai.training.models import Evaluation, TrainingClass
from zhicai.training.queries.classes import has_right
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.organisers import evaluators
from zhicai.training.rules.evaluation import (
    EFFECT,
    KIND_WORDS,
    STEPS,
    Question,
    average,
    questions_of,
)


def may_evaluate(acting: Acting, found: TrainingClass, kind: str, frame: Frame) -> bool:
    """Say whether the user's body enters a kind of evaluation of a class."""
    if not holds(acting, "training.evaluate"):
        return False
    if kind == EFFECT:
        return any(one.is_of(acting) for one in evaluators(found, frame))
    own = acting.organisation_id is None and acting.at_level(Level.CITY)
    within = is_within(path_of(found.place, on=frame.on), acting.place_path)
    return own and within and has_right(acting, found, "work-on-class", on=frame.on)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of evaluation of a class: its questions, those entered, whether one may enter it."""

    kind: str
    words: Text
    questions: list[Question]
    entered: list[Evaluation]
    mine: Evaluation | None
    may: bool

    @property
    def lines(self) -> list[tuple[Question, list[Any]]]:
        """Each question with the scores of everyone who entered one."""
        return [(q, [one.scores.get(q.key) for one in self.entered]) for q in self.questions]

    @property
    def average(self) -> Decimal | None:
        """The mean of all scores entered."""
        means = [mean for one in self.entered if (mean := average(one.scores)) is not None]
        return (sum(means, Decimal(0)) / len(means)).quantize(Decimal("0.1")) if means else None


def sheets_of(acting: Acting, found: TrainingClass, frame: Frame) -> list[Sheet]:
    """Return every kind of evaluation of a class side by side."""
    table = frame.settings.get("class-evaluation-questions")
    entered: dict[str, list[Evaluation]] = {}
    for one in found.evaluations.order_by("pk"):
        entered.setdefault(one.kind, []).append(one)
    sheets = []
    for kind in (*STEPS, EFFECT):
        rows = entered.get(kind, [])
        mine = next((one for one in rows if one.office == acting.office), None)
        may = may_evaluate(acting, found, kind, frame)
        sheets.append(Sheet(kind, KIND_WORDS[kind], questions_of(table, kind), rows, mine, may))
    return sheets


def effects_awaited(acting: Acting, *, on: date) -> QuerySet[TrainingClass]:
    """Return finished classes without an effect evaluation in the user's reach; who owes it is
    asked of each (:func:`may_evaluate`).
    """
    done = Evaluation.objects.filter(training_class=OuterRef("pk"), kind=EFFECT)
    rows = TrainingClass.objects.filter(state=TrainingClass.State.FINISHED).filter(~Exists(done))
    if acting.organisation_kind is None:
        rows = rows.filter(place__in=places_under(acting.paths, on=on))
    return rows.select_related("place", "programme_year__province").order_by("ends_on", "pk")


def steps_awaited(acting: Acting, *, on: date) -> list[tuple[TrainingClass, str]]:
    """Return the city's own evaluations that are due: running and closing of each class."""
    office = acting.office
    done = Evaluation.objects.filter(training_class=OuterRef("pk"), office=office)
    running = Exists(done.filter(kind="running"))
    closing = Exists(done.filter(kind="closing"))
    rows = (
        TrainingClass.objects.filter(place__in=places_under(acting.paths, on=on))
        .filter(Q(state="running") | Q(state="finished"))
        .annotate(has_running=running, has_closing=closing)
        .select_related("place")
        .order_by("ends_on", "pk")
    )
    found: list[tuple[TrainingClass, str]] = []
    for row in rows:
        if not row.has_running:
            found.append((row, "running"))
        if row.state == "finished" and not row.has_closing:
            found.append((row, "closing"))
    return found


def evaluation_due(found: TrainingClass, settings: Mapping[str, Any]) -> date:
    """Return the day by which the effect evaluation of a class is due (A-HB-21)."""
    days = int(settings.get("effect-evaluation-days") or 0)
    return (found.finished_on or found.ends_on) + timedelta(days=days)


def tracks_evaluated(acting: Acting, year: ProgrammeYear, *, on: date) -> set[str]:
    """Return the tracks whose classes the user's body evaluates by the law's table."""
    return {r.track for r in rights_of(year, acting, on=on) if "evaluate" in r.may}
