"""Notes on other sources: which a user sees, which wait for the province."""

from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.finance.models import SourceNote
from zhicai.foundation.errors import OutOfScope
from zhicai.places.queries import places_under
from zhicai.programmes.models import ProgrammeYear


def notes_visible_to(acting: Acting, *, on: date) -> QuerySet[SourceNote]:
    """Return the notes on other sources of offices in reach, those that wait first."""
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = SourceNote.objects.filter(budget__place__in=within)
    return rows.select_related("budget__place", "budget__programme_year", "fund__place").order_by(
        "state", "asked_on", "pk"
    )


def notes_of(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[SourceNote]:
    """Return the notes of a year that the user may see."""
    return notes_visible_to(acting, on=on).filter(budget__programme_year=year)


def note_for(acting: Acting, pk: int, *, on: date) -> SourceNote:
    """Return a note that the user may see; OutOfScope for any other."""
    found = notes_visible_to(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def notes_waiting(acting: Acting, *, on: date) -> QuerySet[SourceNote]:
    """Return the notes that the user's office is to give or refuse, none for other offices."""
    if not holds(acting, "finance.note"):
        return SourceNote.objects.none()
    within = places_under(reach_of(acting, "finance.note"), on=on)
    rows = SourceNote.objects.filter(state=SourceNote.State.ASKED, budget__place__in=within)
    return rows.select_related("budget__place", "fund").order_by("asked_on", "pk")
