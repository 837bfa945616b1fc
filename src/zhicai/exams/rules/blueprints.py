"""Blueprints: rows of topic, kind and difficulty with counts and marks; what the bank still lacks.

Difficulty runs from 1 (very easy) to 5. Marks are those of each item of a row, in tenths.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

MOST_ROWS, MOST_ITEMS = 60, 200
EASIEST, HARDEST = 1, 5
OWN_MARKS = ("short", "case", "upload", "task")
"""Kinds whose rubric, parts or scorer fix the marks: a row takes only items that give as many."""


@dataclass(frozen=True, slots=True)
class Row:
    """So many items of a topic and kind, not easier or harder than said, ``marks`` each."""

    topic: str
    kind: str
    easiest: int
    hardest: int
    count: int
    marks: Decimal


@dataclass(frozen=True, slots=True)
class Stock:
    """A live item as papers are made from it; ``key`` is that of its version."""

    key: int
    topic: str
    kind: str
    difficulty: int
    marks: Decimal
    exposures: int = 0

    def fits(self, row: Row) -> bool:
        """Say whether it may stand in a row."""
        return (
            self.topic == row.topic
            and self.kind == row.kind
            and row.easiest <= self.difficulty <= row.hardest
            and (self.kind not in OWN_MARKS or self.marks == row.marks)
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """An item in a paper, with the marks that the paper gives for it."""

    item: Stock
    marks: Decimal


@dataclass(frozen=True, slots=True)
class Form:
    """One paper: its items in the order of the blueprint's rows."""

    items: tuple[Placed, ...]

    @property
    def total(self) -> Decimal:
        """All marks."""
        return sum((one.marks for one in self.items), Decimal(0))

    @property
    def difficulty(self) -> Decimal:
        """The expected difficulty, weighted by marks."""
        weighed = sum((one.marks * one.item.difficulty for one in self.items), Decimal(0))
        return weighed / self.total if self.total else Decimal(0)


def read_rows(
    raw: Sequence[Mapping[str, Any]], *, topics: Iterable[str], kinds: Iterable[str]
) -> tuple[Row, ...] | tuple[Fault, ...]:
    """Return the rows of a blueprint from plain data, or everything that is wrong with them.

    Faults carry the row's number (from 1) and the column.
    """
    known, asked = set(topics), set(kinds)
    faults: list[Fault] = []
    rows = []
    for number, line in enumerate(raw[:MOST_ROWS], start=1):

        def fault(column: str, zh: str, en: str, number: int = number) -> None:
            faults.append(Fault(Text(zh, en), row=number, column=column))

        if line.get("topic") not in known:
            fault("topic", "请选择课程清单里的一项。", "Choose an item of the curriculum.")
        if line.get("kind") not in asked:
            fault("kind", "请选择题型。", "Choose a kind.")
        low, high = _whole(line, "easiest"), _whole(line, "hardest")
        if not EASIEST <= low <= high <= HARDEST:
            fault(
                "difficulty",
                "难度从 1 到 5，从易到难。",
                "Difficulty is 1 to 5, from easy to hard.",
            )
        count, marks = _whole(line, "count"), _marks(line)
        if not 0 < count <= MOST_ITEMS:
            fault("count", f"题数是 1 到 {MOST_ITEMS}。", f"The count is 1 to {MOST_ITEMS}.")
        if marks is None:
            fault("marks", "每题分值大于 0，最多一位小数。", "Marks are above 0, in tenths.")
        rows.append(
            Row(
                str(line.get("topic")), str(line.get("kind")), low, high, count, marks or Decimal(1)
            )
        )
    if not raw:
        faults.append(Fault(Text("蓝图至少要有一行。", "A blueprint has at least one row.")))
    if len(raw) > MOST_ROWS:
        faults.append(Fault(Text(f"最多 {MOST_ROWS} 行。", f"There are {MOST_ROWS} rows at most.")))
    return tuple(faults) if faults else tuple(rows)


def _whole(line: Mapping[str, Any], key: str) -> int:
    value = str(line.get(key, "")).strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else 0


def _marks(line: Mapping[str, Any]) -> Decimal | None:
    try:
        value = Decimal(str(line.get("marks", "")).strip())
    except InvalidOperation:
        return None
    good = value.is_finite() and 0 < value <= 100 and value == value.quantize(Decimal("0.1"))
    return value if good else None


@dataclass(frozen=True, slots=True)
class Lack:
    """A row for which the bank has too few items that no other row or form takes."""

    row: Row
    wanted: int
    there: int


def lacking(rows: Sequence[Row], stock: Iterable[Stock], *, forms: int) -> tuple[Lack, ...]:
    """Return the rows for which the bank holds fewer items than that many forms need."""
    shelf = tuple(stock)
    found = []
    for row in rows:
        there = sum(one.fits(row) for one in shelf)
        if there < row.count * forms:
            found.append(Lack(row, row.count * forms, there))
    return tuple(found)


def equivalent(rows: Sequence[Row], forms: Sequence[Form], *, bound: Decimal) -> list[Text]:
    """Return what keeps papers from being equivalent; nothing where they are.

    Equivalent: each meets every row of the blueprint, no two share an item, and their expected
    difficulties lie no further apart than ``bound``.
    """
    found = []
    for number, form in enumerate(forms, start=1):
        if not _meets(rows, form):
            found.append(
                Text(f"第 {number} 份不符合蓝图。", f"Paper {number} does not meet the blueprint.")
            )
    keys = [one.item.key for form in forms for one in form.items]
    if len(set(keys)) < len(keys):
        found.append(Text("有试题重复使用。", "An item stands twice."))
    weights = [form.difficulty for form in forms]
    if weights and max(weights) - min(weights) > bound:
        found.append(
            Text(
                f"预计难度相差 {max(weights) - min(weights):.2f}，超过 {bound}。",
                f"Expected difficulties differ by {max(weights) - min(weights):.2f}, more than "
                f"{bound}.",
            )
        )
    return found


def _meets(rows: Sequence[Row], form: Form) -> bool:
    placed = list(form.items)
    for row in rows:
        taken, placed = placed[: row.count], placed[row.count :]
        if len(taken) < row.count:
            return False
        if not all(one.item.fits(row) and one.marks == row.marks for one in taken):
            return False
    return not placed
