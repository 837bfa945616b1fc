"""The first letters of a name in pinyin, for searching: 郭建军 is gjj.

The common characters of GB 2312 stand in the order of their pinyin; a rarer one has no letter here
and is left out.

>>> initials("郭建军")
'gjj'
"""

from bisect import bisect_right

_FROM = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"),
    (0xB8C1, "g"), (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"),
    (0xC4C3, "n"), (0xC5B6, "o"), (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"),
    (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"), (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_LAST = 0xD7F9
_STARTS = [one for one, _ in _FROM]


def initials(name: str) -> str:
    """Return the first letters of a name, in lower case; Latin letters stay as they are."""
    return "".join(_letter(one) for one in name)[:120]


def _letter(sign: str) -> str:
    if sign.isascii():
        return sign.lower() if sign.isalpha() else ""
    code = int.from_bytes(sign.encode("gb2312", "ignore"), "big")
    if not _STARTS[0] <= code <= _LAST:
        return ""
    return _FROM[bisect_right(_STARTS, code) - 1][1]
