"""Units: money is whole fen, class hours last 45 minutes, counts are whole or Decimal."""

from decimal import Decimal
from typing import NewType

Fen = NewType("Fen", int)
"""One hundredth of a yuan; the only form in which money is stored or passed."""

ClassHours = NewType("ClassHours", Decimal)
"""Class hours of 45 minutes unless a rule says otherwise."""


def plain(value: Decimal | int) -> str:
    """Write a count without trailing zeros: ``Decimal('100.00')`` is ``100``."""
    number = Decimal(value)
    if number == number.to_integral_value():
        return str(int(number))
    return format(number.normalize(), "f")
