"""Who keeps and who reads the results of an assessment class, and whose results anyone reads."""

from datetime import date

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of, require
from zhicai.admission.models import Registration
from zhicai.foundation.errors import OutOfScope
from zhicai.places.queries import places_under
from zhicai.programmes.queries.organisations import WORKING_GROUP
from zhicai.results.decision import is_assessed
from zhicai.results.models import Outcome
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import class_for

READ, MARK, EXCUSE = "results.marks", "results.mark", "results.excuse"


def may_mark(acting: Acting, found: TrainingClass) -> bool:
    """Say whether the user keeps the results of a class: who undertakes it, the working group."""
    if acting.organisation_id is None or not holds(acting, MARK):
        return False
    if found.run_by_id == acting.organisation_id:
        return True
    own = found.programme_year.province.code == acting.province
    return own and acting.organisation_kind == WORKING_GROUP


def may_excuse(acting: Acting, found: TrainingClass) -> bool:
    """Say whether the user's office allows what the rules of a make-up do not: the province."""
    return holds(acting, EXCUSE) and found.programme_year.province.code == acting.province


def class_read(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return an assessment class whose results the user reads, else OutOfScope."""
    require(acting, READ)
    found = class_for(acting, pk, on=on)
    if not is_assessed(found):
        raise OutOfScope
    return found


def class_kept(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return an assessment class whose results the user keeps, else OutOfScope."""
    require(acting, MARK)
    found = class_read(acting, pk, on=on)
    if not may_mark(acting, found):
        raise OutOfScope
    return found


def seat_read(acting: Acting, pk: int, *, on: date) -> tuple[Registration, TrainingClass]:
    """Return a seat in an assessment class whose results the user reads, else OutOfScope."""
    require(acting, READ)
    rows = Registration.objects.filter(pk=pk, state=Registration.State.ACCEPTED)
    row = rows.select_related("person", "employer_place").defer("person__id_number").first()
    if row is None:
        raise OutOfScope
    return row, class_read(acting, row.training_class_id, on=on)


def outcomes_seen(acting: Acting, *, on: date) -> QuerySet[Outcome]:
    """Return the outcomes that the user reads.

    Who has the classes of a place in its area, or runs one, reads all of them; an office of a city
    or county those of its own people, once they are published.
    """
    rows = Outcome.objects.filter(registration__state=Registration.State.ACCEPTED)
    if not holds(acting, READ):
        return rows.none()
    within = places_under(reach_of(acting, READ), on=on)
    seen = Q(place__in=within) | Q(published_at__isnull=False) & (
        Q(registration__person__home__in=within) | Q(registration__employer_place__in=within)
    )
    if acting.organisation_id is not None:
        seen |= Q(registration__training_class__run_by=acting.organisation_id)
    return rows.filter(seen).select_related(
        "registration__person", "registration__training_class", "registration__employer_place",
        "place",
    ).defer("registration__person__id_number")  # fmt: skip
