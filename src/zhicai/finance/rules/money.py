"""Amounts as people write them, in yuan, and as they are kept, in fen."""

import re
import unicodedata
from decimal import Decimal

MOST_FEN = 10**13
"""A hundred billion yuan: beyond it an amount is a slip of the keyboard."""
_MONEY = re.compile(
    r"[¥￥]?(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)(万元|万|元)?", re.ASCII
)
_SCALES = {"万元": 1_000_000, "万": 1_000_000, "元": 100, None: 100}


def read_yuan(typed: str) -> int | None:
    """Read an amount as fen; without a unit it is yuan: ``5200``, ``5,200.00 元``, ``0.52万元``.

    None for what is no amount, has a part of a fen or lies beyond ``MOST_FEN``.
    """
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "")
    match = _MONEY.fullmatch(plain)
    if match is None:
        return None
    fen = Decimal(match[1].replace(",", "")) * _SCALES[match[2]]
    return int(fen) if fen == fen.to_integral_value() and abs(fen) <= MOST_FEN else None


def yuan(fen: int) -> str:
    """Write fen as yuan to the fen: ``5200050`` is ``52,000.50``."""
    return f"{Decimal(fen) / 100:,.2f}"
