"""Figures as a report holds them: what was counted, what it was the year before, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.units import unit_name
from zhicai.reports.rules.tallies import Tally

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class TakenPart:
    """A part of a division in a report: now, and the year before."""

    label: str
    value: Decimal | None
    before: Decimal | None
    rows: int


@dataclass(frozen=True, slots=True)
class Taken:
    """One figure of a report. ``value`` is None where nobody counts it or nothing is to compare.

    ``rows`` is how many rows it opens to, ``sha256`` the hash of their keys.
    """

    key: str
    says: Text
    unit: str
    query: Text
    value: Decimal | None
    before: Decimal | None
    rows: int
    sha256: str
    parts: Mapping[str, Mapping[str, TakenPart]]
    counted: bool = True

    @property
    def change(self) -> Decimal | None:
        """The difference from the year before, None where that is not known."""
        return difference(self.value, self.before)


def difference(value: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Return by how much a figure changed, None where one of the two is missing."""
    return None if value is None or before is None else value - before


def written(value: Decimal | None) -> str:
    """Write a figure: plain digits, — where there is none."""
    return NOTHING if value is None else plain(value)


def written_change(value: Decimal | None) -> str:
    """Write a difference with its sign.

    >>> written_change(Decimal(3)), written_change(Decimal(-2)), written_change(None)
    ('+3', '-2', '—')
    """
    if value is None:
        return NOTHING
    return f"+{plain(value)}" if value > 0 else plain(value)


def in_words(value: Decimal | None, unit: str) -> Text:
    """Write a difference as a sentence says it.

    >>> in_words(Decimal(3), "person").zh, in_words(Decimal(-2), "percent").zh
    ('增加3人', '减少2个百分点')
    """
    if value is None:
        return Text("无可比数据", "nothing to compare")
    if not value:
        return Text("持平", "unchanged")
    number = plain(abs(value))
    name = "个百分点" if unit == "percent" else unit_name(unit).zh
    if value > 0:
        return Text(f"增加{number}{name}", f"up by {number}")
    return Text(f"减少{number}{name}", f"down by {number}")


def joined(
    key: str, says: Text, unit: str, query: Text, sha256: str, now: Tally, before: Tally | None
) -> Taken:
    """Return a figure as a report takes it over, with the year before beside it."""
    parts = {}
    for name, known in now.parts.items():
        past = before.parts.get(name, {}) if before else {}
        parts[name] = {
            one: TakenPart(
                (known.get(one) or past[one]).label,
                known[one].value if one in known else Decimal(0),
                past[one].value if one in past else (Decimal(0) if before else None),
                known[one].rows if one in known else 0,
            )
            for one in (*known, *(key for key in past if key not in known))
        }
    return Taken(
        key, says, unit, query, now.value, before.value if before else None, now.rows, sha256, parts
    )


def to_json(figures: Mapping[str, Taken]) -> dict[str, Any]:
    """Return figures as they are stored."""
    return {
        key: {
            "says": _text(one.says), "unit": one.unit, "query": _text(one.query),
            "value": _number(one.value), "before": _number(one.before), "rows": one.rows,
            "sha256": one.sha256, "counted": one.counted,
            "parts": {
                name: [
                    [at, part.label, _number(part.value), _number(part.before), part.rows]
                    for at, part in known.items()
                ]
                for name, known in one.parts.items()
            },
        }
        for key, one in figures.items()
    }  # fmt: skip


def from_json(stored: Mapping[str, Any]) -> dict[str, Taken]:
    """Return figures as they were stored."""
    return {
        key: Taken(
            key, Text(**one["says"]), one["unit"], Text(**one["query"]), _read(one["value"]),
            _read(one["before"]), one["rows"], one["sha256"],
            {
                name: {
                    at: TakenPart(label, _read(value), _read(before), rows)
                    for at, label, value, before, rows in known
                }
                for name, known in one["parts"].items()
            },
            one["counted"],
        )
        for key, one in stored.items()
    }  # fmt: skip


def _text(says: Text) -> dict[str, str]:
    return {"zh": says.zh, "en": says.en}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _read(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
