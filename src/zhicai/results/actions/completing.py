"""Decide who completed a class: all at once when it ends, again after hours were corrected."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import SYSTEM, Acting, System
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.results.actions.locking import day_of, locked
from zhicai.results.announcements import Completed
from zhicai.results.models import Completion
from zhicai.results.queries.completions import ENDED, TraineeLine, lines_of
from zhicai.results.queries.law import results_law
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import may_run


@transaction.atomic
def decide_class(
    found: TrainingClass,
    *,
    by: Acting,
    at: datetime,
    only: Collection[int] | None = None,
) -> int:
    """Decide anew who completed a class, by the hours that stand; return how many were decided.

    ``only`` are the registrations (keys) to decide. The class's own office alone; Refused before
    the class has ended.
    """
    require(by, "results.decide")
    if not may_run(by, found):
        raise OutOfScope
    row = locked(found.pk)
    if row.state not in ENDED:
        says = Text(
            "班次还没有结束，结束后自动认定。",
            "The class has not ended; completion is decided once it has.",
        )
        law = results_law(row.programme_year, on=day_of(at))
        raise Refused([Reason(says, law.cites.get("completed"))])
    return _decide(row, by=by, at=at, only=only)


@transaction.atomic
def decide_ended(class_id: int, *, by: System = SYSTEM, at: datetime) -> int:
    """Decide who completed a class that has just ended; nothing for classes of other tracks."""
    row = locked(class_id)
    if row.state not in ENDED:
        return 0
    return _decide(row, by=by, at=at)


def _decide(
    row: TrainingClass,
    *,
    by: Acting | System,
    at: datetime,
    only: Collection[int] | None = None,
) -> int:
    law = results_law(row.programme_year, on=day_of(at))
    if row.track != law.track:
        return 0
    changed = [
        line for line in lines_of(row, law) if line.stale and (only is None or line.pk in only)
    ]
    if not changed:
        return 0
    new = [line.pk for line in changed if line.decision and line.completed is not True]
    Completion.objects.bulk_create(
        [_row(row, line, by=by, at=at) for line in changed],
        update_conflicts=True,
        unique_fields=["registration"],
        update_fields=["completed", "hours", "held", "needed", "completed_on", "decided_at", "by"],
    )
    taken = sum(1 for line in changed if line.completed and not line.decision)
    values = {"decided": len(changed), "completed": len(new), "taken_back": taken}
    record(
        by, "results.completion_decided", row, place=row.place.code,
        clause=law.cites.get("completed") or "", values=values | {"share": law.share},
    )  # fmt: skip
    announce(Completed(row.pk, tuple(new), at))
    return len(changed)


def _row(row: TrainingClass, line: TraineeLine, *, by: Acting | System, at: datetime) -> Completion:
    return Completion(
        registration_id=line.pk,
        programme_year_id=row.programme_year_id,
        track=row.track,
        place_id=row.place_id,
        completed=bool(line.decision),
        hours=line.hours.present,
        held=line.hours.held,
        needed=line.hours.needed,
        completed_on=row.finished_on or row.ends_on,
        decided_at=at,
        by=by.name,
    )
