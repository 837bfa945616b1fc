"""What a rule set holds: read from its stored form, with everything that is wrong said at once."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.law.schema import CategoryRule, Expected, GradeRule, MeritContent, PointRule

EVENTS: dict[str, Text] = {
    "certificate": Text("取得证书", "certificate issued"),
    "title": Text("职称已确认", "title confirmed"),
    "achievement": Text("业绩成果已确认", "achievement confirmed"),
    "training": Text("培训结业", "training completed"),
    "honour": Text("荣誉和激励", "honour or incentive"),
    "talk": Text("指导谈话", "guidance talk"),
}
PARTS: dict[str, type[PointRule | GradeRule | CategoryRule]] = {
    "points": PointRule, "grades": GradeRule, "categories": CategoryRule,
}  # fmt: skip
_SIGN = {"points": "id", "grades": "grade", "categories": "id"}
_OTHER = Text("这个值不合适", "this value does not fit")


def content_of(stored: Any) -> MeritContent:
    """Return a rule set's content; BadInput with every fault where it does not hold together."""
    try:
        return MeritContent.model_validate(stored)
    except ValidationError as error:
        raise BadInput([_fault(one) for one in error.errors(include_url=False)]) from error


def _fault(one: Any) -> Fault:
    cause = one.get("ctx", {}).get("error")
    says = cause.says if isinstance(cause, Expected) else _OTHER
    steps = [str(step + 1) if isinstance(step, int) else step for step in one["loc"]]
    where = " ".join(steps)
    field = next((step for step in reversed(one["loc"]) if isinstance(step, str)), None)
    if not where:
        return Fault(says)
    return Fault(Text(f"{where}：{says.zh}", f"{where}: {says.en}"), field=field)


def stored_of(content: MeritContent) -> dict[str, Any]:
    """Return the form in which a content is stored; :func:`content_of` reads it again."""
    return content.model_dump(mode="json", include=set(MeritContent.model_fields))


def with_item(
    stored: Mapping[str, Any], part: str, key: str | None, item: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the stored content with one item put in (``key`` None), changed, or taken out (None).

    BadInput where the whole would not hold together, or where ``key`` names nothing.
    """
    rows = [dict(row) for row in stored.get(part, ())]
    sign = _SIGN[part]
    place = next((n for n, row in enumerate(rows) if str(row[sign]) == key), None)
    if key is not None and place is None:
        raise BadInput([Fault(Text("没有找到这一条。", "There is no such rule."))])
    if place is None:
        rows += [dict(item)] if item is not None else []
    elif item is None:
        del rows[place]
    else:
        rows[place] = dict(item)
    return stored_of(content_of({**stored, part: rows}))


def item_of(stored: Mapping[str, Any], part: str, key: str) -> dict[str, Any] | None:
    """Return one stored item of a part by its key, None where there is none."""
    sign = _SIGN[part]
    return next((dict(row) for row in stored.get(part, ()) if str(row[sign]) == key), None)


def grade_words(content: MeritContent) -> dict[int, Text]:
    """Return the grades with their words, the lowest first."""
    return {one.grade: one.says for one in sorted(content.grades, key=lambda g: g.grade)}
