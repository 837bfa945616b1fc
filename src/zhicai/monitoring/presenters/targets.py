"""Pillars and milestones of a programme of targets (X-01), as shown."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from zhicai.law.engine import State
from zhicai.law.schema import Pillar
from zhicai.monitoring.presenters.words import Addresses, figure
from zhicai.monitoring.queries.figures import milestone
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import worst
from zhicai.programmes.ledger import Standing
from zhicai.ui.asked import said
from zhicai.ui.states import STATES


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A figure to be reached by a day, with what should be there by now."""

    name: str
    says: str
    value: str
    goal: str
    due: str
    share: Decimal | None
    tick: Decimal | None
    tone: str
    state: State
    url: str
    clause: str


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One numbered measure: what its clauses ask for, and the worst state of it."""

    number: int
    name: str
    count: int
    state: State
    clause: str


@dataclass(frozen=True, slots=True)
class PillarView:
    """One pillar with its measures."""

    name: str
    measures: tuple[MeasureView, ...]


@dataclass(frozen=True, slots=True)
class TargetsView:
    """Milestones and pillars of a scope."""

    milestones: tuple[MilestoneView, ...]
    pillars: tuple[PillarView, ...]
    measures: int


def targets_of(scope: Scope, to: Addresses) -> TargetsView | None:
    """Return milestones and pillars, None for a programme of classes."""
    pillars = scope.law.head.pillars
    if not pillars:
        return None
    linear = [
        standing
        for standing in scope.shown
        if standing.verdict.rule.pace == "linear" and standing.place.code == scope.place.code
    ]
    milestones = tuple(_milestone(standing, to) for standing in linear)
    views = tuple(_pillar(pillar, scope) for pillar in pillars)
    return TargetsView(milestones, views, sum(len(view.measures) for view in views))


def _milestone(standing: Standing, to: Addresses) -> MilestoneView:
    verdict = standing.verdict
    shown = milestone(standing)
    tone = {"late": "red", "none": "info"}.get(STATES[verdict.state.value].tone, "")
    return MilestoneView(
        name=said(verdict.rule.short),
        says=said(verdict.rule.says),
        value=figure(shown.value),
        goal=f"{figure(shown.goal)} {said(shown.unit)}",
        due=verdict.span.due.isoformat() if verdict.span else "",
        share=shown.share,
        tick=shown.pace,
        tone=tone or STATES[verdict.state.value].tone,
        state=verdict.state,
        url=to.why(standing),
        clause=verdict.rule.clause,
    )


def _pillar(pillar: Pillar, scope: Scope) -> PillarView:
    measures = []
    for measure in pillar.measures:
        clauses = set(measure.clause)
        states = Counter(
            standing.state
            for standing in scope.shown
            if clauses & set(standing.verdict.rule.clauses)
        )
        measures.append(
            MeasureView(
                measure.number, said(measure.name), states.total(), worst(states), measure.clause[0]
            )
        )
    return PillarView(said(pillar.name), tuple(measures))
