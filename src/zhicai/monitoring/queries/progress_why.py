"""Why a county stands as it does beside its plan: each planned class and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zhicai.admission.queries import totals_of
from zhicai.finance.models import Budget
from zhicai.finance.queries.budgets import Sums, sums_of
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.monitoring.queries.progress import MEASURES, PEOPLE, Cell, Row, Tracking
from zhicai.places.queries import PlaceFacts
from zhicai.planning.models import PlannedClass
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_key
from zhicai.training.rules.steps import HELD


@dataclass(frozen=True, slots=True)
class LineWhy:
    """One class: as planned, as it came about, and whether it should be there by now."""

    planned: PlannedClass | None
    found: TrainingClass | None
    registered: int
    money: Sums | None
    wanted_by: date | None
    due: bool

    @property
    def held(self) -> bool:
        """Say whether the class has begun."""
        return self.found is not None and self.found.state in HELD

    @property
    def missing(self) -> bool:
        """Say whether it should be there and is not."""
        return self.due and not self.held


@dataclass(frozen=True, slots=True)
class ProgressWhy:
    """One cell with everything behind it."""

    tracking: Tracking
    row: Row
    cell: Cell
    lines: tuple[LineWhy, ...]


def progress_why(tracking: Tracking, measure: str) -> ProgressWhy:
    """Return what is behind one cell of the county that a scope is about; few queries.

    OutOfScope for a place that is no county or a measure that there is not.
    """
    row = tracking.counties.get(tracking.scope.place.code)
    if row is None or measure not in MEASURES:
        raise OutOfScope
    lines = _lines(tracking, row.place, measure)
    return ProgressWhy(tracking, row, row.cell(measure), lines)


def _lines(tracking: Tracking, place: PlaceFacts, measure: str) -> tuple[LineWhy, ...]:
    year, on = tracking.scope.year, tracking.scope.on
    planned = list(
        PlannedClass.objects.filter(
            plan__programme_year=year, plan__level=Level.COUNTY, plan__organisation=None,
            dropped_on=None, in_force_on__lte=on, place_id=place.id,
        ).order_by("starts_on", "position")
    )  # fmt: skip
    classes = list(
        TrainingClass.objects.filter(
            programme_year=year, place_id=place.id, level=Level.COUNTY.value
        ).order_by("starts_on", "pk")
    )
    of_line = {row.planned_id: row for row in classes if row.state != TrainingClass.State.CANCELLED}
    people = {pk: one.accepted for pk, one in totals_of(row.pk for row in classes).items()}
    money = _money([row.pk for row in classes])
    grace = timedelta(days=tracking.reading.grace)

    def line(one: PlannedClass | None, found: TrainingClass | None) -> LineWhy:
        day = (one.ends_on if measure == PEOPLE else one.starts_on) if one else None
        wanted = day + grace if day else None
        return LineWhy(
            one, found, people.get(found.pk, 0) if found else 0,
            money.get(found.pk) if found else None, wanted, wanted is not None and wanted <= on,
        )  # fmt: skip

    keys = {one.pk for one in planned}
    return (
        *(line(one, of_line.get(one.pk)) for one in planned),
        *(line(None, row) for row in classes if row.planned_id not in keys),
    )


def _money(keys: list[int]) -> Mapping[int, Sums]:
    objects = {cost_key(key): key for key in keys}
    budgets = dict(
        Budget.objects.filter(cost_object__in=objects).order_by().values_list("pk", "cost_object")
    )
    sums = sums_of(budgets)
    return {objects[cost_object]: sums[pk] for pk, cost_object in budgets.items()}
