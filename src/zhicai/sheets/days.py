"""Dates as offices write them, and ranges such as ``2022年4月1日—3日``.

One day is ``2022-4-1``, ``2022/4/1``, ``2022.4.1``, ``2022年4月1日``, ``20220401``, a day number of
Excel, or ``二〇二二年四月一日``.
"""

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta

from zhicai.sheets.shape import Days
from zhicai.sheets.written import plain, shown, unreadable

_DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)")
_AFTER = re.compile(
    r"(?:[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)?"
    r"(?:T?(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:上午|下午|[AaPp][Mm])?)?Z?"
)
_RANGE = re.compile(
    r"(?P<first>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?)(?:至|到|[-~—–―－〜～])+"
    r"(?:(?P<year>\d{4})[-/.年])?(?:(?P<month>\d{1,2})[-/.月])?(?P<day>\d{1,2})[日号]?"
)
_SERIAL_FIRST, _SERIAL_LAST = 20_000, 80_000
"""Day numbers that are believed: 1954 to 2119."""
_1900, _1904 = date(1899, 12, 30), date(1904, 1, 1)
_DIGITS = {mark: str(n) for n, marks in enumerate("〇一二三四五六七八九") for mark in marks} | {
    "零": "0",
    "○": "0",
}
_HOW = "请写成 2022-04-01 这样的日期。"
_HOW_EN = "Write it like 2022-04-01."


def day(value: str | float | date, *, from_1904: bool = False) -> date:
    """Read one day; a time of day beside it is left off."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return _of_number(value, from_1904=from_1904)
    text = _latin(value)
    if text.isdecimal():
        return _of_number(int(text), from_1904=from_1904) if len(text) <= 8 else _fail(value)
    found = _DAY.match(text)
    if found is None or not _AFTER.fullmatch(text[found.end() :]):
        return _fail(value)
    year, _, month, of_month, month_zh, of_month_zh = found.groups()
    return _real(int(year), int(month or month_zh), int(of_month or of_month_zh), value)


def days(value: str | float | date, *, from_1904: bool = False) -> Days:
    """Read a range of days, or one day."""
    if isinstance(value, str):
        found = _RANGE.fullmatch(_latin(value))
        if found is not None:
            first = day(found["first"])
            year = int(found["year"] or first.year)
            month = int(found["month"] or first.month)
            last = _real(year, month, int(found["day"]), value)
            if last < first:
                raise unreadable(
                    f"“{shown(value, 40)}”结束日期早于开始日期；请核对先后。",
                    f"“{shown(value, 40)}” ends before it begins; check the order.",
                )
            return Days(first, last)
    one = day(value, from_1904=from_1904)
    return Days(one, one)


def _of_number(value: float, *, from_1904: bool) -> date:
    """Read ``20220401`` or a day number."""
    if float(value).is_integer() and 1900_00_00 <= value <= 2999_99_99:
        digits = str(int(value))
        return _real(int(digits[:4]), int(digits[4:6]), int(digits[6:]), digits)
    if _SERIAL_FIRST <= value <= _SERIAL_LAST:
        return (_1904 if from_1904 else _1900) + timedelta(days=int(value))
    return _fail(repr(value).removesuffix(".0"))


def _real(year: int, month: int, of_month: int, written: str) -> date:
    """Return the day, or say what the calendar does not have."""
    if not 1900 <= year <= 2199:
        raise unreadable(
            f"“{shown(written)}”的年份不对；{_HOW}",
            f"“{shown(written)}” has a wrong year. {_HOW_EN}",
        )
    if not 1 <= month <= 12:
        raise unreadable(
            f"“{shown(written)}”里没有 {month} 月这个月份；{_HOW}",
            f"“{shown(written)}”: there is no month {month}. {_HOW_EN}",
        )
    most = calendar.monthrange(year, month)[1]
    if not 1 <= of_month <= most:
        raise unreadable(
            f"“{shown(written)}”：{year} 年 {month} 月只有 {most} 天，没有 {of_month} 日；请核对。",
            f"“{shown(written)}”: month {month} of {year} has {most} days, no day {of_month}; "
            "check it.",
        )
    return date(year, month, of_month)


def _fail(written: str) -> date:
    """Say why this is no day."""
    text, quoted = _latin(written), shown(written)
    if re.fullmatch(r"\d{1,2}([-/.])\d{1,2}|\d{1,2}月\d{1,2}[日号]?", text):
        raise unreadable(f"“{quoted}”没有年份；{_HOW}", f"“{quoted}” has no year. {_HOW_EN}")
    if re.fullmatch(r"\d{4}([-/.]\d{1,2}|年(\d{1,2}月?)?)?", text):
        raise unreadable(
            f"“{quoted}”没有写到哪一天；{_HOW}", f"“{quoted}” does not name the day. {_HOW_EN}"
        )
    if re.fullmatch(r"\d{2}([-/.]|年)\d{1,2}([-/.]|月)\d{1,2}[日号]?", text):
        raise unreadable(
            f"“{quoted}”的年份只有两位；{_HOW}", f"“{quoted}” has a year of two digits. {_HOW_EN}"
        )
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", text):
        raise unreadable(
            f"“{quoted}”分不清哪个是月、哪个是日；{_HOW}",
            f"“{quoted}” does not tell month from day. {_HOW_EN}",
        )
    raise unreadable(f"“{quoted}”不是日期；{_HOW}", f"“{quoted}” is no date. {_HOW_EN}")


def _latin(written: str) -> str:
    """Return a date without spaces, in Latin digits and one kind of sign."""
    if re.fullmatch(r"[\s〇○零一二三四五六七八九十年月日号至到—-]+", written) and "年" in written:
        written = re.sub("[〇○零一二三四五六七八九十]+", _counted, written)
    text = re.sub(r"(?<=\d)\s+(?=\d{1,2}:\d)", "T", unicodedata.normalize("NFKC", written).strip())
    return plain(text).replace("。", ".").replace("、", ".").replace("−", "-").strip("'")


def _counted(found: re.Match[str]) -> str:
    """Read ``二〇二二`` digit by digit and ``二十一`` as a number up to 31."""
    marks = found[0]
    if "十" not in marks:
        return "".join(_DIGITS[mark] for mark in marks)
    tens, _, ones = marks.partition("十")
    return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))
