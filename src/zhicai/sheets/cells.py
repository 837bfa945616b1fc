"""One cell in the terms of its column: read from a file, or made ready to be written."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain as plain_number
from zhicai.sheets import days, identities, limits, numerals
from zhicai.sheets.grid import FORMULA_ERRORS, Broken, Cell
from zhicai.sheets.shape import Choice, Column, Days, Kind
from zhicai.sheets.written import CellError, plain, shown, tidy, unreadable

YES = Choice("yes", Text("是", "Yes"), ("对", "有", "√", "✓", "✔", "y", "true", "1"))
NO = Choice("no", Text("否", "No"), ("错", "无", "不", "×", "✗", "✘", "x", "n", "false", "0"))


@dataclass(frozen=True, slots=True)
class Setting:
    """What the file says about a whole column."""

    in_wan: bool = False
    """The head counts money in 万元."""
    from_1904: bool = False


def read_cell(column: Column, cell: Cell, setting: Setting) -> Any:
    """Return the value of a cell by its column's kind, None when it is empty; CellError when it is
    wrong.
    """
    if isinstance(cell, Broken):
        raise _broken(cell)
    value = tidy(cell) if isinstance(cell, str) else cell
    if isinstance(value, str) and value in FORMULA_ERRORS:
        raise _broken(Broken(value))
    if value is None or value == "":
        if column.required:
            raise unreadable(
                "这一格必填，现在是空的；请补上。", "This cell is required and empty; fill it in."
            )
        return None
    if isinstance(value, str) and len(value) > limits.MAX_CELL_TEXT:
        raise unreadable(
            "这一格文字过长；请缩短。", "The text of this cell is too long; shorten it."
        )
    read = _READERS[column.kind](column, value, setting)
    _within(column, read)
    return read


def _broken(cell: Broken) -> CellError:
    if not cell.code:
        return unreadable(
            "这一格是公式，文件里没有存计算结果；请用 Excel 打开并保存一次，或改填数值。",
            "This cell is a formula without a stored result; open and save the file in Excel once, "
            "or type the value.",
        )
    return unreadable(
        f"这一格是公式错误 {cell.code}，没有可用的值；请改好公式，或直接填数值。",
        f"This cell is the formula error {cell.code} and has no value; mend the formula or type "
        "the value.",
    )


def _text(column: Column, value: Any, _: Setting) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return (
            value.isoformat(" ")
            if value.time() != datetime.min.time()
            else value.date().isoformat()
        )
    if isinstance(value, date):
        return value.isoformat()
    if numerals.is_ruined(value):
        raise CellError(numerals.ruined_sentence())
    text = value if isinstance(value, str) else plain_number(numerals.number(value))
    if len(text) > column.longest:
        raise unreadable(
            f"有 {len(text)} 个字，最多 {column.longest} 个字；请缩短。",
            f"It has {len(text)} characters, at most {column.longest} fit; shorten it.",
        )
    return text


def _numeric(value: Any) -> str | float:
    """Return what a number can be read from."""
    if isinstance(value, date):
        raise unreadable(
            f"“{value.isoformat()[:10]}”是日期，这里要填数；请把这一格设为“常规”格式后重填。",
            f"“{value.isoformat()[:10]}” is a date where a number is needed; "
            "format the cell as “General” and type it again.",
        )
    if isinstance(value, bool):
        raise unreadable(
            "这一格是 TRUE 或 FALSE，这里要填数。", "TRUE or FALSE stands where a number is needed."
        )
    if not isinstance(value, str | int | float):
        raise TypeError(f"no cell value: {value!r}")
    return value


def _dated(value: Any) -> str | float | date:
    if isinstance(value, bool):
        raise unreadable(
            "这一格是 TRUE 或 FALSE，这里要填日期。", "TRUE or FALSE stands where a date is needed."
        )
    return value if isinstance(value, date) else _numeric(value)


def _resident_id(column: Column, value: Any, _: Setting) -> str:
    low, high = column.lowest, column.highest
    return identities.resident_id(
        _numeric(value),
        born_from=low if isinstance(low, date) else None,
        born_to=high if isinstance(high, date) else None,
    )


def _yes_no(_: Column, value: Any, __: Setting) -> bool:
    if isinstance(value, bool):
        return value
    return _choice_of((YES, NO), _as_text(value)) is YES


def _choice(column: Column, value: Any, _: Setting) -> str:
    return _choice_of(column.choices, _as_text(value)).value


def _choices(column: Column, value: Any, _: Setting) -> tuple[str, ...]:
    """Read several choices. A name may itself hold 、, so the longest run that is a name is
    taken.
    """
    pieces = [piece for piece in re.split(r"[、，,；;/\n|]+", _as_text(value)) if plain(piece)]
    known = {re.sub(r"[、,;/|]", "", name): value for name, value in _named(column.choices).items()}
    found: dict[str, None] = {}
    at = 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            choice = known.get(plain("".join(pieces[at:end])).casefold())
            if choice is not None:
                found[choice.value] = None
                at = end
                break
        else:
            raise _no_choice(column.choices, pieces[at])
    return tuple(found)


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def _named(choices: tuple[Choice, ...]) -> Mapping[str, Choice]:
    """Return the plain form of every name → its choice."""
    return {plain(name).casefold(): choice for choice in choices for name in choice.names()}


def _choice_of(choices: tuple[Choice, ...], written: str) -> Choice:
    choice = _named(choices).get(plain(written).casefold())
    if choice is None:
        raise _no_choice(choices, written)
    return choice


def _no_choice(choices: tuple[Choice, ...], written: str) -> CellError:
    """Say what may stand here, the nearest first."""
    labels = {choice.label.zh: choice.label for choice in choices}
    near = difflib.get_close_matches(written, labels, n=1, cutoff=0.5)
    quoted = shown(written)
    if near:
        label = labels[near[0]]
        return unreadable(
            f"“{quoted}”不在可选项里；如果是“{label.zh}”，请照此改写。",
            f"“{quoted}” is none of the choices; if you mean “{label.en}”, write that.",
        )
    most = 8
    zh = "、".join(label.zh for label in list(labels.values())[:most])
    en = ", ".join(label.en for label in list(labels.values())[:most])
    more = len(labels) > most
    return unreadable(
        f"“{quoted}”不在可选项里；请从中选：{zh}{' 等' if more else ''}。",
        f"“{quoted}” is none of the choices; choose from: {en}{' and others' if more else ''}.",
    )


def _within(column: Column, value: Any) -> None:
    """Refuse a number or day outside of the column's bounds."""
    if column.kind is Kind.RESIDENT_ID:
        return
    first, last = (value.first, value.last) if isinstance(value, Days) else (value, value)
    low: Any = column.lowest
    high: Any = column.highest
    if low is not None and first < low:
        raise CellError(_beyond(column, first, low, _BELOW))
    if high is not None and last > high:
        raise CellError(_beyond(column, last, high, _ABOVE))


_BELOW = (Text("早于", "is before"), Text("低于下限", "is below the lowest,"))
_ABOVE = (Text("晚于", "is after"), Text("高于上限", "is above the highest,"))


def _beyond(column: Column, value: Any, bound: Any, words: tuple[Text, Text]) -> Text:
    """Say that a value lies beyond a bound: the first of ``words`` for days, the second for
    numbers.
    """
    word = words[0] if isinstance(bound, date) else words[1]
    own, other = _amount(column, value), _amount(column, bound)
    return Text(
        f"{own.zh}{word.zh} {other.zh.rstrip()}；请核对。",
        f"{own.en} {word.en} {other.en}; check it.",
    )


def _amount(column: Column, value: Any) -> Text:
    """Return a value as people read it."""
    if isinstance(value, date):
        return Text(f"{value} ", str(value))
    if column.kind is Kind.MONEY:
        yuan = plain_number(Decimal(value) / 100)
        return Text(f"{yuan} 元", f"{yuan} yuan")
    number = plain_number(value)
    if column.unit is None:
        return Text(f"{number} ", number)
    return Text(f"{number} {column.unit.zh}", f"{number} {column.unit.en}")


_READERS: dict[Kind, Callable[[Column, Any, Setting], Any]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: lambda column, value, _: numerals.whole(_numeric(value), column.unit),
    Kind.DECIMAL: lambda column, value, _: numerals.number(_numeric(value), column.unit),
    Kind.MONEY: lambda _, value, setting: numerals.fen(_numeric(value), in_wan=setting.in_wan),
    Kind.DATE: lambda _, value, setting: days.day(_dated(value), from_1904=setting.from_1904),
    Kind.DATE_RANGE: lambda _, value, setting: days.days(
        _dated(value), from_1904=setting.from_1904
    ),
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.RESIDENT_ID: _resident_id,
    Kind.MOBILE: lambda _, value, __: identities.mobile(_numeric(value)),
}
