"""Who sets up and watches exams, and whom an exam is for."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.permissions import holds
from zhicai.admission.models import Registration
from zhicai.exams.models import Exam, Invigilator, Paper, Room, Sitting
from zhicai.exams.queries.bank import posts_with
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
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


def named_chiefs(exam: Exam) -> list[Invigilator]:
    """Return who was named to answer for the whole exam and still does, the first first."""
    return list(Invigilator.objects.filter(exam=exam, room=None, until=None).order_by("pk"))


def signs_minutes(acting: Acting, exam: Exam) -> bool:
    """Say whether the user signs the minutes of an exam: who was named to answer for all of it.

    Where nobody is named, whoever decides for the whole exam does.
    """
    named = named_chiefs(exam)
    if named:
        return any(one.user_id == acting.user_id for one in named)
    return chief_of(acting, exam)


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


def make_ups_closed(found: TrainingClass, part: str, day: date) -> int:
    """Return how many make-ups of a part had to be held before a day."""
    rows = MakeUp.objects.filter(
        registration__training_class=found, state=MakeUp.State.OFFERED, until__lt=day,
        allowed_for="",
    )  # fmt: skip
    return sum(part in parts for parts in rows.values_list("parts", flat=True))


def invigilators_offered(found: TrainingClass, *, on: date) -> list[tuple[int, str]]:
    """Return who can be named to watch over exams of a class, with name and organisation.

    People of the working group and of undertaking units in the province, those of the unit that
    runs the class first.
    """
    rows = posts_with((SEE,), found.programme_year, on=on).filter(user__is_active=True)
    told = rows.values_list("user", "user__name", "organisation", "organisation__name")
    ordered = sorted(told, key=lambda row: (row[2] != found.run_by_id, row[3] or "", row[1]))
    return list({user: f"{name}（{unit}）" for user, name, _, unit in ordered}.items())


def invigilator_offered(exam: Exam, pk: int | None, *, on: date) -> User:
    """Return someone who can be named to watch over an exam; BadInput for anybody else."""
    found = exam.training_class
    offered = {key for key, _ in invigilators_offered(found, on=on)} if found else set()
    if pk not in offered:
        says = Text("请从名单里选监考员。", "Choose the invigilator from the list.")
        raise BadInput([Fault(says, "user")])
    return User.objects.get(pk=pk)


def exams_listed(acting: Acting, *, of_class: TrainingClass | None = None) -> QuerySet[Exam]:
    """Return the exams that the user may see, with ``candidates`` and ``handed_in`` counted."""
    sittings = Sitting.objects.filter(exam=OuterRef("pk")).order_by().values("exam")
    handed_in = sittings.filter(state=Sitting.State.SUBMITTED)
    rows = Exam.objects.filter(pk__in=exams_visible_to(acting).order_by().values("pk"))
    if of_class is not None:
        rows = rows.filter(training_class=of_class)
    return (
        rows.select_related("training_class__place", "paper")
        .defer("paper__sealed", "paper__key")
        .annotate(
            candidates=Coalesce(Subquery(sittings.annotate(n=Count("pk")).values("n")), 0),
            handed_in=Coalesce(Subquery(handed_in.annotate(n=Count("pk")).values("n")), 0),
        )
        .order_by("-starts_at", "-pk")
    )


def rooms_of(exam: Exam) -> list[Room]:
    """Return the rooms of an exam, each with its candidates counted as ``candidates``."""
    return list(exam.rooms.annotate(candidates=Count("sittings")).order_by("pk"))


def room_of(exam: Exam, pk: int | None) -> Room:
    """Return a room of an exam; OutOfScope for any other."""
    found = exam.rooms.filter(pk=pk).first() if pk else None
    if found is None:
        raise OutOfScope
    return found


def unseated(exam: Exam) -> int:
    """Return for how many an exam is who have no seat in it yet."""
    if exam.training_class is None:
        return 0
    wanted = registrations_for(exam.training_class, exam.part, exam.round)
    seated = Sitting.objects.filter(exam=exam).values("registration")
    return wanted.exclude(pk__in=seated).count()
