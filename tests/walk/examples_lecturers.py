"""Examples of teaching: own lessons and files of lecturers, handouts, own classes of trainees."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import reaches
from zhicai.accounts.models import User
from zhicai.admission.models import Registration
from zhicai.foundation import clock
from zhicai.messages.models import Message
from zhicai.planning.models import Course
from zhicai.training.actions import add_handout, add_material
from zhicai.training.models import (
    CourseHandout,
    Lecturer,
    LecturerRequest,
    Lesson,
    LessonMaterial,
    TrainingClass,
)

LIBRARIES = (people.CITY, people.COUNTY, people.BOTH_SEATS, people.BASE)
PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _pdf():
    return SimpleUploadedFile("讲义.pdf", PAGE, "application/pdf")


def furnish_lecturers(world):
    """The base's member teaches a lesson of Yiling; a file of it, handouts of each library."""
    at = clock.midday(world.on)
    lecturer = Lecturer.objects.filter(state="active", user=None).first()
    lecturer.user = User.objects.get(username=people.BASE)
    lecturer.save(update_fields=["user"])
    found = TrainingClass.objects.get(pk=world.made["classes"]["420506"])
    lesson = found.lessons.filter(cancelled=False).first()
    lesson.lecturer, lesson.lecturer_state = lecturer, "asked"
    lesson.save(update_fields=["lecturer", "lecturer_state"])
    add_material(lesson, _pdf(), kind="slides", by=world.acting(people.BASE), at=at)
    for name in LIBRARIES:
        course = Course.objects.get(pk=world.made["courses"][name])
        add_handout(course, _pdf(), says="", by=world.acting(name), at=at)


def _few(keys):
    return (*keys[:1], *keys[-1:])


def own_lessons(world, username):
    """The lessons that the walker teaches."""
    rows = Lesson.objects.filter(lecturer__user__username=username).values_list("pk", flat=True)
    others = Lesson.objects.exclude(pk__in=rows).values_list("pk", flat=True)
    return Own(_few(list(rows)), (*_few(list(others)), *ABSENT))


def materials(world, username):
    """Files of lessons that one teaches, or of classes that one sees."""
    rows = LessonMaterial.objects.values_list(
        "pk", "lesson__training_class__place__code", "lesson__lecturer__user__username"
    )
    seers = people.AT_WORK - {people.RULE_KEEPER}
    own = [
        pk
        for pk, code, teacher in rows
        if teacher == username or (username in seers and reaches(username, code))
    ]
    others = [pk for pk, _, _ in rows if pk not in own]
    return Own(_few(own), (*_few(others), *ABSENT))


def materials_removed(world, username):
    """Files of lessons that one teaches, or of classes that one's office runs."""
    runs = {people.COUNTY: "420506", people.BOTH_SEATS: "429004"}
    rows = LessonMaterial.objects.values_list(
        "pk", "lesson__training_class__place__code", "lesson__lecturer__user__username"
    )
    own = [pk for pk, code, who in rows if who == username or code == runs.get(username)]
    others = [pk for pk, _, _ in rows if pk not in own]
    return Own(_few(own), (*_few(others), *ABSENT))


def handouts(world, username):
    """Handouts of the own library."""
    if username not in LIBRARIES:
        return Own((), ABSENT)
    course = world.made["courses"][username]
    rows = CourseHandout.objects.filter(course=course).values_list("pk", flat=True)
    mine = CourseHandout.objects.exclude(course__in=_library(world, username))
    return Own(_few(list(rows)), (*_few(list(mine.values_list("pk", flat=True))), *ABSENT))


def _library(world, username):
    acting = world.acting(username)
    if acting.organisation_id is not None:
        return Course.objects.filter(organisation=acting.organisation_id)
    return Course.objects.filter(place=acting.place_id, organisation=None)


def courses(world, username):
    """Courses of the own library."""
    if username not in LIBRARIES:
        return Own((), ABSENT)
    others = Course.objects.exclude(pk__in=_library(world, username)).values_list("pk", flat=True)
    return Own((world.made["courses"][username],), (*_few(list(others)), *ABSENT))


def requests_run(world, username):
    """Requests of classes that one's own office runs."""
    runs = {people.COUNTY: "420506", people.BOTH_SEATS: "429004"}
    rows = LecturerRequest.objects.exclude(state="withdrawn")
    rows = rows.values_list("pk", "training_class__place__code")
    own = [pk for pk, code in rows if code == runs.get(username)]
    others = [pk for pk, code in rows if code != runs.get(username)]
    return Own(_few(own), (*_few(others), *ABSENT))


def own_classes(world, username):
    """One's own registrations."""
    rows = Registration.objects.filter(person__user__username=username)
    others = Registration.objects.exclude(pk__in=rows.values("pk")).values_list("pk", flat=True)
    return Own(_few(list(rows.values_list("pk", flat=True))), (*_few(list(others)), *ABSENT))


def own_files(world, username):
    """Files of classes that one is accepted for."""
    classes = Registration.objects.filter(person__user__username=username, state="accepted")
    rows = LessonMaterial.objects.filter(
        lesson__training_class__in=classes.values("training_class"), lesson__cancelled=False
    )
    others = LessonMaterial.objects.exclude(pk__in=rows.values("pk")).values_list("pk", flat=True)
    return Own(_few(list(rows.values_list("pk", flat=True))), (*_few(list(others)), *ABSENT))


def own_handouts(world, username):
    """No class of the walk's trainees takes a course of a library: every handout is foreign."""
    rows = CourseHandout.objects.values_list("pk", flat=True)
    return Own((), (*_few(list(rows)), *ABSENT))


def tokens(world, username):
    """A signed link is nobody's own here; what is not signed is not there."""
    return Own((), ("no-such-token",))


def own_messages(world, username):
    """Messages to oneself."""
    rows = Message.objects.filter(user__username=username)
    others = Message.objects.exclude(pk__in=rows.values("pk")).values_list("pk", flat=True)
    return Own(_few(list(rows.values_list("pk", flat=True))), (*_few(list(others)), *ABSENT))


EXAMPLES_OF_LECTURERS = {
    ("desk:open_message", "pk"): own_messages,
    ("training:mine_lesson", "pk"): own_lessons,
    ("training:reply", "pk"): own_lessons,
    ("training:material_add", "pk"): own_lessons,
    ("training:material", "pk"): materials,
    ("training:material_remove", "pk"): materials_removed,
    ("training:course", "pk"): courses,
    ("training:handout", "pk"): handouts,
    ("training:ask_again", "pk"): requests_run,
    ("admission:my_class", "pk"): own_classes,
    ("admission:leave", "pk"): own_classes,
    ("admission:feedback", "pk"): own_classes,
    ("admission:my_material", "pk"): own_files,
    ("admission:my_handout", "pk"): own_handouts,
    ("admission:feedback_by_code", "token"): tokens,
}
