"""Turns what pydantic finds wrong into a place in the file and what is expected there."""

import re
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from zhicai.foundation.text import Text
from zhicai.law.schema.base import Expected, nearest
from zhicai.law.yaml_reader import Document, Spot

T = TypeVar("T")

_KINDS: tuple[tuple[str, Text], ...] = (
    ("int_", Text("应是整数", "expected a whole number")),
    ("decimal_", Text("应是数", "expected a number")),
    ("float_", Text("应是数", "expected a number")),
    ("bool_", Text("应是 true 或 false", "expected true or false")),
    ("string_", Text("应是一句文字", "expected text")),
    ("date_", Text("应是日期，如 2024-09-11", "expected a date such as 2024-09-11")),
    ("tuple_", Text("应是一列，每条以 - 开头", "expected a list, each entry starting with -")),
    ("list_", Text("应是一列，每条以 - 开头", "expected a list, each entry starting with -")),
    ("dict_", Text("应是一组“键: 值”", "expected a group of keys")),
    ("model_", Text("应是一组“键: 值”", "expected a group of keys")),
    ("missing", Text("还少一个值", "one more value is needed")),
    ("too_", Text("值的个数不对", "the number of values is wrong")),
)
"""By the beginning of pydantic's name for the fault."""

_OTHER = Text("这个值不合适", "this value does not fit")


def validated(document: Document, spot: Spot, raw: Any, shape: type[T]) -> T:
    """Return ``raw`` as ``shape``; raise LawError with file, line and what is expected there."""
    try:
        return TypeAdapter(shape).validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        cause = first.get("ctx", {}).get("error")
        where = _inside(raw, first["loc"])
        if isinstance(cause, Expected):
            says, key = cause.says, (cause.key,) if cause.key else ()
        else:
            says, key = _explained(first["type"], first["input"], first.get("ctx", {})), ()
        raise document.fault((*spot, *where, *key), _named(where, says)) from error


def _inside(raw: Any, loc: tuple[str | int, ...]) -> Spot:
    """Keep of ``loc`` the steps that exist in ``raw``; the others are pydantic's own labels."""
    spot: list[str | int] = []
    for step in loc:
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            continue
        spot.append(step)
    return tuple(spot)


def _named(where: Spot, says: Text) -> Text:
    name = ".".join(str(step + 1) if isinstance(step, int) else step for step in where)
    return Text(f"{name}：{says.zh}", f"{name}: {says.en}") if name else says


def _explained(kind: str, found: Any, context: dict[str, Any]) -> Text:
    if kind in ("literal_error", "enum"):
        return _choices(found, re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    says = next((text for start, text in _KINDS if kind.startswith(start)), _OTHER)
    if isinstance(found, str):
        return Text(f"{says.zh}（现为 “{found}”）。", f"{says.en} (now “{found}”).")
    return Text(f"{says.zh}。", f"{says.en}.")


def _choices(found: Any, known: list[str]) -> Text:
    meant = nearest(found, known) if isinstance(found, str) else None
    zh, en = f"可选：{'、'.join(known)}", f"expected one of {', '.join(known)}"
    if meant:
        return Text(f"{zh}；是不是想写 “{meant}”？", f"{en}; did you mean “{meant}”?")
    return Text(f"{zh}（现为 “{found}”）。", f"{en} (now “{found}”).")
