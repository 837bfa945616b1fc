"""Due dates of a programme year: how they are read, for whom they moved, the office calendar."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from zhicai.law.dates import DateRules, Holidays, Span, span_of
from zhicai.law.engine import Relief, effective_span
from zhicai.law.holidays import read_holidays
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level, Obligation
from zhicai.programmes.models import DeadlineDecision, HolidayTable, ProgrammeYear
from zhicai.programmes.queries.law_in_force import law_of, settings_of

ReliefKey = tuple[str, int, Level]
"""Obligation id, place id, level: what a relief is about."""


def holidays() -> Holidays:
    """Return the office calendar: the latest uploaded table of each year, else the package's."""
    tables = {table.year: table for table in HolidayTable.objects.order_by("pk")}
    base = packaged_holidays()
    if not tables:
        return base
    off = {day for day in base.off if day.year not in tables}
    worked = {day for day in base.worked if day.year not in tables}
    for table in tables.values():
        off |= {date.fromisoformat(day) for day in table.days_off}
        worked |= {date.fromisoformat(day) for day in table.days_worked}
    return Holidays(frozenset(off), frozenset(worked), base.years | frozenset(tables))


@cache
def packaged_holidays() -> Holidays:
    """Return the office calendar that the package ships."""
    return read_holidays(REFERENCE / "holidays.yaml")


def holiday_tables() -> QuerySet[HolidayTable]:
    """Return every uploaded office calendar, the latest first."""
    return HolidayTable.objects.order_by("-year", "-pk")


def date_rules(settings: Mapping[str, Any]) -> DateRules:
    """Return how due dates are read under the settings (A-HB-14, A-HB-15)."""
    return DateRules(
        inclusive=settings.get("due-dates-inclusive", True),
        weekend=settings.get("due-dates-weekend", "none"),
        grace_days=int(settings.get("due-dates-grace-days") or 0),
        lead_unit=settings.get("lecturer-list-lead-unit", "calendar"),
        holidays=holidays(),
    )


def reliefs(year: ProgrammeYear) -> dict[ReliefKey, Relief]:
    """Return the decision in force about each seat's obligation, the latest one each."""
    found: dict[ReliefKey, Relief] = {}
    rows = DeadlineDecision.objects.filter(programme_year=year).order_by("pk")
    for obligation, place_id, level, kind, due, reason in rows.values_list(
        "obligation", "place_id", "level", "kind", "due", "reason"
    ):
        key = (obligation, place_id, Level(level))
        if kind == DeadlineDecision.Kind.RESTORED:
            found.pop(key, None)
        else:
            found[key] = Relief(due, kind == DeadlineDecision.Kind.WAIVED, reason)
    return found


def deadline_decisions_in_force(year: ProgrammeYear) -> list[DeadlineDecision]:
    """Return the extensions and waivers that hold now: the latest decision of each seat's duty."""
    latest = {
        (row.obligation, row.place_id, row.level): row for row in deadline_decisions(year).reverse()
    }
    return [row for row in latest.values() if row.kind != DeadlineDecision.Kind.RESTORED]


def deadline_decisions(year: ProgrammeYear) -> QuerySet[DeadlineDecision]:
    """Return every decision about deadlines, the latest first."""
    rows = DeadlineDecision.objects.filter(programme_year=year)
    return rows.select_related("place").order_by("-pk")


def span_in(
    rule: Obligation, year: ProgrammeYear, settings: Mapping[str, Any], rules: DateRules
) -> Span | None:
    """Return the days between which a rule is kept in time in a year, before any relief.

    None for a rule without a date, and for one that hangs on an event of each class. The first
    year of a programme may have its own deadline for plans, since its notice may have come out
    after the date that it names (A-HB-26): this binds the dated rules that the point touches.
    """
    span = span_of(rule.window, year=year.year, settings=settings, rules=rules)
    first = settings.get("first-year-plan-due")
    if span is None or first is None:
        return span
    law = law_of(year)
    if year.year != law.head.years.first:
        return span
    if rule.window.by is None or law.parameters["first-year-plan-due"].point not in rule.points:
        return span
    return Span(min(span.opens, first), first)


def due_for(
    year: ProgrammeYear, obligation: str, *, place_id: int, level: Level, on: date
) -> date | None:
    """Return the day by which a seat must keep a duty, reliefs counted in; None without a date."""
    settings = settings_of(year, on=on)
    rule = law_of(year).obligations.get(obligation)
    if rule is None:  # a document may be due by a line of the calendar, which nobody is owed
        return None
    span = span_in(rule, year, settings, date_rules(settings))
    relieved = effective_span(span, reliefs(year).get((obligation, place_id, level)))
    return relieved.due if relieved else None
