"""What waits for an office: tasks sent to it, problems it owns, agreed tasks of its side."""

from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.coordination.models import AgreedTask, Copy, Problem
from zhicai.coordination.queries.arrangements import agreed_open
from zhicai.coordination.queries.problems import owned_by
from zhicai.coordination.queries.tasks import open_copies
from zhicai.places.models import Place


def tasks_waiting(acting: Acting, limit: int | None = None) -> list[Copy]:
    """Return the tasks that the office has still to do, the earliest due first."""
    if not holds(acting, "coordination.answer"):
        return []
    rows = open_copies(acting).select_related("assignment", "place")
    return list(rows.order_by("assignment__due", "pk")[:limit])


def problems_waiting(acting: Acting, limit: int | None = None) -> list[Problem]:
    """Return the problems that the office has to handle."""
    return list(owned_by(acting)[:limit])


def agreed_waiting(acting: Acting, limit: int | None = None) -> list[AgreedTask]:
    """Return the agreed tasks of the user's side, the earliest due first."""
    return list(agreed_open(acting)[:limit])


def count_tasks(acting: Acting) -> int:
    """Return how many tasks the office has still to do."""
    return open_copies(acting).count() if holds(acting, "coordination.answer") else 0


def count_problems(acting: Acting) -> int:
    """Return how many problems the office has to handle."""
    return owned_by(acting).count()


def count_agreed(acting: Acting) -> int:
    """Return how many agreed tasks the user's side has still to do."""
    return agreed_open(acting).count()


def counts_of(acting: Acting) -> tuple[int, int, int]:
    """Return how many tasks, problems and agreed tasks wait; one query."""
    tasks = open_copies(acting)
    if not holds(acting, "coordination.answer"):
        tasks = tasks.none()
    counts = [_counting(rows) for rows in (tasks, owned_by(acting), agreed_open(acting))]
    found = Place.objects.filter(pk=acting.place_id).values_list(*counts).first()
    return found or (0, 0, 0)


def _counting(rows: QuerySet[Any]) -> Coalesce:
    """The number of rows, as a column of another query."""
    number = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(number.values("n")), 0)
