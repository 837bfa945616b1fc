"""Solves parallel papers exactly: every row of the blueprint, no item twice, difficulty in bounds.

The solver chooses how many items of each difficulty every row of every paper takes, which decides
all that is asked for; which items those are is then settled by fewest exposures and the seed. The
same stock, rows and seed give the same papers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib import import_module
from typing import Any

from zhicai.exams.rules.blueprints import Form, Lack, Placed, Row, Stock, lacking

SECONDS = 20.0
TENTHS = 10
HUNDREDTHS = 100
Shelf = tuple[str, str, int, Decimal]
"""Topic, kind, difficulty and own marks: items of a shelf are alike to a blueprint."""


@dataclass(frozen=True, slots=True)
class Unsolved:
    """Why no papers can be made: rows that lack items, else that the rows or the bound clash."""

    lacks: tuple[Lack, ...]


def solve(
    rows: Sequence[Row], stock: Iterable[Stock], *, forms: int, bound: Decimal, seed: str
) -> tuple[Form, ...] | Unsolved:
    """Return parallel papers, as alike in expected difficulty as can be, within ``bound``."""
    shelf = tuple(stock)
    if lacks := lacking(rows, shelf, forms=forms):
        return Unsolved(lacks)
    shelves: dict[Shelf, list[Stock]] = defaultdict(list)
    for one in sorted(shelf, key=lambda item: _turn(item, seed)):
        shelves[one.topic, one.kind, one.difficulty, one.marks].append(one)
    cp_model = _solver()
    model = cp_model.CpModel()
    taken = {
        (form, number, key): model.new_int_var(0, min(row.count, len(items)), "")
        for number, row in enumerate(rows)
        for key, items in shelves.items()
        if items[0].fits(row)
        for form in range(forms)
    }
    for form in range(forms):
        for number, row in enumerate(rows):
            mine = [var for (f, n, _), var in taken.items() if (f, n) == (form, number)]
            model.add(sum(mine) == row.count)
    for key, items in shelves.items():
        model.add(sum(var for (_, _, k), var in taken.items() if k == key) <= len(items))
    _keep_alike(model, rows, taken, forms, bound)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Unsolved(())
    counts = {place: solver.value(var) for place, var in taken.items()}
    return _filled(rows, shelves, counts, forms, seed)


@cache
def _solver() -> Any:
    """OR-Tools' CP-SAT: it brings pandas, which every process would else load at its start."""
    return import_module("ortools.sat.python.cp_model")


def _keep_alike(
    model: Any, rows: Sequence[Row], taken: dict[tuple[int, int, Shelf], Any],
    forms: int, bound: Decimal,
) -> None:  # fmt: skip
    """Hold the spread of the weighed difficulties within the bound, and make it least."""
    total = sum((row.count * row.marks for row in rows), Decimal(0))
    most = int(total * TENTHS) * 5
    low, high = model.new_int_var(0, most, "low"), model.new_int_var(0, most, "high")
    for form in range(forms):
        weighed = sum(
            int(rows[number].marks * TENTHS) * key[2] * var
            for (f, number, key), var in taken.items()
            if f == form
        )
        model.add(weighed >= low)
        model.add(weighed <= high)
    model.add(high - low <= int(total * TENTHS * bound))
    model.minimize(high - low)


def _filled(
    rows: Sequence[Row], shelves: dict[Shelf, list[Stock]],
    counts: dict[tuple[int, int, Shelf], int], forms: int, seed: str,
) -> tuple[Form, ...]:  # fmt: skip
    """Take the items from their shelves, the papers in turn: none gets all the fresh ones."""
    left = {key: list(items) for key, items in shelves.items()}
    chosen: dict[tuple[int, int], list[Stock]] = defaultdict(list)
    waiting = dict(counts)
    while any(waiting.values()):
        for place in sorted(waiting, key=lambda at: (at[1], str(at[2]), at[0])):
            if waiting[place]:
                waiting[place] -= 1
                chosen[place[0], place[1]].append(left[place[2]].pop(0))
    return tuple(
        Form(
            tuple(
                Placed(item, row.marks)
                for number, row in enumerate(rows)
                for item in sorted(chosen[form, number], key=lambda one: _mixed(one, seed))
            )
        )
        for form in range(forms)
    )


def _turn(item: Stock, seed: str) -> tuple[int, bytes]:
    return item.exposures, _mixed(item, seed)


def _mixed(item: Stock, seed: str) -> bytes:
    return sha256(f"{seed}:{item.key}".encode()).digest()
