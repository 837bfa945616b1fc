"""Lines that a figure counts, and what they come to: in all, and in each part of a division."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

Per = Literal["percent", "each"]
"""A figure over another one: its share in percent, or how many for each."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a division that a line belongs to, with what it adds there."""

    key: str
    label: str
    amount: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Line:
    """One row behind a figure: its key, and the parts of divisions that it belongs to."""

    key: str
    pieces: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a division comes to, of how many rows."""

    label: str
    value: Decimal | None
    rows: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What a figure comes to; ``parts`` by division and key of the part."""

    value: Decimal | None
    rows: int
    parts: Mapping[str, Mapping[str, Part]]


def tally(lines: Sequence[Line], divisions: Iterable[str]) -> Tally:
    """Count lines, in all and by division.

    >>> of = {"city": (Piece("4205", "宜昌市"),)}
    >>> found = tally([Line("1", of), Line("2", of)], ["city"])
    >>> found.value, found.parts["city"]["4205"].value
    (Decimal('2'), Decimal('2'))
    """
    parts: dict[str, dict[str, Part]] = {name: {} for name in divisions}
    for line in lines:
        for name, known in parts.items():
            for piece in line.pieces.get(name, ()):
                before = known.get(piece.key, Part(piece.label, Decimal(0), 0))
                value = (before.value or Decimal(0)) + piece.amount
                known[piece.key] = Part(piece.label, value, before.rows + 1)
    return Tally(Decimal(len(lines)), len(lines), parts)


def over(part: Tally, whole: Tally, per: Per) -> Tally:
    """Return a figure over another one, in all and by division; None where there is nothing.

    ``rows`` are those of the first: they are what the figure opens to.
    """
    divided = {
        name: {
            key: _part_over(of, known.get(key), per)
            for key, of in whole.parts.get(name, {}).items()
        }
        for name, known in part.parts.items()
    }
    return Tally(quotient(part.value, whole.value, per), part.rows, divided)


def _part_over(of: Part, part: Part | None, per: Per) -> Part:
    value = part.value if part else Decimal(0)
    return Part(of.label, quotient(value, of.value, per), part.rows if part else 0)


def quotient(part: Decimal | None, whole: Decimal | None, per: Per) -> Decimal | None:
    """Return a share in percent with one place, rounded down, or how many for each, with two.

    >>> quotient(Decimal(2), Decimal(3), "percent"), quotient(Decimal(2), Decimal(3), "each")
    (Decimal('66.6'), Decimal('0.67'))
    """
    if part is None or not whole:
        return None
    if per == "percent":
        return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_DOWN)
    return (part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def digest_of(keys: Iterable[str]) -> str:
    """Return the SHA-256 of the keys of rows, whatever their order.

    >>> digest_of(["2", "1"]) == digest_of(["1", "2"]) != digest_of(["1"])
    True
    """
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
