"""An item as the editor's form sends it, and as it is laid out again: fields named by their path.

``options.0.text`` is the first option, ``parts.1.options.0.text`` that of a case's second question;
faults of ``rules.items`` carry the same paths, so that each stands at its field.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhicai.exams.rules.items import PLAIN_KINDS

LEAST_ROWS = {"options": 4, "blanks": 1, "pairs": 3, "steps": 4, "rubric": 2, "parts": 1}
"""Lines that an empty editor shows of each."""
MORE_ROWS = 2
"""Empty lines that come with one press of “add”."""
MOST_ROWS = 40
LONGEST, LONGEST_CONFIG = 5000, 50_000
_ROOTS = {
    "stem", "passage", "why", "options", "key", "right", "blanks", "pairs", "distractors", "steps",
    "rubric", "accepts", "task", "config", "parts", "basis",
}  # fmt: skip
_NUMBER = re.compile(r"-?\d{1,4}(\.\d{1,2})?$")


def number(written: Any) -> Any:
    """Return a number as JSON keeps it, what is none as it is.

    >>> number("2"), number("0.5"), number("二")
    (2, 0.5, '二')
    """
    text = str(written).strip()
    if not _NUMBER.match(text):
        return written
    return float(text) if "." in text and float(text) != int(float(text)) else int(float(text))


def nested(sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what a form sent as nested mappings, lists as mappings by their number."""
    found: dict[str, Any] = {}
    for name, values in sent.items():
        first, *path = name.split(".")
        if first not in _ROOTS or len(path) > 4 or not values:
            continue
        at, keys = found, [first, *path]
        for key in keys[:-1]:
            inner = at.setdefault(key, {})
            if not isinstance(inner, dict):
                break
            at = inner
        else:
            most = LONGEST_CONFIG if first == "config" else LONGEST
            words = [one[:most].replace("\r\n", "\n") for one in values]
            at[keys[-1]] = words if keys[-1] == "accepts" else words[0]
    return found


def content_of(kind: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content that ``rules.items`` reads; lines that were left empty are dropped."""
    if kind == "case":
        content: dict[str, Any] = {"passage": _text(sent, "passage")}
        parts = []
        for one in _rows(sent, "parts"):
            part = _plain(str(one.get("kind", "")), one)
            if part != _plain(part["kind"], {}):
                parts.append(part)
        content["parts"] = parts
    else:
        content = _plain(kind, sent)
        content.pop("kind")
        content.pop("marks", None)
        return content
    if why := _text(sent, "why"):
        content["why"] = why
    return content


def _plain(kind: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question of a case, or what another item has of the same."""
    found: dict[str, Any] = {"kind": kind, "stem": _text(sent, "stem")}
    match kind:
        case "single" | "multiple":
            found["options"] = _options(kind, sent)
        case "true-false":
            if (right := _text(sent, "right")) in ("0", "1"):
                found["right"] = right == "1"
        case "fill-in":
            found["blanks"] = _blanks(sent)
        case "matching":
            pairs = [
                {"left": _text(one, "left"), "right": _text(one, "right")}
                for one in _rows(sent, "pairs")
            ]
            found["pairs"] = [one for one in pairs if one["left"] or one["right"]]
            if others := _lines(_text(sent, "distractors")):
                found["distractors"] = others
        case "ordering":
            found["steps"] = [one for one in _texts(sent, "steps") if one]
        case "short" | "upload":
            found["rubric"] = _rubric(sent)
            if kind == "upload":
                accepts = sent.get("accepts")
                found["accepts"] = accepts if isinstance(accepts, list) else []
        case "task":
            found["task"] = _text(sent, "task")
            found["config"] = _config(_text(sent, "config"))
        case _:
            pass
    if kind not in ("short", "upload") and (marks := _text(sent, "marks")):
        found["marks"] = number(marks)
    if why := _text(sent, "why"):
        found["why"] = why
    return found


def _options(kind: str, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    key, found = _text(sent, "key"), []
    for n, one in _numbered(sent, "options"):
        text = _text(one, "text")
        right = key == str(n) if kind == "single" else bool(one.get("right"))
        if text or right:
            found.append({"text": text, "right": True} if right else {"text": text})
    return found


def _blanks(sent: Mapping[str, Any]) -> list[list[str]]:
    found = [_lines(one) for one in _texts(sent, "blanks")]
    while found and not found[-1]:
        found.pop()
    return found


def _rubric(sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [
        {"point": _text(one, "point"), "marks": number(_text(one, "marks"))}
        for one in _rows(sent, "rubric")
    ]
    return [one for one in found if one["point"] or one["marks"]]


def _config(written: str) -> Any:
    """A task's own settings; what is no JSON stays as it is, a fault at its field."""
    if not written:
        return {}
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return written


def bases_of(sent: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the bases chosen, ``of`` and ``version`` from one field (``code@version``)."""
    found = []
    for one in _rows(sent, "basis"):
        code, _, version = _text(one, "text").partition("@")
        article = _text(one, "article")
        if code or article:
            found.append({"of": code, "version": version, "article": article})
    return found


def _text(sent: Mapping[str, Any], key: str) -> str:
    value = sent.get(key, "")
    return value.strip() if isinstance(value, str) else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _numbered(sent: Mapping[str, Any], key: str) -> list[tuple[int, Mapping[str, Any]]]:
    rows = sent.get(key)
    found = [
        (int(n), one if isinstance(one, Mapping) else {"text": one})
        for n, one in (rows.items() if isinstance(rows, Mapping) else ())
        if n.isascii() and n.isdigit() and len(n) < 4
    ]
    return sorted(found, key=lambda pair: pair[0])[:MOST_ROWS]


def _rows(sent: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [one for _, one in _numbered(sent, key)]


def _texts(sent: Mapping[str, Any], key: str) -> list[str]:
    return [_text(one, "text") for one in _rows(sent, key)]


def laid_out(
    kind: str, content: Mapping[str, Any], faults: Mapping[str, Sequence[Any]], *,
    prefix: str = "", more: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return the fields of an item for the editor's template, each line with what is wrong with it.

    ``faults`` are by path; ``more`` is the path of the list to which empty lines were asked for.
    """

    def rows(key: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        return _padded(key, list(values), faults, prefix, more)

    found: dict[str, Any] = {
        "kind": kind,
        "prefix": prefix,
        "stem": content.get("passage" if kind == "case" else "stem", ""),
        "stem_name": f"{prefix}{'passage' if kind == 'case' else 'stem'}",
        "marks": content.get("marks", ""),
        "why": content.get("why", ""),
        "faults": {key: faults[f"{prefix}{key}"] for key in _ROOTS | {"marks", "kind"}
                   if f"{prefix}{key}" in faults},
    }  # fmt: skip
    if kind in ("single", "multiple"):
        found["options"] = rows("options", content.get("options", ()))
    elif kind == "true-false":
        found["right"] = content.get("right")
    elif kind == "fill-in":
        texts = ("\n".join(map(str, one if isinstance(one, list) else [one]))
                 for one in content.get("blanks", ()))  # fmt: skip
        found["blanks"] = rows("blanks", ({"text": text} for text in texts))
    elif kind == "matching":
        found["pairs"] = rows("pairs", content.get("pairs", ()))
        found["distractors"] = "\n".join(map(str, content.get("distractors", ())))
    elif kind == "ordering":
        found["steps"] = rows("steps", ({"text": one} for one in content.get("steps", ())))
    elif kind in ("short", "upload"):
        found["rubric"] = rows("rubric", content.get("rubric", ()))
        found["accepts"] = list(content.get("accepts", ()))
    elif kind == "task":
        config = content.get("config") or {}
        if not isinstance(config, str):
            config = json.dumps(config, ensure_ascii=False, indent=2) if config else ""
        found |= {"task": content.get("task", ""), "config": config}
    elif kind == "case":
        found["parts"] = [
            laid_out(one.get("kind") or "", one, faults, prefix=f"{prefix}parts.{n}.", more=more)
            for n, one in enumerate(rows("parts", content.get("parts", ())))
        ]
    return found


def _padded(
    key: str, values: list[Any], faults: Mapping[str, Sequence[Any]], prefix: str, more: str
) -> list[dict[str, Any]]:
    path = f"{prefix}{key}"
    empty = max(0, LEAST_ROWS[key] - len(values))
    if more == path:
        empty += 1 if key == "parts" else MORE_ROWS
    rows = [one if isinstance(one, Mapping) else {"text": one} for one in values]
    rows += [{} for _ in range(min(empty, MOST_ROWS - len(rows)))]
    found = []
    for n, one in enumerate(rows):
        under = f"{path}.{n}"
        said = [fault for name, here in faults.items() for fault in here
                if name == under or (key != "parts" and name.startswith(f"{under}."))]  # fmt: skip
        found.append({**one, "n": n, "name": under, "said": said})
    return found


def offered_kinds() -> tuple[str, ...]:
    """Return the kinds that may be part of a case, the practical task left out."""
    return tuple(one for one in PLAIN_KINDS if one != "task")
