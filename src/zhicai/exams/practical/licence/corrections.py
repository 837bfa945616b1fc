"""Whether a correction mends a defect: small rules that a task names, each pure.

========= =====================================================================================
same      the text itself, whatever spaces, width and case
names     these names and no other, in any order
day       every date written lies between ``earliest`` and ``latest`` (either may be left out)
percent   a share above nothing and at most ``most`` percent
money     an amount above nothing and at most ``most`` yuan
says      for each list of ``all``, one of its words stands in it
without   none of ``none`` stands in it, and something does
========= =====================================================================================
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhicai.exams.practical.configs import decimal_of

Rule = Mapping[str, Any]
_SPLIT = re.compile(r"[、，,；;/\s]+|和|与|及")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})")
_PERCENT = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)%")
_HUNDREDTHS = re.compile(r"百分之(\d{1,6}(?:\.\d{1,6})?)")
_MONEY = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)(亿|万)?元")
_TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}


def plain(text: str) -> str:
    """Return a text as it is compared: one width, one case, no spaces.

    >>> plain("ＺＬ 2019 1")
    'zl20191'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def names_of(text: str) -> frozenset[str]:
    """Return the names in a list of names."""
    return frozenset(plain(one) for one in _SPLIT.split(text) if one.strip())


def days_of(text: str) -> list[date]:
    """Return the dates in a text; one that no calendar has is left out."""
    found = []
    for year, month, day in _DAY.findall(plain(text)):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def _same(rule: Rule, text: str) -> bool:
    return plain(text) == plain(str(rule["text"]))


def _names(rule: Rule, text: str) -> bool:
    return names_of(text) == names_of("、".join(map(str, rule["names"])))


def _day(rule: Rule, text: str) -> bool:
    found = days_of(text)
    earliest = date.fromisoformat(str(rule.get("earliest") or date.min.isoformat()))
    latest = date.fromisoformat(str(rule.get("latest") or date.max.isoformat()))
    return bool(found) and all(earliest <= one <= latest for one in found)


def _at_most(found: Iterable[Decimal], most: Any) -> bool:
    amounts = list(found)
    return bool(amounts) and all(0 < one <= Decimal(str(most)) for one in amounts)


def _percent(rule: Rule, text: str) -> bool:
    written = plain(text)
    shares = [*_PERCENT.findall(written), *_HUNDREDTHS.findall(written)]
    return _at_most(map(Decimal, shares), rule["most"])


def _money(rule: Rule, text: str) -> bool:
    found = _MONEY.findall(plain(text).replace(",", ""))
    return _at_most((Decimal(n) * _TIMES[times] for n, times in found), rule["most"])


def _says(rule: Rule, text: str) -> bool:
    written = plain(text)
    return all(any(plain(str(one)) in written for one in words) for words in rule["all"])


def _without(rule: Rule, text: str) -> bool:
    written = plain(text)
    return bool(written) and not any(plain(str(one)) in written for one in rule["none"])


_RULES: Mapping[str, Callable[[Rule, str], bool]] = {
    "same": _same, "names": _names, "day": _day, "percent": _percent, "money": _money,
    "says": _says, "without": _without,
}  # fmt: skip
RULES = tuple(_RULES)


def mends(rules: Iterable[Rule], text: str) -> bool:
    """Say whether a correction meets every rule of a defect; an empty one meets none."""
    return bool(text.strip()) and all(_RULES[str(one["rule"])](one, text) for one in rules)


def is_sound(rule: Rule) -> bool:
    """Say whether a rule of a config can be applied."""
    match rule.get("rule"):
        case "same":
            return _is_word(rule.get("text"))
        case "names":
            return _are_words(rule.get("names"))
        case "day":
            bounds = [rule[key] for key in ("earliest", "latest") if rule.get(key)]
            return bool(bounds) and all(map(_is_day, bounds))
        case "percent" | "money":
            most = decimal_of(rule.get("most"))
            return most is not None and most > 0
        case "says":
            every = rule.get("all")
            return isinstance(every, list) and bool(every) and all(map(_are_words, every))
        case "without":
            return _are_words(rule.get("none"))
        case _:
            return False


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_word, value))


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
