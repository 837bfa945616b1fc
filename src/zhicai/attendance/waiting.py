"""What waits in attendance: requests for leave that the office running the class decides."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.attendance.queries.scope import leave_waiting
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text


def _concerned(acting: Acting) -> bool:
    return acting.organisation_id is None and holds(acting, "attendance.enter")


def count(acting: Acting, _on: date) -> int:
    """Return how many classes have requests for leave to decide."""
    if not _concerned(acting):
        return 0
    return leave_waiting(acting).order_by().values("lesson__training_class").distinct().count()


def items(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each such class, the first lesson concerned first."""
    if not _concerned(acting):
        return []
    rows = (
        leave_waiting(acting)
        .order_by()
        .values("lesson__training_class", "lesson__training_class__title")
        .annotate(n=Count("pk"), first=Min("asked_at"), day=Min("lesson__day"))
        .order_by("day")[:limit]
    )
    return [
        Waiting(
            Text(
                f"{row['lesson__training_class__title']}：{row['n']} 条请假待审批",
                f"{row['lesson__training_class__title']}: {row['n']} requests for leave",
            ),
            reverse("attendance:class", args=[row["lesson__training_class"]]) + "#leaves",
            since=row["first"].astimezone(CHINA).date(),
            due=row["day"],
        )
        for row in rows
    ]


register_source(
    Source(
        "attendance.leaves",
        Text("学员请假", "requests for leave"),
        "calendar-event",
        count,
        items,
    )
)
