"""How a posting stands in two accounts, and what running balances come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Line:
    """One line: whose account, how many tenths."""

    side: str
    account: str
    tenths: int


def lines_of(rule: str, tenths: int) -> tuple[Line, Line]:
    """Return the two lines of a posting; they sum to nothing."""
    return Line("person", "person", tenths), Line("rule", f"rule:{rule}", -tenths)


def reversed_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that undo others, account by account."""
    return tuple(Line(one.side, one.account, -one.tenths) for one in lines)


def running(tenths: Iterable[int]) -> list[int]:
    """Return the balance after each booking, in the order of booking."""
    return list(accumulate(tenths))
