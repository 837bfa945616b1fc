"""What of points, grades and categories moves when two records become one."""

from typing import Any

from django.db.models import Q

from zhicai.foundation.text import Text
from zhicai.merits.models import (
    Entry,
    GradeChange,
    GradeSpell,
    Membership,
    Posting,
    SettledTotal,
)
from zhicai.people.merging import Once, register_share, register_stay


def _ended(row: Any, other: Any, on: Any) -> dict[str, Any]:
    """The duplicate's grade or membership ends with the merge; the other goes on."""
    return {"until": max(on, row.since)}


register_share(
    "merits.postings", Text("积分流水", "postings of points"), Posting,
    tell=lambda row: Text(f"{row.says_zh}（{row.points} 分）", f"{row.says_en} ({row.points})"),
    builds=False,
)  # fmt: skip
register_share(
    "merits.entries", Text("积分账户", "accounts of points"), Entry, builds=False,
    tell=lambda row: Text(f"{row.tenths / 10} 分", f"{row.tenths / 10} points"),
)  # fmt: skip
register_share(
    "merits.grades", Text("级别", "grades"), GradeSpell,
    once=(Once((), Q(until=None), settles=_ended,
               changes_other=lambda row, other: row.grade > other.grade),),
    tell=lambda row: Text(f"{row.grade} 级（{row.since} 起）", f"grade {row.grade} ({row.since})"),
)  # fmt: skip
register_share(
    "merits.categories", Text("类别", "categories"), Membership,
    once=(Once(("category",), Q(until=None), settles=_ended),),
    tell=lambda row: Text(str(row.category), row.category.name_en), builds=False,
)  # fmt: skip
FROZEN = Text("已结算年度的积分保持结算时的样子。", "A settled year stays as it was settled.")
register_stay(SettledTotal, "person", FROZEN)
register_stay(
    GradeChange, "person", Text("级别试算保留当时的记录。", "A run of grades stays as it was made.")
)
