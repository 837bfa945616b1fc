"""The office calendar as its page shows it: which years are known, from where."""

from dataclasses import dataclass
from datetime import date

from zhicai.programmes.models import HolidayTable
from zhicai.programmes.queries.dates_in_force import holiday_tables, holidays, packaged_holidays

AHEAD = 2
"""Years after this one that the page lists, known or not."""

_TEMPLATE = """\
# 放假和调休，按国务院办公厅的通知填写。off 是放假，worked 是上班的周末。
- year: {year}
  off:
  - {{from: {year}-01-01, to: {year}-01-01, zh: 元旦, en: "New Year's Day"}}
  worked: []
"""


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """A year of the office calendar: how many days, from the package or an upload, or unknown."""

    year: int
    known: bool
    off: tuple[date, ...]
    worked: tuple[date, ...]
    table: HolidayTable | None


def holiday_years(today: date) -> list[HolidayYear]:
    """Return every year that is known, and the coming ones, known or not, the latest first."""
    present = holidays()
    uploaded = {table.year: table for table in holiday_tables().reverse()}
    first = min(packaged_holidays().years, default=today.year)
    last = max(today.year + AHEAD, *present.years, today.year)
    return [
        HolidayYear(
            year=year,
            known=present.knows(year),
            off=tuple(sorted(day for day in present.off if day.year == year)),
            worked=tuple(sorted(day for day in present.worked if day.year == year)),
            table=uploaded.get(year),
        )
        for year in range(last, first - 1, -1)
    ]


def template_for(year: int) -> str:
    """Return a table to fill in for a year, in the form that an upload takes."""
    return _TEMPLATE.format(year=year)
