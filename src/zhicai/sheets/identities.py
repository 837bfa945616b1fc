"""Numbers that stand for a person. Sentences never repeat them: a list of faults may be printed."""

import re
from datetime import date

from zhicai.sheets.numerals import is_ruined, ruined_sentence
from zhicai.sheets.written import CellError, plain, unreadable

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for code in range(first, last + 1)
)
"""First two digits in GB/T 2260, with 81 82 83 for residents of Hong Kong, Macao and Taiwan."""
_FOREIGN = "9"
"""First digit of a permanent residence card of 2023."""


def digits_of(value: str | float) -> str:
    """Return a number kept as text, or as a number short enough to be whole."""
    if is_ruined(value):
        raise CellError(ruined_sentence())
    if isinstance(value, str):
        return plain(value).strip("'`‘’").upper()
    return str(int(value)) if float(value).is_integer() else str(value)


def resident_id(
    value: str | float, *, born_from: date | None = None, born_to: date | None = None
) -> str:
    """Read a resident ID number (GB 11643-1999): 18 places, place, date of birth and check digit.

    Units set up or dissolved later keep their codes in issued numbers, so only the province is
    tested.
    """
    number = digits_of(value)
    if re.fullmatch(r"\d{15}", number):
        raise unreadable(
            "这是 15 位的旧身份证号，已停止使用；请填 18 位号码。",
            "This is an old resident ID of 15 digits, no longer in use; write the one of 18.",
        )
    if len(number) != 18:
        raise unreadable(
            f"身份证号要 18 位，这里有 {len(number)} 位；请对照证件补全。",
            f"A resident ID has 18 places, this one has {len(number)}; compare it with the card.",
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise unreadable(
            "身份证号里有数字以外的字符（末位可以是 X）；请检查字母 O、I 或星号，改成数字。",
            "The resident ID has other characters than digits (the last may be X); "
            "look for letters O and I or asterisks.",
        )
    if number[:2] not in _PROVINCES and number[0] != _FOREIGN:
        raise unreadable(
            "身份证号开头两位不是省级代码；请对照证件核对。",
            "The first two digits of the resident ID are no province; compare it with the card.",
        )
    _birth(number, born_from, born_to)
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if number[17] != _CHECK[total % 11]:
        raise unreadable(
            "身份证号校验位不对，至少有一位填错；请对照证件逐位核对。",
            "The check digit of the resident ID does not fit, so at least one digit is wrong; "
            "compare it with the card.",
        )
    return number


def _birth(number: str, born_from: date | None, born_to: date | None) -> None:
    """Test the date of birth in a resident ID number."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise unreadable(
            "身份证号第 7 至 14 位不是真实的日期；请对照证件核对。",
            "Places 7 to 14 of the resident ID are no real date; compare it with the card.",
        ) from error
    if (born_from and born < born_from) or (born_to and born > born_to) or born.year < 1900:
        raise unreadable(
            "身份证号里的出生日期不在允许的范围内；请对照证件核对。",
            "The date of birth in the resident ID is outside of the allowed range; "
            "compare it with the card.",
        )


def mobile(value: str | float) -> str:
    """Read a mobile number of the mainland: 11 digits, without +86, spaces and dashes."""
    number = re.sub(r"[\s\-()]", "", digits_of(value))
    number = re.sub(r"^(?:\+|00)?86(?=\d{11}$)", "", number)
    if not re.fullmatch(r"1[3-9][0-9]{9}", number):
        raise unreadable(
            f"手机号要 11 位数字、以 13 至 19 开头，这里有 {len(number)} 位；请核对。",
            f"A mobile number has 11 digits and begins with 13 to 19; this one has {len(number)} "
            "places. Check it.",
        )
    return number
