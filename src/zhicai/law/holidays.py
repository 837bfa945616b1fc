"""The office calendar as a file or as uploaded text: days off, weekend days worked, years covered.

One entry a year, or several years in one::

    - year: 2024
      off:
      - {from: 2024-10-01, to: 2024-10-07, zh: 国庆节, en: National Day}
      worked: [2024-09-29, 2024-10-12]

    years: [2024, 2025]
    off: [2024-10-01, 2024-10-02, 2025-01-01]
    worked: [2024-10-12]
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from zhicai.foundation.errors import BadInput, Fault, LawError
from zhicai.foundation.text import Text
from zhicai.law.dates import Holidays
from zhicai.law.schema.base import Expected, iso_date
from zhicai.law.yaml_reader import Document, Spot, read_bytes

LONGEST = 31
"""Days that ``{from: …, to: …}`` may span; a longer one is a slip of the pen."""

_KEYS = {"year", "years", "off", "worked"}


def read_holidays(path: Path) -> Holidays:
    """Read the calendar from a YAML file; raise LawError with file, line and what is expected."""
    table = _Table(Document(read_bytes(path, path.name), path.name))
    if table.faults:
        raise LawError(path.name, table.faults[0].row or 1, table.faults[0].says)
    return table.holidays


def parse_holidays(text: str) -> Holidays:
    """Read the calendar from uploaded text; raise BadInput with every fault and its line (row)."""
    try:
        document = Document(text.encode(), "")
    except LawError as error:
        raise BadInput([Fault(error.expected, row=error.line)]) from error
    table = _Table(document)
    if table.faults:
        raise BadInput(table.faults)
    return table.holidays


@dataclass
class _Table:
    """Reads the whole document; what is wrong is gathered, not raised."""

    document: Document
    years: set[int] = field(default_factory=set)
    off: set[date] = field(default_factory=set)
    worked: set[date] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        content = self.document.content
        if isinstance(content, list):
            for position, entry in enumerate(content):
                self._entry(entry, (position,))
        else:
            self._entry(content, ())
        for day in sorted(self.off & self.worked):
            self._fault(
                (),
                f"{day} 既写了放假又写了上班。",
                f"{day} stands both as a day off and as worked.",
            )
        self.faults.sort(key=lambda fault: fault.row or 0)

    @property
    def holidays(self) -> Holidays:
        return Holidays(frozenset(self.off), frozenset(self.worked), frozenset(self.years))

    def _fault(self, spot: Spot, zh: str, en: str) -> None:
        self.faults.append(Fault(Text(zh, en), row=self.document.line(spot)))

    def _entry(self, entry: Any, spot: Spot) -> None:
        if not isinstance(entry, dict):
            self._fault(
                spot, "应有 year、off、worked 三项。", "expected the keys year, off, worked."
            )
            return
        for key in entry.keys() - _KEYS:
            self._fault(
                (*spot, key),
                f"没有 “{key}” 这一项，只有 year、off、worked。",
                f"there is no key “{key}”, only year, off, worked.",
            )
        years = set(self._years(entry, spot))
        if not years:
            self._fault(spot, "请写明年份（year）。", "name the year.")
        self.years |= years
        self.off |= set(self._days(entry, "off", years, spot))
        self.worked |= set(self._days(entry, "worked", years, spot))

    def _listed(self, entry: dict[str, Any], key: str, spot: Spot) -> Iterator[tuple[Spot, Any]]:
        raw = entry.get(key) or []
        if isinstance(raw, list):
            yield from (((*spot, key, position), item) for position, item in enumerate(raw))
        else:
            self._fault((*spot, key), f"{key} 应是一列。", f"{key} must be a list.")

    def _years(self, entry: dict[str, Any], spot: Spot) -> Iterator[int]:
        written = list(self._listed(entry, "years", spot))
        if entry.get("year") is not None:
            written.append(((*spot, "year"), entry["year"]))
        for place, year in written:
            if isinstance(year, str) and year.isascii() and year.isdigit() and len(year) == 4:
                yield int(year)
            else:
                self._fault(
                    place, f"应是四位年份（现为 “{year}”）。", f"expected a year, not “{year}”."
                )

    def _days(self, entry: dict[str, Any], key: str, years: set[int], spot: Spot) -> Iterator[date]:
        for place, written in self._listed(entry, key, spot):
            try:
                days = _days_of(written)
                for day in days:
                    _check_place(day, key, years)
            except Expected as error:
                self._fault(place, error.says.zh, error.says.en)
            else:
                yield from days


def _days_of(written: Any) -> list[date]:
    """A date, or the days of ``{from: …, to: …}``."""
    if not isinstance(written, dict):
        return [iso_date(written)]
    first, last = iso_date(written.get("from")), iso_date(written.get("to"))
    count = (last - first).days + 1
    if not 1 <= count <= LONGEST:
        raise Expected(
            f"{first} 至 {last}：应从早到晚，且不超过 {LONGEST} 天。",
            f"{first} to {last} must run forward and have at most {LONGEST} days.",
        )
    return [first + timedelta(days=n) for n in range(count)]


def _check_place(day: date, key: str, years: set[int]) -> None:
    if years and day.year not in years:
        raise Expected(f"{day} 不在所列年份内。", f"{day} lies outside the years listed.")
    if key == "worked" and day.weekday() < 5:
        raise Expected(
            f"{day} 不是周末，不用写进 worked。",
            f"{day} is no weekend day; leave it out of worked.",
        )
