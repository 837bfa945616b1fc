"""The pool of lecturers, and who may assign them to which lessons."""

from django.db.models import Count, Q, QuerySet, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, may
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.queries import path_of
from zhicai.programmes.queries.organisations import BASE, WORKING_GROUP, rights_of
from zhicai.training.models import Lecturer, Lesson, TrainingClass
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.organisers import expert_senders
from zhicai.training.queries.requests import PRACTICAL, answers_for


def lecturers_visible_to(acting: Acting) -> QuerySet[Lecturer]:
    """Return the pool as the user may see it: proposals only the province and who made them."""
    rows = Lecturer.objects.filter(province__code=acting.province)
    if holds(acting, "training.keep"):
        return rows
    return rows.filter(~Q(state=Lecturer.State.PROPOSED) | Q(entered_by=acting.office))


def lecturer_for(acting: Acting, pk: int) -> Lecturer:
    """Return a lecturer the user may see; OutOfScope for any other."""
    found = lecturers_visible_to(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def may_change(acting: Acting, lecturer: Lecturer) -> bool:
    """Say whether the user may change a lecturer's entry."""
    if holds(acting, "training.keep"):
        return True
    proposed = lecturer.state == Lecturer.State.PROPOSED
    return proposed and holds(acting, "training.propose") and lecturer.entered_by == acting.office


def pool_of(province: int) -> QuerySet[Lecturer]:
    """Return everyone of a province's pool (its id); only the active can be assigned."""
    return Lecturer.objects.filter(province=province)


def active_pool(province: int) -> QuerySet[Lecturer]:
    """Return those of the pool who can be assigned, by name."""
    return pool_of(province).filter(state=Lecturer.State.ACTIVE).order_by("name", "pk")


def taught_by(lecturers: list[int]) -> dict[int, tuple[int, str]]:
    """Return for each lecturer (id) how many lessons and class hours are assigned, in one query."""
    rows = (
        Lesson.objects.filter(lecturer__in=lecturers, cancelled=False)
        .exclude(training_class__state=TrainingClass.State.CANCELLED)
        .order_by()
        .values("lecturer")
        .annotate(n=Count("pk"), hours=Sum("hours"))
    )
    return {row["lecturer"]: (row["n"], f"{row['hours']:g}") for row in rows}


def lessons_taught(lecturer: Lecturer) -> QuerySet[Lesson]:
    """Return the lessons assigned to a lecturer, the latest first."""
    rows = lecturer.lessons.filter(cancelled=False)
    return rows.select_related("training_class__place").order_by("-day", "-starts")


def may_assign(acting: Acting, found: TrainingClass, frame: Frame) -> bool:
    """Say whether the user's body assigns lecturers to the lessons of a class (HB-2.2.1.c).

    By the law's table of rights, narrowed by the setting ``lecturers-preparatory`` (A-HB-10). The
    working group does so where it sends experts: in a city without a base.
    """
    if not holds(acting, "training.assign"):
        return False
    if not may(acting, "training.assign", path_of(found.place, on=frame.on)):
        return False
    rights = rights_of(frame.year, acting, on=frame.on)
    if not any(r.track == found.track and "appoint-lecturer" in r.may for r in rights):
        return False
    kind = acting.organisation_kind
    if found.line_id is not None:
        return kind == WORKING_GROUP
    senders = set(frame.settings.get("lecturers-preparatory") or ())
    if kind == WORKING_GROUP:
        experts = {row.pk for row in expert_senders(found.place, frame)}
        return WORKING_GROUP in senders or acting.organisation_id in experts
    if kind == BASE:
        return BASE in senders
    return Level.CITY.value in senders and acting.at_level(Level.CITY)


def may_send_practical(acting: Acting, found: TrainingClass, frame: Frame) -> bool:
    """Say whether the user's body sends the lecturers of practical lessons (HB-2.3.f)."""
    return answers_for(acting, PRACTICAL, found, frame)
