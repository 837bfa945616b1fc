"""The settings of a programme year: suggested starts of the law, overridden by dated decisions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhicai.foundation.text import Text
from zhicai.law.schema import MonthDay, Parameter
from zhicai.law.units import amount

YES, NO = Text("是", "yes"), Text("否", "no")
NOT_SET = Text("未设定", "not set")


@dataclass(frozen=True, slots=True)
class Origin:
    """Who set a value, when and why; None for the suggested start of the law."""

    by: str
    office: str
    at: datetime
    reason: str
    in_force_from: date


@dataclass(frozen=True, slots=True)
class Settings(Mapping[str, Any]):
    """Every parameter's value in force on a day; reads like a dict, and knows where each came from.

    ``unreadable`` names the parameters whose decided value the rules no longer allow: their
    suggested start is in force instead.
    """

    values_by_id: Mapping[str, Any]
    origins: Mapping[str, Origin]
    on: date
    unreadable: frozenset[str] = field(default_factory=frozenset)

    def __getitem__(self, name: str) -> Any:
        return self.values_by_id[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_id)

    def __len__(self) -> int:
        return len(self.values_by_id)

    def supposing(self, values: Mapping[str, Any]) -> "Settings":
        """Return the settings with other values for some parameters, decided by nobody."""
        return replace(self, values_by_id={**self.values_by_id, **values})

    def origin(self, name: str) -> Origin | None:
        """Return the decision behind a value, None for the suggested start."""
        return self.origins.get(name)


def as_json(value: Any) -> Any:
    """Return a parameter's value as it is stored; ``Parameter.parse`` reads it again."""
    if isinstance(value, Decimal | MonthDay):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return [dict(row) for row in value]
        return list(value)
    return value


def in_words(parameter: Parameter, value: Any) -> Text:
    """Return a parameter's value as it is shown: 是, 7 天, the words of a choice, 未设定."""
    if value is None:
        return NOT_SET
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return amount(value, parameter.unit) if parameter.unit else _same(f"{value.normalize():f}")
    if parameter.kind == "choice":
        return _choice(parameter, value)
    if parameter.kind == "choices":
        names = [_choice(parameter, one) for one in value]
        joined = Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
        return joined if names else Text("无", "none")
    if parameter.kind == "table":
        return (
            Text(f"{len(value)} 行", f"{len(value)} rows") if value else Text("空表", "empty table")
        )
    if isinstance(value, MonthDay):
        return Text(f"每年 {value}", f"each year on {value}")
    return _same(str(value))


def _choice(parameter: Parameter, value: str) -> Text:
    return next((c.says for c in parameter.choices if c.value == value), _same(value))


def _same(words: str) -> Text:
    return Text(words, words)
