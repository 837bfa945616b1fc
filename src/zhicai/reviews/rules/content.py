"""Sets of criteria: read from their stored form, with what is wrong said where it is."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.law.schema import Expected, ReviewContent

UPGRADE, COMMENDATION, EVALUATION = "upgrade", "commendation", "evaluation"
KINDS: Mapping[str, Text] = {
    UPGRADE: Text("升级评定标准", "Criteria of the upgrade review"),
    COMMENDATION: Text("表彰办法", "Commendation"),
    EVALUATION: Text("人才评价指标", "Indicators of the evaluation"),
}
TABLES: Mapping[str, tuple[str, ...]] = {
    UPGRADE: ("levels", "conditions", "scored"),
    COMMENDATION: ("awards", "conditions"),
    EVALUATION: ("indicators",),
}
TABLE_WORDS: Mapping[str, Text] = {
    "levels": Text("级别", "Levels"),
    "conditions": Text("条件", "Conditions"),
    "scored": Text("评分项", "Scored criteria"),
    "awards": Text("奖项", "Awards"),
    "indicators": Text("指标", "Indicators"),
}
FACTS: Mapping[str, Text] = {
    "points": Text("有效积分", "valid points"),
    "certificate-years": Text("取得证书满年数", "full years since the certificate"),
    "grade-years": Text("任现级别满年数", "full years at the present grade"),
    "titles": Text("已确认职称", "confirmed titles"),
    "achievements": Text("已确认业绩成果", "confirmed achievements"),
    "hours": Text("培训学时", "class hours"),
    "honours": Text("荣誉和激励", "honours and incentives"),
}
NOMINATORS: Mapping[str, Text] = {
    "city": Text("市州", "city"),
    "county": Text("县（市、区）", "county"),
    "base": Text("培训基地", "base"),
}
_OTHER = Text("这个值不合适", "this value does not fit")
_MISSING = Text("没有填写", "it is missing")


def content_of(stored: Any) -> ReviewContent:
    """Return the content of a set; BadInput with every fault where it does not hold together."""
    try:
        return ReviewContent.model_validate(stored)
    except ValidationError as error:
        raise BadInput([_fault(one) for one in error.errors(include_url=False)]) from error


def _fault(one: Any) -> Fault:
    cause = one.get("ctx", {}).get("error")
    says = cause.says if isinstance(cause, Expected) else _OTHER
    if not isinstance(cause, Expected) and one["type"] in ("string_too_short", "missing"):
        says = _MISSING
    table, *rest = one["loc"] or ("",)
    words = TABLE_WORDS.get(str(table))
    if words is None:
        return Fault(says)
    row = next((step + 1 for step in rest if isinstance(step, int)), 1)
    field = next((step for step in reversed(rest) if isinstance(step, str)), None)
    return Fault(
        Text(f"{words.zh}第 {row} 行：{says.zh}", f"{words.en}, row {row}: {says.en}"),
        field=f"{table}-{row - 1}-{field}" if field else None, row=row, column=field,
    )  # fmt: skip


def stored_of(content: ReviewContent) -> dict[str, Any]:
    """Return the form in which a content is stored; :func:`content_of` reads it again."""
    told = content.model_dump(mode="json", include=set(ReviewContent.model_fields))
    return {"kind": content.kind, **{name: told[name] for name in TABLES[content.kind]}}


def empty(kind: str) -> dict[str, Any]:
    """Return a set without rows, for a draft begun from nothing."""
    return {"kind": kind, **{name: [] for name in TABLES[kind]}}
