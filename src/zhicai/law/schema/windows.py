"""When something is owed: a day of each year, a fixed date, or so long before or after an event."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from zhicai.law.schema.base import Expected, Row, iso_date


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day of every year, written ``03-31``.

    >>> MonthDay.parse("03-31")
    MonthDay(month=3, day=31)
    """

    month: int
    day: int

    @classmethod
    def parse(cls, written: str) -> "MonthDay":
        """Return the day written as ``03-31``; raise Expected for a day that no year has."""
        match = re.fullmatch(r"(\d{2})-(\d{2})", written.strip(), re.ASCII)
        if match:
            month, day = int(match[1]), int(match[2])
            try:
                date(2024, month, day)  # a leap year: 02-29 is a day
            except ValueError:
                pass
            else:
                return cls(month, day)
        raise Expected(
            f"应是每年的某一天，写成 03-31 的样子（现为 “{written}”）。",
            f"expected a day of each year such as 03-31 (now “{written}”).",
        )

    def in_year(self, year: int) -> date:
        """Return this day of ``year``; 29 February falls back to the 28th."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, 2, 28)

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


def _day(value: Any) -> Any:
    if value is None or isinstance(value, date | MonthDay):
        return value
    written = str(value)
    try:
        return MonthDay.parse(written) if len(written) <= 5 else iso_date(written)
    except Expected as error:
        raise Expected(
            f"应是 03-31（每年）或 2024-09-11（某一天），现为 “{written}”。",
            f"expected 03-31 (each year) or 2024-09-11 (one day), now “{written}”.",
        ) from error


Day = date | MonthDay
"""A date of the calendar, or the same day of every year."""

WrittenDay = Annotated[date | MonthDay, BeforeValidator(_day)]


@dataclass(frozen=True, slots=True)
class ByParameter:
    """A number that an open point decides: the id of the parameter to read."""

    parameter: str


def _lead(value: Any) -> Any:
    if value is None or isinstance(value, int | ByParameter):
        return value
    if isinstance(value, dict) and list(value) == ["parameter"]:
        return ByParameter(str(value["parameter"]))
    if isinstance(value, str) and re.fullmatch(r"\d{1,4}", value, re.ASCII):
        return int(value)
    raise Expected(
        "应是整数，或 {parameter: 参数的 id}。", "expected a whole number or {parameter: its id}."
    )


Lead = Annotated[int | ByParameter, BeforeValidator(_lead)]
"""So many days or months, as a figure or as the parameter that holds it."""


class Window(Row):
    """When something is owed. Exactly one of these forms:

    ``{by: 03-31}`` · ``{from: 04-01, to: 11-30}`` · ``{from: 2024-09-11, to: 2027-12-31}`` ·
    ``{before: class_start, days: 7}`` · ``{after: class_end, months: 2}`` · ``{whole: year}``.
    A form without a date (``{undated: …}``) names the parameter that the province must set: a
    date, decided for each programme year, or a day of each year.
    """

    by: WrittenDay | None = None
    opens: WrittenDay | None = Field(default=None, alias="from")
    to: WrittenDay | None = None
    before: str | None = None
    after: str | None = None
    days: Lead | None = None
    months: Lead | None = None
    whole: Literal["year"] | None = None
    undated: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> "Window":
        forms = (self.by, self.to, self.before, self.after, self.whole, self.undated)
        if sum(form is not None for form in forms) != 1:
            raise Expected(
                "时间只能写一种：by、from/to、before、after、whole 或 undated。",
                "write exactly one of by, from/to, before, after, whole, undated.",
            )
        lead = self.days is not None or self.months is not None
        if (self.anchor is not None) != lead:
            raise Expected(
                "before 和 after 要写 days 或 months，其他写法不写。",
                "before and after need days or months; the other forms have none.",
            )
        if self.opens is not None:
            self._check_start(self.opens)
        return self

    def _check_start(self, opens: Day) -> None:
        if self.to is None:
            raise Expected("写了 from，还要写 to。", "from needs a to.", key="from")
        if type(opens) is not type(self.to):
            raise Expected(
                "from 和 to 要么都写年份，要么都不写。", "give both from and to a year, or neither."
            )
        if opens > self.to:  # type: ignore[operator]  # of one type, as just checked
            raise Expected("from 不能晚于 to。", "from must not lie after to.", key="from")

    @property
    def anchor(self) -> str | None:
        """The event this window hangs on (``class_start``), or None for a date of the calendar."""
        return self.before or self.after

    @property
    def parameters(self) -> tuple[str, ...]:
        """The ids of the parameters this window reads."""
        leads = [x.parameter for x in (self.days, self.months) if isinstance(x, ByParameter)]
        return tuple(leads + ([self.undated] if self.undated else []))
