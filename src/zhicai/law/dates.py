"""From a window in the notice to two days of the calendar: month ends, holidays, grace."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zhicai.law.schema import ByParameter, Day, MonthDay, Window


@dataclass(frozen=True, slots=True)
class Holidays:
    """The office calendar: days off, weekend days worked, and the years the table covers."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def knows(self, year: int) -> bool:
        """Say whether the table covers ``year``; if not, only weekends count as days off."""
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on ``day``."""
        if day in self.worked:
            return True
        return day not in self.off and day.weekday() < 5

    def next_working_day(self, day: date) -> date:
        """Return ``day`` or the first working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def last_working_day(self, day: date) -> date:
        """Return ``day`` or the last working day before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day


@dataclass(frozen=True, slots=True)
class DateRules:
    """How a due date is read (A-HB-14, A-HB-15, X-01); the start values are the summary's.

    ``inclusive``: whether the day named in “by 31 March” still counts. ``weekend``: ``none``, or
    ``next`` to move a due date that offices do not work on. ``grace_days``: calendar days after
    the due date on which it still counts as in time. ``lead_unit``: how “a week before the class”
    is counted, in ``calendar`` days, in ``working`` days, or as the calendar ``week`` before.
    """

    inclusive: bool = True
    weekend: str = "none"
    grace_days: int = 0
    lead_unit: str = "calendar"
    holidays: Holidays = field(default_factory=Holidays)


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day on which something can be done in time, both inclusive."""

    opens: date
    due: date

    @property
    def days(self) -> int:
        """How many days the span has, both ends counted."""
        return (self.due - self.opens).days + 1


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, the month's last day where it has no such day.

    >>> add_months(date(2022, 6, 30), 2)
    datetime.date(2022, 8, 30)
    >>> add_months(date(2022, 12, 31), 2)
    datetime.date(2023, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days_before(day: date, count: int, holidays: Holidays) -> date:
    """Return the day that lies ``count`` working days before ``day``."""
    while count > 0:
        day -= timedelta(days=1)
        count -= holidays.is_working_day(day)
    return day


def span_of(
    window: Window,
    *,
    year: int,
    settings: Mapping[str, Any],
    rules: DateRules,
    anchor: date | None = None,
) -> Span | None:
    """Return the days between which ``window`` can be kept in ``year``.

    None where the notice gives no date and the province has set none, or where the event the
    window hangs on has not happened. The due date is read inclusively or not (``by``, ``undated``),
    moved off a day on which offices do not work, and lengthened by the days of grace, in this
    order (A-HB-14). It moves on to the next working day; what is owed so long *before* an event
    moves back, so that the lead never gets shorter. A period (``from``/``to``, ``whole``) is the
    time in which something takes place, not a day on which it is handed in: it stays as printed.
    """
    written = _written(window, year, settings, rules, anchor)
    if written is None or window.to is not None or window.whole is not None:
        return written
    due = written.due
    if window.anchor is None and not rules.inclusive:
        due -= timedelta(days=1)
    if rules.weekend == "next":
        holidays = rules.holidays
        due = holidays.last_working_day(due) if window.before else holidays.next_working_day(due)
    due += timedelta(days=rules.grace_days)
    return Span(min(written.opens, due), due)


def _written(
    window: Window, year: int, settings: Mapping[str, Any], rules: DateRules, anchor: date | None
) -> Span | None:
    """The window as written, before the inclusive flag, weekends and grace."""
    if window.by is not None:
        return _until(_of_year(window.by, year), year)
    if window.to is not None:
        due = _of_year(window.to, year)
        return Span(_of_year(window.opens, year), due) if window.opens else _until(due, year)
    if window.whole:
        return _until(date(year, 12, 31), year)
    if window.undated:
        return _set_later(settings.get(window.undated), year)
    if anchor is None:
        return None
    return _relative(window, settings, rules, anchor)


def _until(due: date, year: int) -> Span:
    """From New Year, or from the due date's own year where that lies before."""
    return Span(date(min(year, due.year), 1, 1), due)


def _of_year(day: Day, year: int) -> date:
    return day.in_year(year) if isinstance(day, MonthDay) else day


def _set_later(value: Any, year: int) -> Span | None:
    """The date the province has set: a day of each year, or one date, of this year or a later."""
    due = value.in_year(year) if isinstance(value, MonthDay) else value
    return _until(due, year) if isinstance(due, date) else None


def _lead(value: int | ByParameter | None, settings: Mapping[str, Any]) -> int | None:
    """How many days or months; None where the parameter that says so is not set."""
    if isinstance(value, ByParameter):
        number = settings.get(value.parameter)
        return None if number is None else int(Decimal(number))
    return value or 0


def _relative(
    window: Window, settings: Mapping[str, Any], rules: DateRules, anchor: date
) -> Span | None:
    days, months = _lead(window.days, settings), _lead(window.months, settings)
    if days is None or months is None:
        return None
    if window.after:
        return Span(anchor, add_months(anchor, months) + timedelta(days=days))
    due = _days_before(add_months(anchor, -months), days, rules)
    return Span(min(date(due.year, 1, 1), due), due)


def _days_before(day: date, count: int, rules: DateRules) -> date:
    if count and rules.lead_unit == "working":
        return working_days_before(day, count, rules.holidays)
    if count and rules.lead_unit == "week":
        # The Sunday that ends the calendar week before; two weeks' notice: the one before that.
        return day - timedelta(days=day.weekday() + 1 + 7 * ((count + 6) // 7 - 1))
    return day - timedelta(days=count)
