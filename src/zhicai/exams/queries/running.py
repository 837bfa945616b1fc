"""Who sets up and watches exams, and whom an exam is for."""

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.admission.models import Registration
from zhicai.exams.models import Exam, Invigilator, Paper
from zhicai.foundation.errors import OutOfScope
from zhicai.results.models import MakeUp
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import may_run

RUN, SEE = "exams.run", "exams.see"
GROUP = "working-group"
_WITH = ("training_class__place", "paper__blueprint__programme_year__province")


def may_run_exams(acting: Acting, found: TrainingClass | None) -> bool:
    """Say whether the user sets up exams of a class: its undertaking unit, or the working group.

    Mock tests, which are of no class, are the working group's.
    """
    if not holds(acting, RUN):
        return False
    if acting.organisation_kind == GROUP:
        return True
    return found is not None and may_run(acting, found)


def exams_visible_to(acting: Acting) -> QuerySet[Exam]:
    """Return the exams that the user may see, the next first: of the own classes, or watched."""
    rows = Exam.objects.select_related(*_WITH).order_by("starts_at", "pk")
    watched = Q(invigilators__user=acting.user_id, invigilators__until=None)
    if holds(acting, SEE) and (acting.organisation_id is None or acting.organisation_kind == GROUP):
        return rows.filter(Q(paper__blueprint__programme_year__province__code=acting.province))
    if holds(acting, RUN):
        return rows.filter(watched | Q(training_class__run_by=acting.organisation_id)).distinct()
    return rows.filter(watched).distinct()


def exam_for(acting: Acting, pk: int) -> Exam:
    """Return an exam that the user may see; OutOfScope for any other."""
    found = exams_visible_to(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def watches(acting: Acting, exam: Exam, room: int | None = None) -> bool:
    """Say whether the user watches over an exam, or over one room of it."""
    rows = Invigilator.objects.filter(exam=exam, user=acting.user_id, until=None)
    return rows.filter(Q(room=None) | Q(room=room)).exists() if room else rows.exists()


def chief_of(acting: Acting, exam: Exam) -> bool:
    """Say whether the user decides for the whole exam: sets it up, or watches over all of it."""
    if may_run_exams(acting, exam.training_class):
        return True
    rows = Invigilator.objects.filter(exam=exam, user=acting.user_id, room=None, until=None)
    return rows.exists()


def registrations_for(found: TrainingClass, part: str, round_: str) -> QuerySet[Registration]:
    """Return whom an exam of a class is for: all who have a seat, or those who repeat the part."""
    rows = Registration.objects.filter(
        training_class=found, state=Registration.State.ACCEPTED
    ).select_related("person")
    if round_ != Exam.Round.MAKE_UP:
        return rows.order_by("pk")
    offered = MakeUp.objects.filter(
        registration__training_class=found, state=MakeUp.State.OFFERED
    ).values_list("registration", "parts")
    return rows.filter(pk__in=[pk for pk, parts in offered if part in parts]).order_by("pk")


def papers_offered(found: TrainingClass | None, part: str, round_: str) -> QuerySet[Paper]:
    """Return the sealed papers that an exam may take: of the class's year, part and round."""
    rows = Paper.objects.filter(
        use=round_, blueprint__part=part, state=Paper.State.SEALED
    ).select_related("blueprint")
    if found is None:
        return rows
    return rows.filter(blueprint__programme_year=found.programme_year, blueprint__track=found.track)
