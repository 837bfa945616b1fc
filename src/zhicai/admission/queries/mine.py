"""What someone who signs in sees of the own registrations: classes, next lesson, feedback owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from zhicai.accounts.acting import Acting
from zhicai.admission.models import FeedbackGiven, Registration
from zhicai.admission.queries.rosters import LIVE, takes_public
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.people.queries import own_record
from zhicai.places.queries import path_of, places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.training.models import CourseHandout, Lesson, LessonMaterial, TrainingClass
from zhicai.training.queries.classes import open_classes
from zhicai.training.queries.feedback import Asked, asked_of_trainees, last_day, takes_feedback
from zhicai.training.queries.timetable import lessons_of
from zhicai.training.rules.teaching import has_ended

COMING = (TrainingClass.State.OPEN, TrainingClass.State.RUNNING)


def own_registrations(acting: Acting) -> QuerySet[Registration]:
    """Return the registrations of who is signed in, the latest class first."""
    rows = Registration.objects.filter(person__user_id=acting.user_id, person__erased_at=None)
    return (
        rows.select_related(
            "training_class__place", "training_class__programme_year__province", "person__home"
        )
        .defer("person__id_number")
        .order_by("-training_class__starts_on", "-pk")
    )


def own_registration_of(acting: Acting, pk: int) -> Registration:
    """Return one of the own registrations; OutOfScope for anyone else's."""
    found = own_registrations(acting).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class NextLesson:
    """The next lesson of who is signed in, its number among those of the class."""

    registration: Registration
    lesson: Lesson
    number: int


def next_lesson(acting: Acting, *, at: datetime) -> NextLesson | None:
    """Return the lesson that is on or comes next, of the classes one is accepted for."""
    now = at.astimezone(CHINA)
    mine = {
        row.training_class_id: row
        for row in own_registrations(acting).filter(
            state=Registration.State.ACCEPTED, training_class__state__in=COMING
        )
    }
    rows = Lesson.objects.filter(training_class__in=mine, cancelled=False).filter(
        Q(day=now.date(), ends__gt=now.time()) | Q(day__gt=now.date())
    )
    found = rows.select_related("training_class").order_by("day", "starts", "pk").first()
    if found is None:
        return None
    before = list(lessons_of(found.training_class).values_list("pk", flat=True))
    return NextLesson(mine[found.training_class_id], found, before.index(found.pk) + 1)


def classes_near(acting: Acting, *, on: date, limit: int) -> list[TrainingClass]:
    """Return classes that one can register for: of the own county first, then of the own city.

    Classes elsewhere and those one has registered for are left out.
    """
    person = own_record(acting)
    if person is None:
        return []
    path = path_of(person.home, on=on)
    city = "/".join(path.split("/")[:2])
    mine = own_registrations(acting).filter(state__in=LIVE).values("training_class")
    rows = open_classes(on).filter(place__in=places_under((city,), on=on)).exclude(pk__in=mine)
    near = Case(
        When(place=person.home_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    found = rows.annotate(far=near).order_by("far", "starts_on", "pk")
    open_now: list[TrainingClass] = [row for row in found if takes_public(row, on=on)]
    return open_now[:limit]


# --- feedback ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedbackDue:
    """What someone can say of a class: lessons that are over, and the class once it has ended."""

    registration: Registration
    asked: Asked
    lessons: tuple[Lesson, ...]
    whole: bool
    until: date

    @property
    def any(self) -> bool:
        """Whether there is anything left to say."""
        return bool(self.lessons) or self.whole


def feedback_due(row: Registration, *, at: datetime, asked: Asked | None = None) -> FeedbackDue:
    """Return what the person of a registration has not said yet and can say now."""
    now = at.astimezone(CHINA)
    found = row.training_class
    asked = asked or asked_in(found.programme_year, on=now.date())
    until = last_day(found, asked)
    seated = row.state == Registration.State.ACCEPTED
    if not seated or not takes_feedback(found, asked, on=now.date()):
        return FeedbackDue(row, asked, (), False, until)
    given = set(FeedbackGiven.objects.filter(registration=row).values_list("lesson", flat=True))
    lessons = tuple(
        one
        for one in lessons_of(found)
        if asked.lesson and one.lecturer_id and one.pk not in given
        and has_ended(one.day, one.ends, now)
    )  # fmt: skip
    ended = found.state in (TrainingClass.State.FINISHED, TrainingClass.State.CLOSED)
    return FeedbackDue(
        row, asked, lessons, bool(asked.whole) and ended and None not in given, until
    )


def asked_in(year: ProgrammeYear, *, on: date) -> Asked:
    """Return what trainees of a year are asked."""
    return asked_of_trainees(settings_of(year, on=on))


def feedback_owed(acting: Acting, *, on: date) -> list[tuple[Registration, date]]:
    """Return the classes that have ended and of which one has said nothing, with the last day."""
    rows = own_registrations(acting).filter(
        state=Registration.State.ACCEPTED,
        training_class__state__in=(TrainingClass.State.FINISHED, TrainingClass.State.CLOSED),
    )
    given = FeedbackGiven.objects.filter(registration=OuterRef("pk"), lesson=None)
    rows = rows.filter(~Exists(given))
    years: dict[int, Asked] = {}
    found = []
    for row in rows:
        year = row.training_class.programme_year
        if year.pk not in years:
            years[year.pk] = asked_in(year, on=on)
        asked = years[year.pk]
        if asked.whole and takes_feedback(row.training_class, asked, on=on):
            found.append((row, last_day(row.training_class, asked)))
    return sorted(found, key=lambda one: one[1])


def has_given(registrations: Iterable[int]) -> set[int]:
    """Return which of these registrations (keys) have given feedback on the whole class."""
    rows = FeedbackGiven.objects.filter(registration__in=list(registrations), lesson=None)
    return set(rows.values_list("registration", flat=True))


# --- files ---------------------------------------------------------------------------------------


def _seats(acting: Acting) -> QuerySet[Registration]:
    return own_registrations(acting).filter(state=Registration.State.ACCEPTED)


def own_material(acting: Acting, pk: int) -> LessonMaterial:
    """Return a file of a lesson of a class one is accepted for; OutOfScope for any other."""
    rows = LessonMaterial.objects.filter(
        lesson__cancelled=False, lesson__training_class__in=_seats(acting).values("training_class")
    )
    found = rows.select_related("file").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def own_handout(acting: Acting, pk: int) -> CourseHandout:
    """Return a handout of a course taught in a class one is accepted for; OutOfScope else."""
    lessons = Lesson.objects.filter(
        cancelled=False, training_class__in=_seats(acting).values("training_class")
    )
    rows = CourseHandout.objects.filter(course__in=lessons.values("course"))
    found = rows.select_related("file").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found
