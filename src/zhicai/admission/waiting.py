"""What waits in admission: applications that the office running the class has to decide."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import ONESELF
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.admission.queries.mine import feedback_owed
from zhicai.admission.queries.rosters import waiting_counts
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text


def _concerned(acting: Acting) -> bool:
    return acting.organisation_id is None and holds(acting, "admission.decide")


def count(acting: Acting, _on: date) -> int:
    """Return how many classes have applications to decide."""
    if not _concerned(acting):
        return 0
    return waiting_counts(acting).order_by().values("training_class").distinct().count()


def items(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each such class, the next to begin first."""
    if not _concerned(acting):
        return []
    rows = (
        waiting_counts(acting)
        .order_by()
        .values("training_class", "training_class__title", "training_class__starts_on")
        .annotate(n=Count("pk"), first=Min("registered_at"))
        .order_by("training_class__starts_on")[:limit]
    )
    return [
        Waiting(
            Text(
                f"{row['training_class__title']}：{row['n']} 人待审核",
                f"{row['training_class__title']}: {row['n']} to decide",
            ),
            reverse("admission:roster", args=[row["training_class"]]) + "?state=applied",
            since=row["first"].astimezone(CHINA).date(),
            due=row["training_class__starts_on"],
        )
        for row in rows
    ]


register_source(
    Source(
        "admission.applications",
        Text("学员报名审核", "applications to decide"),
        "user-plus",
        count,
        items,
    )
)


def count_feedback(acting: Acting, on: date) -> int:
    """Return of how many classes one has still to say what they were like."""
    return len(feedback_owed(acting, on=on)) if acting.key == ONESELF else 0


def feedback(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the classes that wait for one's feedback, the last day nearest first."""
    if acting.key != ONESELF:
        return []
    return [
        Waiting(
            Text(
                f"评价“{row.training_class.title}”", f"Give feedback on {row.training_class.title}"
            ),
            reverse("admission:feedback", args=[row.pk]),
            since=row.training_class.finished_on or row.training_class.ends_on,
            due=until,
        )
        for row, until in feedback_owed(acting, on=on)[:limit]
    ]


register_source(
    Source(
        "admission.feedback",
        Text("课程评价", "feedback to give"),
        "star",
        count_feedback,
        feedback,
        dear=True,
    )
)
