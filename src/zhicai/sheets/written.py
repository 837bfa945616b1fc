"""How people write: text made plain, and the one exception by which a cell's reader says what is
wrong.
"""

import re
import unicodedata

from zhicai.foundation.text import Text

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FULL_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
} | {0x3000: " ", 0xA0: " "}


class CellError(ValueError):
    """A cell does not hold what its column asks; ``says`` is the fault's sentence."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.zh)
        self.says = says


def unreadable(zh: str, en: str) -> CellError:
    """Return the exception with a sentence in both languages."""
    return CellError(Text(zh, en))


def tidy(text: str) -> str:
    """Return prose without invisible characters, full-width letters and digits made half-width,
    trimmed.

    Chinese punctuation stays, since ``NFKC`` would turn （） and ： into their Latin likes.
    """
    lines = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(
        _FULL_WIDTH
    )
    return "\n".join(line.strip() for line in lines.split("\n")).strip()


def plain(text: str) -> str:
    """Return text for comparing and for numbers: NFKC, no spaces, no invisible characters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))


def shown(text: str, longest: int = 20) -> str:
    """Return a value short enough to be quoted in a sentence."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= longest else one_line[: longest - 1] + "…"
