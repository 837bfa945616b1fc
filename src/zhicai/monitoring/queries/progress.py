"""Progress of counties against their plans: plans, classes, people, money, deadlines (HB-4.5.e).

What is there comes from the ledger's own standings, what should be there from the plans in force.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Sum

from zhicai.accounts.acting import Acting
from zhicai.finance.models import BudgetLine, Expense
from zhicai.law.engine import State, effective_span, time_share
from zhicai.law.schema import Level, Obligation
from zhicai.monitoring.queries.scope import Scope, scope_for
from zhicai.monitoring.rules import (
    Course,
    Footing,
    PlanLine,
    Thresholds,
    footing_of,
    footing_of_duties,
    together,
    worst_footing,
)
from zhicai.places.queries import PlaceFacts
from zhicai.planning.models import PlannedClass
from zhicai.planning.queries.asked import COUNTY_PLAN, held_of
from zhicai.programmes.ledger import Standing
from zhicai.programmes.queries import law_of, year_for

PLANS, CLASSES, PEOPLE, MONEY, DUTIES = "plans", "classes", "people", "money", "deadlines"
MEASURES = (PLANS, CLASSES, PEOPLE, MONEY, DUTIES)
"""What progress is followed in, in the order of the page."""

BY_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Reading:
    """The settings under which progress is read (HB-4.5.e)."""

    by_plan: bool
    grace: int
    limits: Thresholds
    clause: str


def reading_of(scope: Scope) -> Reading:
    """Return how progress is read in a programme year; the suggested values where none are set."""
    settings = scope.ledger.settings
    parameter = scope.law.parameters.get("progress-pace")
    return Reading(
        settings.get("progress-pace", BY_PLAN) == BY_PLAN,
        int(settings.get("progress-grace-days", 14)),
        Thresholds(
            Decimal(settings.get("progress-behind-points", 10)),
            Decimal(settings.get("progress-late-points", 30)),
        ),
        parameter.clause[0] if parameter else "",
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure of one unit: how far, and how that stands. ``standings`` are the duties in it."""

    measure: str
    footing: Footing
    course: Course | None = None
    standings: tuple[Standing, ...] = ()
    spent: Decimal | None = None

    def count(self, *states: State) -> int:
        """Return how many of its duties are in one of the states."""
        return sum(standing.state in states for standing in self.standings)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit with its cells in the order of :data:`MEASURES`."""

    place: PlaceFacts
    cells: tuple[Cell, ...]
    counties: int = 1

    @property
    def footing(self) -> Footing:
        """The worst of its cells."""
        return worst_footing(cell.footing for cell in self.cells)

    @property
    def late(self) -> int:
        """How many of its cells are late."""
        return sum(cell.footing is Footing.LATE for cell in self.cells)

    @property
    def behind(self) -> int:
        """How many of its cells are behind."""
        return sum(cell.footing is Footing.BEHIND for cell in self.cells)

    @property
    def lagging(self) -> bool:
        """Say whether anything is late or behind."""
        return bool(self.late or self.behind)

    def cell(self, measure: str) -> Cell:
        """Return the cell of a measure."""
        return next(cell for cell in self.cells if cell.measure == measure)


@dataclass(frozen=True)
class Tracking:
    """Progress of a scope: a row for each county, or for each city of the province."""

    scope: Scope
    reading: Reading
    rules: Mapping[str, Obligation | None]
    counties: Mapping[str, Row]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the page: counties, or the cities they lie in."""
        if self.scope.level is not Level.PROVINCE:
            return list(self.counties.values())
        of_city: dict[str, list[Row]] = defaultdict(list)
        for row in self.counties.values():
            of_city[self.scope.unit_of(row.place).code].append(row)
        places = self.scope.tree.by_code
        return [self._summed(places[code], rows) for code, rows in sorted(of_city.items())]

    @cached_property
    def whole(self) -> Row:
        """The whole scope as one row: what the overview of the cockpit shows (HB-4.5.a)."""
        return self._summed(self.scope.place, list(self.counties.values()))

    @property
    def held(self) -> bool:
        """Say whether the programme asks counties for classes at all."""
        return self.rules[CLASSES] is not None

    @property
    def lagging(self) -> list[Row]:
        """The counties in which anything is late or behind, the worst first."""
        return worst_rows(row for row in self.counties.values() if row.lagging)

    def _summed(self, place: PlaceFacts, rows: Sequence[Row]) -> Row:
        cells = tuple(
            self._sum([row.cell(measure) for row in rows], measure) for measure in MEASURES
        )
        return Row(place, cells, len(rows))

    def _sum(self, cells: Sequence[Cell], measure: str) -> Cell:
        standings = tuple(one for cell in cells for one in cell.standings)
        courses = [cell.course for cell in cells if cell.course is not None]
        if measure in (PLANS, DUTIES) or not courses:
            return _duties(measure, standings)
        course = together(courses)
        spent = [cell.spent for cell in cells if cell.spent is not None]
        return Cell(
            measure, footing_of(course, self.reading.limits), course, standings,
            sum(spent, Decimal(0)) if spent else None,
        )  # fmt: skip


def worst_rows(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by how much is late, then behind, then by code."""
    return sorted(rows, key=lambda row: (-row.late, -row.behind, row.place.code))


def _duties(measure: str, standings: Iterable[Standing]) -> Cell:
    found = tuple(standings)
    return Cell(measure, footing_of_duties(one.verdict for one in found), None, found)


def progress_scope(acting: Acting, *, on: date, code: str = "", year: int | None = None) -> Scope:
    """Return the scope of a page of progress: only what counties owe is reckoned."""
    law = law_of(year_for(acting, on=on, wanted=year))
    rules = [rule.id for rule in law.obligations.values() if rule.who is Level.COUNTY]
    return scope_for(acting, on=on, code=code, year=year, rules=rules)


def tracking_of(scope: Scope) -> Tracking:
    """Return the progress of a scope's counties: three queries beside those of the ledger."""
    reading = reading_of(scope)
    held = held_of(scope.law)
    document = scope.law.documents.get(COUNTY_PLAN)
    obligations = scope.law.obligations
    rules = {
        PLANS: obligations.get((document.due if document else None) or ""),
        CLASSES: obligations.get(held.classes or ""),
        PEOPLE: obligations.get(held.people or ""),
    }
    places = {
        place.id: place
        for place in scope.tree.seats(Level.COUNTY, scope.place.path)
        if Level.PROVINCE not in place.levels
    }
    duties: dict[int, list[Standing]] = defaultdict(list)
    for standing in scope.standings:
        if standing.level is Level.COUNTY:
            duties[standing.place.id].append(standing)
    maker = _Maker(scope, reading, rules, _lines(scope, places), _money(scope, places))
    rows = {place.code: maker.row(place, duties[place.id]) for place in places.values()}
    return Tracking(scope, reading, rules, rows)


def _lines(scope: Scope, places: Iterable[int]) -> dict[int, list[PlanLine]]:
    """The classes that counties plan, by place; one query."""
    rows = PlannedClass.objects.filter(
        plan__programme_year=scope.year,
        plan__level=Level.COUNTY,
        plan__organisation=None,
        dropped_on=None,
        in_force_on__lte=scope.on,
        place_id__in=list(places),
    ).order_by()
    found: dict[int, list[PlanLine]] = defaultdict(list)
    columns = ("place_id", "starts_on", "ends_on", "expected_people", "budget")
    for pk, starts_on, ends_on, people, budget in rows.values_list(*columns):
        found[pk].append(PlanLine(starts_on, ends_on, people, budget))
    return found


def _money(scope: Scope, places: Iterable[int]) -> dict[int, tuple[int, int]]:
    """What was budgeted and spent at each place by the day, fen; two queries."""
    wanted = {"budget__programme_year": scope.year, "budget__place__in": list(places)}
    lines = BudgetLine.objects.filter(**wanted, budget__set_on__lte=scope.on).order_by()
    paid = Expense.objects.filter(**wanted, paid_on__lte=scope.on).order_by()
    set_by = dict(lines.values_list("budget__place").annotate(fen=Sum("amount")))
    spent = dict(paid.values_list("budget__place").annotate(fen=Sum("amount")))
    return {pk: (set_by.get(pk, 0), spent.get(pk, 0)) for pk in {*set_by, *spent}}


@dataclass(frozen=True)
class _Maker:
    """Makes the row of a county out of its plan, its standings and its money."""

    scope: Scope
    reading: Reading
    rules: Mapping[str, Obligation | None]
    lines: Mapping[int, list[PlanLine]]
    money: Mapping[int, tuple[int, int]]

    def row(self, place: PlaceFacts, duties: Sequence[Standing]) -> Row:
        """Return the row of one county."""
        lines = self.lines.get(place.id, [])
        by_rule = {standing.verdict.rule.id: standing for standing in duties}
        return Row(
            place,
            (
                _duties(PLANS, self._of(PLANS, by_rule)),
                self._of_rule(CLASSES, by_rule, lines, [(line, 1) for line in lines], "starts_on"),
                self._of_rule(
                    PEOPLE, by_rule, lines, [(line, line.people) for line in lines], "ends_on"
                ),
                self._of_money(place, by_rule, lines),
                _duties(DUTIES, duties),
            ),
        )

    def _of(self, measure: str, by_rule: Mapping[str, Standing]) -> tuple[Standing, ...]:
        rule = self.rules.get(measure)
        found = by_rule.get(rule.id) if rule else None
        return (found,) if found else ()

    def _of_rule(
        self,
        measure: str,
        by_rule: Mapping[str, Standing],
        lines: Sequence[PlanLine],
        amounts: Sequence[tuple[PlanLine, int]],
        day: str,
    ) -> Cell:
        """A measure that an obligation counts: its value beside what the plan has by now.

        Without a plan the obligation's own figure stands in, spread over its time.
        """
        standings = self._of(measure, by_rule)
        if not standings:
            return Cell(measure, Footing.NOT_COUNTED)
        verdict = standings[0].verdict
        value = verdict.facts.value
        plan = Decimal(sum(amount for _, amount in amounts))
        if lines:
            expected = self._due([(getattr(line, day), amount) for line, amount in amounts])
        else:
            plan, expected = verdict.goal or Decimal(0), None
        course = self._course(standings[0], value, plan, expected)
        return Cell(measure, footing_of(course, self.reading.limits), course, standings)

    def _due(self, dated: Iterable[tuple[date, int]]) -> Decimal:
        until = self.scope.on - timedelta(days=self.reading.grace)
        return Decimal(sum(amount for day, amount in dated if day <= until))

    def _course(
        self, standing: Standing, value: Decimal | None, plan: Decimal, expected: Decimal | None
    ) -> Course:
        verdict = standing.verdict
        span = effective_span(verdict.span, verdict.relief)
        over = span is not None and self.scope.on > span.due
        if expected is None or not self.reading.by_plan:
            expected = plan * time_share(span, self.scope.on) if span else Decimal(0)
        return Course(value, plan, expected, over)

    def _of_money(
        self, place: PlaceFacts, by_rule: Mapping[str, Standing], lines: Sequence[PlanLine]
    ) -> Cell:
        """What is budgeted beside what the plan asks for the classes that should have begun."""
        standings = self._of(CLASSES, by_rule)
        plan = Decimal(sum(line.budget for line in lines))
        if not plan or not standings:
            return Cell(MONEY, Footing.UNPLANNED if standings else Footing.NOT_COUNTED)
        budgeted, spent = self.money.get(place.id, (0, 0))
        expected = self._due([(line.starts_on, line.budget) for line in lines])
        course = self._course(standings[0], Decimal(budgeted), plan, expected)
        return Cell(MONEY, footing_of(course, self.reading.limits), course, (), Decimal(spent))
