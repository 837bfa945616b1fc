"""Whose registrations a user sees, and of which classes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, require
from zhicai.admission.models import AdmissionList, Placement, Registration
from zhicai.foundation.errors import OutOfScope
from zhicai.training.models import TrainingClass
from zhicai.training.queries import may_run, open_classes
from zhicai.training.queries.classes import visible_to

LIVE = (
    Registration.State.APPLIED,
    Registration.State.ACCEPTED,
    Registration.State.WAITING,
)
SEATED = (Registration.State.APPLIED, Registration.State.ACCEPTED)
"""Who takes a seat: an application holds it until it is decided."""
SHUT = (TrainingClass.State.CLOSED, TrainingClass.State.CANCELLED)
"""Classes for which nobody is registered any more."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many registrations a class has in each state."""

    applied: int = 0
    accepted: int = 0
    waiting: int = 0
    withdrawn: int = 0
    refused: int = 0

    @property
    def taken(self) -> int:
        """How many seats are taken."""
        return self.applied + self.accepted


def sends_people(acting: Acting) -> bool:
    """Say whether this is an enterprise that registers its own people."""
    return acting.organisation_kind == "enterprise" and holds(acting, "admission.enrol")


def classes_seen(acting: Acting, *, on: date) -> QuerySet[TrainingClass]:
    """Return the classes whose registrations concern the user: those in reach, or open ones."""
    rows = visible_to(acting, on=on)
    if sends_people(acting):
        mine = Q(registrations__organisation_id=acting.organisation_id)
        wanted = Q(pk__in=open_classes(on).values("pk")) | mine
        province = Q(programme_year__province__code=acting.province)
        found = TrainingClass.objects.filter(wanted & province)
        rows = TrainingClass.objects.select_related("place", "programme_year__province").filter(
            Q(pk__in=rows.values("pk")) | Q(pk__in=found.values("pk"))
        )
    return rows


def class_seen(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return a class whose registrations concern the user, else OutOfScope."""
    require(acting, "admission.read")
    found = classes_seen(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def registrations_for(acting: Acting, *, on: date) -> QuerySet[Registration]:
    """Return the registrations the user may read; an enterprise sees its own people alone.

    The sealed number is not read.
    """
    require(acting, "admission.read")
    rows = Registration.objects.select_related(
        "person", "employer_place", "organisation", "training_class"
    ).defer("person__id_number")
    scope = Q(training_class__in=visible_to(acting, on=on).values("pk"))
    if sends_people(acting):
        scope |= Q(organisation_id=acting.organisation_id)
    return rows.filter(scope)


def registration_for(acting: Acting, pk: int, *, on: date) -> Registration:
    """Return one registration the user may read, else OutOfScope."""
    found = registrations_for(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def may_decide(acting: Acting, found: TrainingClass) -> bool:
    """Say whether the user decides about the seats of a class: its own office runs it."""
    return holds(acting, "admission.decide") and may_run(acting, found)


def may_enrol(acting: Acting, found: TrainingClass, *, on: date) -> bool:
    """Say whether the user may register people: who runs it, an enterprise while it is open.

    Nobody registers by hand for a class into which a sealed list places its trainees (HB-2.2.2.l).
    """
    if found.state in SHUT or not holds(acting, "admission.enrol") or takes_sealed_list(found):
        return False
    return may_run(acting, found) or (sends_people(acting) and takes_public(found, on=on))


def takes_sealed_list(found: TrainingClass) -> bool:
    """Say whether a sealed list places trainees into a class of the package."""
    if found.line_id is None:
        return False
    placed = Placement.objects.filter(training_class=found)
    return placed.filter(entry__admission_list__state=AdmissionList.State.SEALED).exists()


def takes_public(found: TrainingClass, *, on: date) -> bool:
    """Say whether anyone may register on a day: the class is open and its dates allow it."""
    if found.line_id is not None:  # filled from the lists of calls
        return False
    if found.state != TrainingClass.State.OPEN or found.ends_on < on:
        return False
    opens, closes = found.registration_opens, found.registration_closes
    return (opens is None or opens <= on) and (closes is None or on <= closes)


def roster(found: TrainingClass) -> QuerySet[Registration]:
    """Return who has a seat for good, in the order of registration."""
    rows = Registration.objects.filter(
        training_class=found, state=Registration.State.ACCEPTED
    ).select_related("person", "employer_place", "organisation")
    return rows.defer("person__id_number").order_by("pk")


def in_list_order(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Return registrations as a list shows them: to decide, seated, waiting in order, the rest."""
    states = [*SEATED, Registration.State.WAITING]
    rank = Case(
        *(When(state=state, then=Value(n)) for n, state in enumerate(states)),
        default=Value(len(states)),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank).order_by("rank", "line", "pk")


def totals_of(classes: Iterable[int]) -> dict[int, Totals]:
    """Return the totals of classes by their keys; one query."""
    keys = list(classes)
    rows = Registration.objects.filter(training_class_id__in=keys).order_by()
    found: dict[int, dict[str, int]] = {key: {} for key in keys}
    for pk, state, n in rows.values_list("training_class_id", "state").annotate(n=Count("pk")):
        found[pk][state] = n
    return {pk: Totals(**states) for pk, states in found.items()}


def waiting_counts(acting: Acting) -> QuerySet[Registration]:
    """Return the applications that wait for a decision of the user's own office."""
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return Registration.objects.filter(
        state=Registration.State.APPLIED,
        training_class__place_id=acting.place_id,
        training_class__level__in=levels,
    ).exclude(training_class__state__in=SHUT)
