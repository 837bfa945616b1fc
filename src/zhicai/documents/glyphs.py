"""Which characters the bundled typeface can show: PDF/A takes no text without its glyphs.

A name may hold a character that no typeface of its time has; a paper then shows 〓, the mark that
printers set for it, instead of being no paper at all.
"""

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path

MISSING = "〓"
_SEGMENTED = 12
"""The format of a table of characters that reaches beyond the first 65,536."""


@cache
def ranges_of(font: Path) -> tuple[tuple[int, int], ...]:
    """Return the characters a TrueType font has as ranges (first, last), in order.

    ValueError where the font has no table of the kind that we read.
    """
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for n in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", data, 12 + 16 * n)
        if tag == b"cmap":
            return tuple(_ranges(data, start))
    raise ValueError(f"{font.name} has no table of characters")


def _ranges(data: bytes, start: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    for n in range(count):
        _, _, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * n)
        at = start + offset
        if struct.unpack_from(">H", data, at)[0] == _SEGMENTED:
            (groups,) = struct.unpack_from(">I", data, at + 12)
            rows = struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups])
            return sorted((first, last) for first, last, glyph in rows if glyph)
    raise ValueError("no table of characters of format 12")


@cache
def _has(font: Path, sign: str) -> bool:
    ranges = ranges_of(font)
    at = bisect_right(ranges, (ord(sign), 0x110000)) - 1
    return at >= 0 and ranges[at][0] <= ord(sign) <= ranges[at][1]


def showable(text: str, *fonts: Path) -> str:
    """Return text with every character that all the fonts lack replaced; line breaks stay."""
    if text.isascii():
        return text
    lacking = missing(text, *fonts)
    return "".join(MISSING if one in lacking else one for one in text) if lacking else text


def missing(text: str, *fonts: Path) -> tuple[str, ...]:
    """Return the characters of a text that none of the fonts has, each once, in their order."""
    signs = dict.fromkeys(text.replace("\n", ""))
    return tuple(one for one in signs if not any(_has(font, one) for font in fonts))
