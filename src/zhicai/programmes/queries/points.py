"""The open points of the notices as settings: their value now, who set it, what it changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Parameter, Point
from zhicai.law.schema.base import Expected
from zhicai.programmes.models import ProgrammeYear, SettingDecision
from zhicai.programmes.queries.law_in_force import history_of_setting, law_of, settings_of
from zhicai.programmes.settings_in_force import Origin, as_json, in_words
from zhicai.programmes.words import APPS, word


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as it stands: value, suggested start, whose decision, which part reads it."""

    parameter: Parameter
    point: Point
    value: Any
    shown: Text
    start: Text
    origin: Origin | None
    reader: Text
    read: bool
    unreadable: bool
    next_change: date | None

    @property
    def changed(self) -> bool:
        """Whether the province has decided otherwise than the suggested start."""
        return self.shown != self.start

    @property
    def unset(self) -> bool:
        """Whether it has no value yet."""
        return self.value is None

    @property
    def state(self) -> str:
        """``unset``, ``decided`` or ``start``: where the value comes from."""
        if self.unset:
            return "unset"
        return "decided" if self.origin else "start"

    @property
    def words(self) -> str:
        """Everything that a search looks through."""
        parameter = self.parameter
        parts = (parameter.asks.zh, parameter.asks.en, self.point.asks.zh, self.point.asks.en)
        return " ".join((parameter.id, parameter.point, *parameter.clause, *parts)).lower()


@dataclass(frozen=True, slots=True)
class PointRow:
    """An open point with the settings that it became."""

    point: Point
    settings: tuple[SettingRow, ...]


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision about a setting, in words."""

    decision: SettingDecision
    shown: Text


def setting_rows(year: ProgrammeYear, *, on: date) -> list[SettingRow]:
    """Return every setting of the programme, in the order of its points."""
    law = law_of(year)
    values = settings_of(year, on=on)
    starts = law.start_values(on)
    coming = _coming(year, on)
    order = {point: number for number, point in enumerate(law.points)}
    rows = [
        SettingRow(
            parameter=one,
            point=law.points.get(one.point) or Point(id=one.point, asks=one.asks),
            value=values[one.id],
            shown=in_words(one, values[one.id]),
            start=in_words(one, starts[one.id]),
            origin=values.origin(one.id),
            reader=word(APPS, one.app),
            read=is_read(one),
            unreadable=one.id in values.unreadable,
            next_change=coming.get(one.id),
        )
        for one in law.parameters.values()
    ]
    return sorted(rows, key=lambda row: order.get(row.parameter.point, 999))


def _coming(year: ProgrammeYear, on: date) -> dict[str, date]:
    later = SettingDecision.objects.filter(programme_year=year, in_force_from__gt=on)
    return dict(later.order_by("-in_force_from").values_list("parameter", "in_force_from"))


def setting_row(year: ProgrammeYear, parameter: str, *, on: date) -> SettingRow:
    """Return one setting; OutOfScope for an unknown one."""
    found = next((r for r in setting_rows(year, on=on) if r.parameter.id == parameter), None)
    if found is None:
        raise OutOfScope
    return found


def is_read(parameter: Parameter) -> bool:
    """Say whether the part of Zhicai that reads a setting exists yet."""
    return apps.is_installed(f"zhicai.{parameter.app}") and bool(
        find_spec(f"zhicai.{parameter.read_by}")
    )


def by_point(rows: Iterable[SettingRow]) -> list[PointRow]:
    """Return settings grouped by the open point that they answer."""
    groups: dict[str, list[SettingRow]] = {}
    for row in rows:
        groups.setdefault(row.parameter.point, []).append(row)
    return [PointRow(group[0].point, tuple(group)) for group in groups.values()]


def points_without_setting(year: ProgrammeYear) -> list[Point]:
    """Return the open points that no setting answers."""
    law = law_of(year)
    answered = {one.point for one in law.parameters.values()}
    return [point for point in law.points.values() if point.id not in answered]


def past_decisions(year: ProgrammeYear, parameter: Parameter) -> list[PastDecision]:
    """Return every decision about a setting with its value in words, the latest first."""
    return [
        PastDecision(decision, _shown(parameter, decision.value))
        for decision in history_of_setting(year, parameter.id)
    ]


def _shown(parameter: Parameter, stored: Any) -> Text:
    try:
        return in_words(parameter, parameter.parse(stored))
    except Expected:
        written = str(as_json(stored))
        return Text(f"{written}（规则已不允许）", f"{written} (no longer allowed)")
