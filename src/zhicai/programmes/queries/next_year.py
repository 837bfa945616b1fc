"""What the next programme year takes over from the one before, and in what the two differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import CalendarEntry, CurriculumItem, Obligation, Parameter
from zhicai.law.schema.base import Expected
from zhicai.programmes.forwards import forwards
from zhicai.programmes.models import ProgrammeYear, SettingDecision
from zhicai.programmes.queries.law_in_force import law_of, settings_of, years
from zhicai.programmes.settings_in_force import in_words


@dataclass(frozen=True, slots=True)
class CarriedSetting:
    """A decision of the year before that goes on.

    ``overrides`` is the suggested start that the law has for the new year and did not have before:
    the old decision stands in its way until it is decided anew.
    """

    parameter: Parameter
    shown: Text
    reason: str
    decided_by: str
    overrides: Text | None


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """A setting whose value is another in the new year."""

    parameter: Parameter
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class DateToDecide:
    """A date that held for its own year alone; ``decided`` is the new year's, if there is one."""

    parameter: Parameter
    before: Text
    decided: Text | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Something offices can take over from the year before, and how many of it there are."""

    says: Text
    how: Text
    count: int


@dataclass(frozen=True, slots=True)
class YearDifferences:
    """Two years of one programme side by side; everything comes from the law and the decisions."""

    before: int
    after: int
    carried: tuple[CarriedSetting, ...]
    changed: tuple[ChangedSetting, ...]
    dates: tuple[DateToDecide, ...]
    duties_new: tuple[Obligation, ...]
    duties_gone: tuple[Obligation, ...]
    items_new: tuple[CurriculumItem, ...]
    items_gone: tuple[CurriculumItem, ...]
    lines_new: tuple[CalendarEntry, ...]
    lines_gone: tuple[CalendarEntry, ...]
    taken: tuple[Taken, ...]

    @property
    def overriding(self) -> int:
        """How many carried decisions stand in the way of a new suggested start."""
        return sum(one.overrides is not None for one in self.carried)

    @property
    def same(self) -> bool:
        """Whether the law asks the same in both years."""
        return not (
            self.duties_new or self.duties_gone or self.items_new or self.items_gone
            or self.lines_new or self.lines_gone
        )  # fmt: skip


def preview_of(before: ProgrammeYear, year: int) -> YearDifferences:
    """Return what opening ``year`` after ``before`` would bring; nothing is written."""
    law = law_of(before)
    latest = latest_decisions(before)
    values = law.start_values(date(year, 1, 1))
    for name, decision in latest.items():
        if goes_on(law, name):
            values[name] = _parsed(law, decision, values[name])
    return _differences(law, before, year, values, latest)


def differences_of(year: ProgrammeYear, *, on: date) -> YearDifferences | None:
    """Return in what an opened year differs from the one before; None for the first."""
    before = years().filter(programme=year.programme, year__lt=year.year).first()
    if before is None:
        return None
    now = settings_of(year, on=max(on, date(year.year, 1, 1)))
    law = law_of(year)
    return _differences(law, before, year.year, now, latest_decisions(before), year)


def latest_decisions(year: ProgrammeYear) -> dict[str, SettingDecision]:
    """Return the last decision about each setting of a year, by parameter."""
    rows = SettingDecision.objects.filter(programme_year=year)
    return {row.parameter: row for row in rows.order_by("in_force_from", "pk")}


def goes_on(law: Programme, parameter: str) -> bool:
    """Say whether a decision goes on into the next year: dates hold for their own year alone."""
    known = law.parameters.get(parameter)
    return known is not None and known.kind != "date"


def _parsed(law: Programme, decision: SettingDecision, otherwise: Any) -> Any:
    try:
        return law.parameters[decision.parameter].parse(decision.value)
    except Expected:
        return otherwise


def _differences(
    law: Programme,
    before: ProgrammeYear,
    year: int,
    values: Mapping[str, Any],
    latest: Mapping[str, SettingDecision],
    opened: ProgrammeYear | None = None,
) -> YearDifferences:
    last_day = date(before.year, 12, 31)
    former = settings_of(before, on=last_day)
    decided = latest_decisions(opened) if opened else {}
    parameters = law.parameters.values()
    old_rules, new_rules = law.obligations_of(before.year), law.obligations_of(year)
    old_items, new_items = law.curriculum_of(before.year), law.curriculum_of(year)
    old_lines, new_lines = law.calendar_of(before.year), law.calendar_of(year)
    return YearDifferences(
        before=before.year,
        after=year,
        carried=tuple(_carried(law, latest, last_day, date(year, 1, 1))),
        changed=tuple(
            ChangedSetting(one, in_words(one, former[one.id]), in_words(one, values[one.id]))
            for one in parameters
            if one.kind != "date" and former[one.id] != values[one.id]
        ),
        dates=tuple(
            DateToDecide(
                one,
                in_words(one, former[one.id]),
                in_words(one, values[one.id]) if one.id in decided else None,
            )
            for one in parameters
            if one.kind == "date"
        ),
        duties_new=_only(new_rules, old_rules),
        duties_gone=_only(old_rules, new_rules),
        items_new=_only(new_items, old_items),
        items_gone=_only(old_items, new_items),
        lines_new=_only(new_lines, old_lines),
        lines_gone=_only(old_lines, new_lines),
        taken=tuple(Taken(one.says, one.how, one.count(before)) for one in forwards()),
    )


def _carried(
    law: Programme, latest: Mapping[str, SettingDecision], last_day: date, first_day: date
) -> Iterable[CarriedSetting]:
    old, new = law.start_values(last_day), law.start_values(first_day)
    for name, decision in latest.items():
        if not goes_on(law, name):
            continue
        parameter = law.parameters[name]
        value = _parsed(law, decision, new[name])
        fresh = old[name] != new[name] and value != new[name]
        yield CarriedSetting(
            parameter,
            in_words(parameter, value),
            decision.reason,
            decision.decided_by,
            in_words(parameter, new[name]) if fresh else None,
        )


def _only(these: Iterable[Any], those: Iterable[Any]) -> tuple[Any, ...]:
    known = {one.id for one in those}
    return tuple(one for one in these if one.id not in known)
