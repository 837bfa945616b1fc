"""How skills, recommendations and team spells move when two records become one."""

from datetime import date
from typing import Any

from django.db.models import Q

from zhicai.foundation.text import Text
from zhicai.people.merging import Once, register_share
from zhicai.results.models import Recommendation, SkillEntry, TeamMember


def _recommended_twice(row: Recommendation) -> Text:
    return Text(
        f"两份档案都被推荐参加 {row.for_year} 年考核，请先退回或撤回其中一份推荐。",
        f"Both records are recommended for {row.for_year}; return or withdraw one first.",
    )


def _ended(row: Any, other: Any, on: date) -> dict[str, Any]:
    """Whoever came later leaves with the merge; the earlier spell goes on."""
    return {"until": max(on, row.since)}


register_share(
    "results.skills", Text("技能", "skills"), SkillEntry, last="on",
    tell=lambda row: Text(f"{row.item} {row.level}（{row.on}）",
                          f"{row.item} {row.level} ({row.on})"),
)  # fmt: skip
register_share(
    "results.recommendations", Text("考核推荐", "recommendations"), Recommendation, last="sent_at",
    once=(
        Once(("for_year",), Q(state__in=("sent", "confirmed")), refuses=_recommended_twice),
    ),
    tell=lambda row: Text(f"{row.for_year} 年：{row.get_state_display()}",
                          f"{row.for_year}: {row.state}"),
)  # fmt: skip
register_share(
    "results.team", Text("专业队伍", "professional team"), TeamMember, last="since",
    once=(
        Once((), Q(until=None), settles=_ended,
             changes_other=lambda row, other: row.since < other.since),
    ),
    tell=lambda row: Text(f"{row.since} 起", f"since {row.since}"),
)  # fmt: skip
