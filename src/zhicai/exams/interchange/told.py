"""What formats without fields of their own say in words: rubric, difficulty, basis."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from zhicai.exams.rules.editing import number

_POINT = re.compile(
    r"^\s*(?:[-–•·*]|[（(]?\d{1,2}[）).、]?)?\s*(?P<point>.+?)"
    r"\s*[（(]\s*(?P<marks>\d{1,3}(?:\.\d)?)\s*分\s*[）)][。；;]?\s*$"
)
_TAG = re.compile(r"^(?P<key>难度|依据|条目|题号|来源|案例|题型)[:：](?P<value>.*)$", re.S)
_KEYS = {"难度": "difficulty", "依据": "basis", "条目": "topic", "题号": "id", "来源": "source",
         "案例": "case", "题型": "kind"}  # fmt: skip
TRUE_WORDS = {"对", "正确", "是", "√", "✓", "t", "true", "right", "yes"}
FALSE_WORDS = {"错", "错误", "否", "×", "✗", "x", "f", "false", "wrong", "no"}


def truth(written: str) -> bool | None:
    """Return what a word says about a statement, None where it says nothing."""
    word = written.strip().casefold().rstrip("。.")
    if word in TRUE_WORDS:
        return True
    return False if word in FALSE_WORDS else None


def rubric_of(text: str) -> list[dict[str, Any]]:
    """Return the points of a rubric: a line each, the marks in brackets at its end.

    A line without marks is a point without, which ``rules.items`` finds fault with.
    """
    found = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        match = _POINT.match(line)
        if match:
            found.append({"point": match["point"], "marks": number(match["marks"])})
        else:
            found.append({"point": line.strip(), "marks": ""})
    return found


def rubric_lines(rubric: Iterable[Mapping[str, Any]]) -> str:
    """Return a rubric as :func:`rubric_of` reads it."""
    return "\n".join(f"- {one['point']}（{one['marks']} 分）" for one in rubric)


def tags_of(raw: Mapping[str, Any]) -> list[str]:
    """Return what an item says about itself as tags that :func:`told` reads."""
    tags = [f"条目:{raw['topic']}", f"难度:{raw['difficulty']}"]
    tags += [f"依据:{one}" for one in raw.get("basis", ())]
    if raw.get("source"):
        tags.append(f"来源:{raw['source']}")
    return tags


def told(tags: Iterable[str]) -> dict[str, Any]:
    """Return what tags say, by the keys of a raw item; ``case`` is the item they belong to."""
    found: dict[str, Any] = {}
    for tag in tags:
        match = _TAG.match(tag.strip())
        if match is None:
            continue
        key, value = _KEYS[match["key"]], match["value"].strip()
        if key == "basis":
            found.setdefault("basis", []).append(value)
        else:
            found[key] = value
    return found
