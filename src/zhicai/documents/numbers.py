"""Numbers of documents (发文字号): 鄂知发〔2022〕5号, counted for each prefix and year."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_WRITTEN = re.compile(
    r"^(?P<prefix>.+?)[〔\[［(（](?P<year>\d{4})[〕\]］)）](?P<count>[1-9]\d{0,5})号$"
)
_PREFIX = re.compile(r"^[\u3400-\u9fffA-Za-z]{1,12}$")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A document number: the office's sign (机关代字), the year, the running count."""

    prefix: str
    year: int
    count: int

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.count}号"

    @classmethod
    def read(cls, written: str) -> Self | None:
        """Return the number that is written, None where it is none.

        Square and round brackets are taken for 〔〕, the only ones that are printed.
        """
        found = _WRITTEN.match("".join(written.split()).translate(_DIGITS))
        if found is None or not is_prefix(found["prefix"]):
            return None
        return cls(found["prefix"], int(found["year"]), int(found["count"]))


def is_prefix(written: str) -> bool:
    """Say whether this can stand before the year: 1 to 12 Chinese characters or letters."""
    return _PREFIX.match(written) is not None


def following(prefix: str, year: int, used: Iterable[int]) -> Number:
    """Return the number after the highest one ``used`` for this prefix and year."""
    return Number(prefix, year, max(used, default=0) + 1)
