"""Rows locked before they are written, so that two officers at once do not overwrite each other."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import Actor
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Stale
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.training.models import Change, TrainingClass
from zhicai.training.queries.classes import may_run


def day_of(at: datetime) -> date:
    """Return the day of a moment in China."""
    return at.astimezone(CHINA).date()


def lock_timetables(year: ProgrammeYear) -> None:
    """Let one write at a time take rooms, lecturers and numbers of a province.

    PostgreSQL locks the province's row (without standing in the way of rows that refer to it);
    SQLite has one writer as it is.
    """
    Place.objects.select_for_update(no_key=True).get(pk=year.province_id)


def locked_class(pk: int) -> TrainingClass:
    """Return a class with its row locked."""
    rows = TrainingClass.objects.select_for_update(of=("self",)).select_related(
        "place", "venue_place", "programme_year__province", "planned"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def locked_own(pk: int, by: Acting, *, revision: int | None = None) -> TrainingClass:
    """Return a class that the user's office runs, locked; Stale where it has changed meanwhile."""
    found = locked_class(pk)
    if not may_run(by, found):
        raise OutOfScope
    if revision is not None and revision != found.revision:
        last = found.changes.last()
        who, when = (last.by, f"{last.at:%Y-%m-%d %H:%M}") if last else ("", "")
        says = Text(
            f"{who}刚刚改过这个班，您的修改没有保存。",
            f"{who} has changed this class meanwhile; your changes were not saved.",
        )
        raise Stale(says, by=who, at=when)
    return found


@transaction.atomic
def note(
    found: TrainingClass, what: str, *, by: Actor, at: datetime, says: str = "", reason: str = ""
) -> Change:
    """Write into a class's history what happened to it."""
    return Change.objects.create(
        training_class=found,
        what=what,
        says=says[:400],
        reason=reason[:400],
        at=at,
        by=by.name,
        office=by.office,
    )
