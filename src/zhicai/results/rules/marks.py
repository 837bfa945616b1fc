"""Marks as people write them: 85, 85.5, 缺考; a row of a table checked with all its faults."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

from zhicai.foundation.text import Text
from zhicai.results.rules.decision import Score

ABSENT_WORDS = frozenset({"缺考", "缺", "未考", "absent", "abs"})
MOST, PLACES = Decimal(100), 2
NOT_A_MARK = Text(
    "请填 0 到 100 的分数（最多两位小数），没来考的填“缺考”。",
    "Give a mark from 0 to 100 with two decimals at most, or “absent” for who did not come.",
)


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark to be written: of a registration (key), of which part and round.

    ``value`` None: did not come. ``key`` is the sender's own name of it; with it, sending again
    changes nothing. ``reason`` is needed where another mark stands.
    """

    registration: int
    part: str
    value: Decimal | None
    on: date
    round: str = "first"
    key: str = ""
    reason: str = ""


def read_mark(written: str) -> Score | None:
    """Return the mark that someone wrote, None for an empty cell; ValueError for what is none.

    >>> read_mark(" ８５.５分 ").value, read_mark("缺考").value, read_mark("")
    (Decimal('85.5'), None, None)
    """
    plain = normalize("NFKC", written).strip().removesuffix("分").strip()
    if not plain:
        return None
    if plain.casefold() in ABSENT_WORDS:
        return Score(None)
    if not all(sign in "0123456789." for sign in plain) or len(plain) > 12:
        raise ValueError(written)
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise ValueError(written) from None
    exponent = value.normalize().as_tuple().exponent
    if value > MOST or (isinstance(exponent, int) and -exponent > PLACES):
        raise ValueError(written)
    return Score(value)
