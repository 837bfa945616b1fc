"""The first letters of a name in pinyin, for searching: 郭建军 is gjj.

The readings are pypinyin's (MIT). A sign in front that is read otherwise as a surname stands in
``SURNAMES``; one that has no reading is left out.

>>> initials("郭建军"), initials("单婷")
('gjj', 'st')
"""

import os
from functools import lru_cache

# Signs are read one by one: its dictionary of phrases would take half a second and 40 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin

SURNAMES = {
    "单": "s", "曾": "z", "解": "x", "仇": "q", "区": "o", "查": "z", "朴": "p", "翟": "z",
    "盖": "g", "冼": "x", "洗": "x", "种": "c", "繁": "p", "折": "s", "晟": "c", "缪": "m",
    "隗": "w", "员": "y", "贠": "y", "召": "s", "秘": "b", "乜": "n", "逄": "p", "黑": "h",
    "重": "c", "那": "n", "祭": "z", "乐": "y", "尉": "w", "覃": "q",
}  # fmt: skip
"""Surnames whose first letter another reading of the sign would give."""
COMPOUND = {"尉迟": "yc", "万俟": "mq", "长孙": "zs", "单于": "cy"}
LONGEST = 120


def initials(name: str) -> str:
    """Return the first letters of a name, in lower case; Latin letters stay as they are."""
    if name[:2] in COMPOUND:
        return (COMPOUND[name[:2]] + "".join(map(_letter, name[2:])))[:LONGEST]
    first = SURNAMES.get(name[:1]) or "".join(map(_letter, name[:1]))
    return (first + "".join(map(_letter, name[1:])))[:LONGEST]


@lru_cache(maxsize=20_000)
def _letter(sign: str) -> str:
    if sign.isascii():
        return sign.lower() if sign.isalpha() else ""
    found = lazy_pinyin(sign, style=Style.FIRST_LETTER, errors="ignore")
    letter = found[0][:1].lower() if found else ""
    return letter if letter.isascii() and letter.isalpha() else ""
