"""What a table looks like: its columns and heads, as the app that owns the table defines them.

    PLAN_LINES = SheetShape( name="plan-lines", title=Text("年度培训计划", "Yearly training plan"),
    columns=( Column("dates", Text("培训时间", "Dates"), Kind.DATE_RANGE, required=True),
    Column("people", Text("预计人数", "Expected people"), Kind.INTEGER, lowest=1, unit=Text("人",
    "people")), ), )

Column keys, headings in both languages and aliases are matched without regard to case, width,
spaces, ``*`` and a remark in brackets, so ``＊预计人数（人）`` is ``预计人数``.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from zhicai.foundation.text import Text


class Kind(StrEnum):
    """What a cell of a column holds, and the Python value that :func:`read_table` makes of it."""

    TEXT = "text"
    """``str``, trimmed, full-width letters and digits made half-width."""
    INTEGER = "integer"
    """``int``; takes ``1,200``, ``12人``, ``1.2万``."""
    DECIMAL = "decimal"
    """``Decimal``; class hours, marks, shares."""
    MONEY = "money"
    """``int``, fen. A head that says 万元 is believed; without a unit the number is yuan."""
    DATE = "date"
    """``date``."""
    DATE_RANGE = "date_range"
    """:class:`Days`; one day alone is a range of one day."""
    YES_NO = "yes_no"
    """``bool``."""
    CHOICE = "choice"
    """``str``: the value of one of ``choices``."""
    CHOICES = "choices"
    """``tuple[str, ...]``: values of ``choices``, in the order written, divided by 、 or ； or a
    line.
    """
    RESIDENT_ID = "resident_id"
    """``str`` of 18, check digit and date tested; ``lowest`` and ``highest`` bound the date of
    birth.
    """
    MOBILE = "mobile"
    """``str`` of 11 digits."""


@dataclass(frozen=True, slots=True)
class Days:
    """From ``first`` to ``last``, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a column may take, as people write it."""

    value: str
    label: Text
    aliases: tuple[str, ...] = ()

    def names(self) -> Iterator[str]:
        """Yield every way to write it."""
        yield from (self.label.zh, self.label.en, self.value, *self.aliases)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``required``: the file must have it and no row may leave it empty.

    ``lowest`` and ``highest`` are included; those of MONEY are fen, of DATE and DATE_RANGE dates.
    ``longest`` counts characters of TEXT. ``group`` is the merged head above several columns.
    """

    key: str
    heading: Text
    kind: Kind = Kind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    lowest: int | Decimal | date | None = None
    highest: int | Decimal | date | None = None
    longest: int = 500
    unit: Text | None = None
    width: int = 16
    """Characters of half width."""
    example: object = None
    """A value as :func:`write_table` takes it, for the sample row of the template."""
    help: Text | None = None
    group: Text | None = None

    def __post_init__(self) -> None:
        if (self.kind in (Kind.CHOICE, Kind.CHOICES)) != bool(self.choices):
            raise ValueError(f"column {self.key}: choices go with Kind.CHOICE or Kind.CHOICES")

    @property
    def counts_wan(self) -> bool:
        """Tell whether a money column is headed 万元, so that files count ten thousands of yuan."""
        return self.kind is Kind.MONEY and "万元" in self.heading.zh


@dataclass(frozen=True, slots=True)
class SheetShape:
    """A table: ``name`` for the file, ``title`` above, ``instructions`` below the title, then the
    columns.

    ``numbered`` writes 序号 in front; read or unread, such a column is nobody's fault.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    instructions: tuple[Text, ...] = ()
    numbered: bool = True
    names: Mapping[str, Column] = field(init=False, repr=False, compare=False)
    """Every written form of a heading, made plain by :func:`plain_heading`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", _names_of(self.columns))

    def column(self, key: str) -> Column:
        """Return the column with this key; KeyError when the shape has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def plain_heading(written: str) -> str:
    """Return a heading without what people vary: case, width, spaces, ``*``, 必填, a closing
    colon.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written)).casefold()
    plain = plain.replace("*", "").replace("※", "").replace("\u200b", "").replace("\ufeff", "")
    plain = re.sub(r"[(\[【](必填|选填|required|optional)[)\]】]", "", plain)
    return plain.rstrip(":")


def without_remark(plain: str) -> str:
    """Return a plain heading without a remark or unit in brackets: ``预算(万元)`` is ``预算``."""
    return re.sub(r"[(\[【][^()\[\]【】]*[)\]】]", "", plain) or plain


def _names_of(columns: tuple[Column, ...]) -> dict[str, Column]:
    """Return name → column; a heading that two groups share is known by group and heading only."""
    plain = [plain_heading(column.heading.zh) for column in columns]
    names: dict[str, Column] = {}
    for column, heading in zip(columns, plain, strict=True):
        written = [*column.aliases, column.key]
        if column.group is not None:
            written += [
                column.group.zh + column.heading.zh,
                f"{column.group.en} {column.heading.en}",
            ]
        if plain.count(heading) == 1:
            written += [column.heading.zh, column.heading.en]
        for one in written:
            name = plain_heading(one)
            if names.setdefault(name, column) is not column:
                raise ValueError(f"columns {names[name].key} and {column.key} share the name {one}")
    return names
