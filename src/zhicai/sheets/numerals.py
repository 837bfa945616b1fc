"""Numbers as offices write them: ``1,200``, ``12人``, ``1.2万``, ``¥3,500.00``, ``2万元``."""

import math
import re
from decimal import Decimal

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain as plain_number
from zhicai.sheets.written import plain, shown, unreadable

_NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+)?(\.\d+)?")
_UNITS = re.compile(
    r"(?:人次|学时|课时|小时|分钟|人|名|位|个|期|天|日|次|家|件|项|门|班|场|份|分|节|届|年|户|篇|元)$"
)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?(\d{1,3})")
_WAN = 10_000
_MOST = Decimal(10) ** 15
"""What Excel keeps exactly: 15 digits."""


def is_ruined(value: str | float) -> bool:
    """Tell whether Excel has made a long number out of a code, so that its last digits are lost."""
    if isinstance(value, str):
        found = _SCIENTIFIC.fullmatch(plain(value))
        return found is not None and int(found[1]) >= 11
    return math.isfinite(value) and abs(value) >= 1e15


def ruined_sentence() -> Text:
    """Return what to do about a ruined number."""
    return Text(
        "这一格被 Excel 当成了数，只留前 15 位，后面的已经丢失；"
        "请把整列设为“文本”格式，再重新填写完整号码。",
        "Excel took this for a number and kept only 15 digits; the rest is lost. "
        "Format the whole column as “Text”, then type the full number again.",
    )


def number(value: str | float, unit: Text | None = None, *, counters: bool = True) -> Decimal:
    """Read a number, with or without a unit; CellError tells what is in the way.

    ``counters``: words such as 人 and 期 may follow, whatever the unit.
    """
    if not isinstance(value, str):
        if not math.isfinite(value) or abs(value) >= _MOST:
            raise unreadable(*_too_long(str(value)))
        return Decimal(repr(value))
    text = plain(value)
    for own in (unit.zh, unit.en) if unit else ():
        text = text.removesuffix(plain(own))
    if counters:
        text = _UNITS.sub("", text)
    factor = 1
    if text.endswith("万"):
        text, factor = text[:-1], _WAN
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        raise unreadable(*_no_number(value, text))
    read = Decimal((found[1] + (found[2] or "0") + (found[3] or "")).replace(",", "")) * factor
    if abs(read) >= _MOST:
        raise unreadable(*_too_long(value))
    return read


def whole(value: str | float, unit: Text | None = None) -> int:
    """Read a whole number."""
    read = number(value, unit)
    if read != read.to_integral_value():
        raise unreadable(
            f"{plain_number(read)} 有小数，这里要填整数；请改成整数。",
            f"{plain_number(read)} has decimals; a whole number is needed here.",
        )
    return int(read)


def fen(value: str | float, *, in_wan: bool) -> int:
    """Read money into fen. ``in_wan``: the head says 万元, so a number without a unit counts ten
    thousands.
    """
    if isinstance(value, str):
        text = re.sub(r"^(?:人民币|rmb|cny|[¥￥])|(?:rmb|cny)$", "", plain(value), flags=re.I)
        text = text.removesuffix("整")
        factor = 1 if text.endswith("元") and not text.endswith("万元") else _WAN if in_wan else 1
        if text.endswith(("万元", "万")):
            text, factor = text.removesuffix("元").removesuffix("万"), _WAN
        yuan = number(text.removesuffix("元") or value, counters=False) * factor
    else:
        yuan = number(value) * (_WAN if in_wan else 1)
    exact = yuan * 100
    nearest = exact.to_integral_value()
    if abs(exact - nearest) > Decimal("0.0001"):
        raise unreadable(
            f"{plain_number(yuan)} 元不到整分；金额最多两位小数，请四舍五入到分。",
            f"{plain_number(yuan)} yuan is no whole number of fen; round it to two decimals.",
        )
    return int(nearest)


def _too_long(value: str) -> tuple[str, str]:
    return (
        f"“{shown(value)}”太大，超过 15 位；请核对后重新填写。",
        f"“{shown(value)}” is too large, over 15 digits. Check it and type it again.",
    )


def _no_number(value: str, text: str) -> tuple[str, str]:
    """Say why this is no number."""
    quoted = shown(value)
    letters = re.sub(r"[\d.,+-]", "", text)
    if letters and set(letters) <= set("OoIl") and re.search(r"\d", text):
        return (
            f"“{quoted}”里有字母 {'、'.join(sorted(set(letters)))}，应为数字；请改成 0 或 1。",
            f"“{quoted}” has the letter {', '.join(sorted(set(letters)))} for a digit; write 0 "
            "or 1.",
        )
    if re.search(r"\d[-~—–至到]\d", text):
        return (
            f"“{quoted}”是一个范围，这里要填一个数；请填确定的数。",
            f"“{quoted}” is a range; one number is needed here.",
        )
    return (
        f"“{quoted}”不是数；请只填阿拉伯数字，如 120。",
        f"“{quoted}” is no number; write digits only, such as 120.",
    )
