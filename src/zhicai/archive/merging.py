"""How career, advisers and reserve marks move when two records of one person become one."""

from datetime import date
from typing import Any

from django.db.models import Q

from zhicai.archive.models import Adviser, Claim, Reserve
from zhicai.foundation.text import Text
from zhicai.people.merging import Once, register_share


def _ended(row: Any, other: Any, on: date) -> dict[str, Any]:
    return {"until": max(on, row.since)}


def _mark_ended(row: Reserve, other: Reserve, on: date) -> dict[str, Any]:
    return {"until": max(on, row.since), "ended_reason": "合并重复档案，另一份已有同一标记"}


register_share(
    "archive.claims", Text("履历和成果", "career"), Claim, last="claimed_at",
    once=(Once(("what", "kind", "name", "post", "on"), ~Q(state="refused")),),
    tell=lambda row: Text(f"{row.get_what_display()} {row.name}（{row.on}）",
                          f"{row.what} {row.name} ({row.on})"),
)  # fmt: skip
register_share(
    "archive.advisers", Text("成长导师", "advisers"), Adviser, last="since",
    once=(Once((), Q(until=None), settles=_ended),),
    tell=lambda row: Text(f"{row.name}（{row.since} 起）", f"{row.name} (since {row.since})"),
)  # fmt: skip
register_share(
    "archive.reserve", Text("人才储备", "reserve"), Reserve, last="since",
    once=(Once(("kind", "chain"), Q(until=None), settles=_mark_ended),),
    tell=lambda row: Text(f"{row.get_kind_display()} {row.chain}".strip(),
                          f"{row.kind} {row.chain}".strip()),
)  # fmt: skip
