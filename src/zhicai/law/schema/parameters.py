"""Dated values that the open points of a notice leave to the province."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from zhicai.law.schema.base import ClauseIds, Expected, Id, IsoDate, Row, Said, iso_date
from zhicai.law.schema.windows import MonthDay

Table = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of a table parameter, each a row of (column, value)."""


class Choice(Row):
    """One value a parameter may take, and what it means."""

    value: str
    says: Said


class Parameter(Row):
    """A dated value that an open point of the notice leaves to the province.

    ``start`` holds the suggested values by the day from which each applies. ``optional`` ones may
    be empty: the province has not decided yet. ``whole`` numbers have no fraction. ``read_by`` is
    the app whose outcome the value changes, or a part of it (``admission.screening``).
    """

    id: Id
    point: str
    clause: ClauseIds
    asks: Said
    changes: Said
    kind: Literal["switch", "number", "choice", "choices", "text", "date", "day", "table"]
    start: dict[IsoDate, Any]
    choices: tuple[Choice, ...] = ()
    unit: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    whole: bool = False
    optional: bool = False
    read_by: str

    @property
    def app(self) -> str:
        """The app that reads it, whichever part of it does."""
        return self.read_by.partition(".")[0]

    @model_validator(mode="after")
    def _fits(self) -> "Parameter":
        if not self.start:
            raise Expected("start 至少要有一个值。", "start needs at least one value.", key="start")
        if bool(self.choices) != self.kind.startswith("choice"):
            raise Expected(
                "kind 为 choice 或 choices 时要列出 choices，其他不列。",
                "list choices where kind is choice or choices, and nowhere else.",
                key="choices",
            )
        for value in self.start.values():
            try:
                self.parse(value)
            except Expected as error:
                raise Expected(error.says.zh, error.says.en, key="start") from error
        return self

    def parse(self, raw: Any) -> Any:
        """Turn what was written into a value.

        By kind: bool, Decimal, str, tuple of str, date, :class:`MonthDay` or a :data:`Table`. An
        optional parameter may be None: not set yet. Raises :class:`Expected` (a ValueError), which
        says in both languages what is expected.
        """
        if raw is None or raw == "":
            if self.optional:
                return None
            raise self._expected("要有一个值", "needs a value")
        return getattr(self, f"_parse_{self.kind}")(raw)

    def _expected(self, zh: str, en: str) -> Expected:
        return Expected(f"{self.id}：{zh}。", f"{self.id} {en}.")

    def _parse_switch(self, raw: Any) -> bool:
        written = str(raw).strip().lower()
        if written in ("true", "yes", "on", "是"):
            return True
        if written in ("false", "no", "off", "否"):
            return False
        raise self._expected("是开关，填 true 或 false", "is a switch: true or false")

    def _parse_number(self, raw: Any) -> Decimal:
        try:
            number = Decimal(str(raw).strip())
        except ArithmeticError:
            number = Decimal("NaN")
        if not number.is_finite():
            raise self._expected("要填一个数", "needs a number")
        if self.whole and number != number.to_integral_value():
            raise self._expected("要填整数", "needs a whole number")
        if self.least is not None and number < self.least:
            raise self._expected(f"不小于 {self.least}", f"is at least {self.least}")
        if self.most is not None and number > self.most:
            raise self._expected(f"不大于 {self.most}", f"is at most {self.most}")
        return number

    def _parse_choice(self, raw: Any) -> str:
        known = [choice.value for choice in self.choices]
        if str(raw) not in known:
            raise self._expected(f"可选：{'、'.join(known)}", f"is one of {', '.join(known)}")
        return str(raw)

    def _parse_choices(self, raw: Any) -> tuple[str, ...]:
        values = raw if isinstance(raw, list | tuple | set | frozenset) else [raw]
        chosen = {self._parse_choice(value) for value in values}
        return tuple(choice.value for choice in self.choices if choice.value in chosen)

    def _parse_text(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise self._expected("要填文字", "needs text")
        return raw.strip()

    def _parse_date(self, raw: Any) -> date:
        try:
            return iso_date(raw)
        except Expected as error:
            raise self._expected(
                "要填日期，如 2022-03-31", "needs a date such as 2022-03-31"
            ) from error

    def _parse_day(self, raw: Any) -> MonthDay:
        try:
            return raw if isinstance(raw, MonthDay) else MonthDay.parse(str(raw))
        except Expected as error:
            raise self._expected(
                "要填每年的某一天，如 03-31", "needs a day of each year such as 03-31"
            ) from error

    def _parse_table(self, raw: Any) -> Table:
        """A list of rows, frozen so that a setting cannot change by accident."""
        if not isinstance(raw, list | tuple):
            raise self._expected("是一列行", "is a list of rows")
        return tuple(self._parse_row(row) for row in raw)

    def _parse_row(self, row: Any) -> tuple[tuple[str, str], ...]:
        cells = row.items() if isinstance(row, dict) else row
        try:
            pairs = tuple((key, value) for key, value in cells)
        except (TypeError, ValueError):
            pairs = ()
        if not pairs or isinstance(row, str) or not all(map(_is_cell, pairs)):
            raise self._expected(
                "每行写成 {列: 值, …}", "needs each row written as {column: value, …}"
            )
        return tuple((str(key), "" if value is None else str(value)) for key, value in pairs)


def _is_cell(pair: tuple[Any, Any]) -> bool:
    return isinstance(pair[0], str) and not isinstance(pair[1], dict | list | tuple)
