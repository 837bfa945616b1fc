"""How far offices are: the standing of every duty at a place on a day, and every count."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhicai.api.views.v1.answers import (
    PROBLEMS,
    Day,
    Page,
    Paging,
    Said,
    YearKey,
    page_of,
    said,
)
from zhicai.api.views.v1.site import reading
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.units import plain
from zhicai.law.schema import Level
from zhicai.monitoring.queries.scope import Scope, scope_for
from zhicai.places.queries import is_within
from zhicai.programmes import registry
from zhicai.programmes.ledger import Standing
from zhicai.programmes.registry import Counting
from zhicai.programmes.totals import Totals

router = Router(tags=["standings"])

READ = "monitoring.read"


class Line(Schema):
    """One duty of one office: its state on the day, and the sum behind it."""

    obligation: str
    clause: str
    short: Said
    place: str
    level: str
    state: str
    value: str | None
    goal: str | None
    due: str | None
    arithmetic: Said


class Standings(Page[Line]):
    """The standings of a place and of all below it; ``totals`` counts every state."""

    programme: str
    year: int
    on: str
    place: str
    totals: dict[str, int]


class Metric(Schema):
    """Something that is counted."""

    name: str
    unit: str
    says: Said


class Count(Schema):
    """What was counted for the seat of one office by the end of a day."""

    place: str
    level: str
    value: str


class Asked(Schema):
    """Which day and year; today's by default."""

    on: Day | None = None
    year: YearKey = None


class AskedOf(Asked):
    """Which place, day and year; the caller's own place and today by default."""

    place: str = ""


def _scope(
    request: HttpRequest, code: str, on: date | None, year: int | None, *, reckoned: bool
) -> Scope:
    acting = reading(request, READ).acting
    rules = None if reckoned else ()
    return scope_for(acting, on=on or clock.today(), code=code, year=year, rules=rules)


def _line(standing: Standing) -> dict[str, Any]:
    verdict = standing.verdict
    value = verdict.facts.value
    return {
        "obligation": verdict.rule.id,
        "clause": verdict.rule.clause,
        "short": said(verdict.rule.short),
        "place": standing.place.code,
        "level": standing.level.value,
        "state": verdict.state.value,
        "value": None if value is None else plain(value),
        "goal": None if verdict.goal is None else plain(verdict.goal),
        "due": verdict.span.due.isoformat() if verdict.span else None,
        "arithmetic": said(verdict.arithmetic),
    }


@router.get(
    "/places/{code}/standings",
    response={200: Standings, **PROBLEMS},
    summary="一地各项任务在某日的状态",
)
def standings(request: HttpRequest, code: str, asked: Query[Asked], paging: Query[Paging]) -> Any:
    """Judge every duty of a place and of all below it on a day."""
    scope = _scope(request, code, asked.on, asked.year, reckoned=True)
    tally = scope.ledger.tally(scope.shown)
    return {
        **page_of(scope.shown, paging, _line),
        "programme": scope.year.programme,
        "year": scope.year.year,
        "on": scope.on.isoformat(),
        "place": scope.place.code,
        "totals": {state.value: number for state, number in tally.items()},
    }


@router.get("/metrics", response={200: Page[Metric], **PROBLEMS}, summary="统计指标")
def metrics(request: HttpRequest, paging: Query[Paging]) -> Any:
    """List everything that is counted."""
    reading(request, READ)

    def show(one: registry.Metric) -> dict[str, Any]:
        return {"name": one.name, "unit": one.unit, "says": said(one.says)}

    return page_of(registry.metrics(), paging, show)


@router.get("/metrics/{name}", response={200: Page[Count], **PROBLEMS}, summary="一项指标的数")
def counts(request: HttpRequest, name: str, asked: Query[AskedOf], paging: Query[Paging]) -> Any:
    """Count one metric for the seats of a place and of all below it, by the end of a day."""
    scope = _scope(request, asked.place, asked.on, asked.year, reckoned=False)
    metric = registry.metric(name)
    if metric is None:
        raise OutOfScope
    counting = Counting.of(scope.year, scope.ledger.settings)
    totals = Totals.of(scope.tree, counting, {metric.name: {scope.on}})
    rows = [
        {"place": place.code, "level": level.value, "value": plain(totals_at[0])}
        for level in Level
        for place in scope.tree.seats(level)
        if is_within(place.path, scope.place.path)
        and (tally := totals.of_level(metric, level)) is not None
        and (totals_at := tally.at(place.id))
    ]
    return page_of(rows, paging, dict)
