"""Examples of attendance: a running class of two counties, a lesson, a seat, leave, evidence."""

from datetime import time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import reaches
from zhicai.admission.models import Registration
from zhicai.attendance.actions import ask_leave, keep_photo, tick_from_sheet
from zhicai.attendance.codes import Proven, own_code, proof_code, screen_code
from zhicai.attendance.models import ClassPhoto, LeaveRequest, SignSheet
from zhicai.files.tests.samples import PNG
from zhicai.foundation import clock
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.training.models import Lesson, TrainingClass

YILING, XIANTAO = "420506", "429004"
RUNS = {people.COUNTY: YILING, people.BOTH_SEATS: XIANTAO}
NUMBER = "WALK-ATTENDANCE"


def furnish_attendance(world):
    """A running class of two counties; the one who walks for oneself has a seat in the first."""
    at = clock.midday(world.on)
    for username, code in RUNS.items():
        place = Place.objects.get(code=code)
        found = TrainingClass.objects.create(
            programme_year=world.year, track="preparatory", place=place, level="county",
            number=f"{NUMBER}-{code}", title="第八期班", state="running", starts_on=world.on,
            ends_on=world.on, venue="市民之家", venue_place=place, capacity=50, opened_at=at,
        )  # fmt: skip
        lesson = Lesson.objects.create(
            training_class=found, title="专利检索", day=world.on, starts=time(9), ends=time(17),
            hours=Decimal(4),
        )  # fmt: skip
        person = Person.objects.filter(user__username=people.PERSON).first()
        if code != YILING or person is None:
            person = Person.objects.create(
                name="行者", home=place, entered_at=at, entered_by="经办"
            )
        row = Registration.objects.create(
            training_class=found, person=person, state="accepted", employer_place=place,
            source="county", registered_at=at,
        )  # fmt: skip
        by = world.acting(username)
        upload = SimpleUploadedFile("签到表.png", PNG)
        tick_from_sheet(found, [lesson.pk], [row.pk], upload, by=by, at=at)
        keep_photo(found, SimpleUploadedFile("合影.png", PNG), by=by, at=at)
        ask_leave(row.pk, [lesson.pk], reason="出差", by=by, at=at)


def _split(model, field, own):
    """The rows of the classes made here, told apart by the code of their county."""
    rows = model.objects.filter(**{f"{field}number__startswith": NUMBER})
    pairs = list(rows.values_list("pk", f"{field}place__code"))
    mine = tuple(pk for pk, code in pairs if own(code))
    return Own(mine, (*(pk for pk, code in pairs if not own(code)), *ABSENT))


def _run(model, field):
    """What the office itself alone may take."""
    return lambda world, username: _split(model, field, lambda code: code == RUNS.get(username))


def _read(model, field):
    """What everyone sees who reaches the county."""

    def example(world, username):
        if username == people.RULE_KEEPER or username in people.ADMINISTRATORS:
            return Own((), ABSENT)
        return _split(model, field, lambda code: reaches(username, code))

    return example


def _of_oneself(model, field):
    """What is one's own seat, and a request made from it."""

    def example(world, username):
        rows = model.objects.filter(**{f"{field}training_class__number__startswith": NUMBER})
        mine = rows.filter(**{f"{field}person__user__username": people.PERSON})
        others = rows.exclude(pk__in=mine.values("pk"))
        return Own(
            tuple(mine.values_list("pk", flat=True)),
            (*others.values_list("pk", flat=True), *ABSENT),
        )

    return example


def _seat(username):
    rows = Registration.objects.filter(training_class__number__startswith=NUMBER)
    return rows.filter(training_class__place__code=RUNS.get(username, YILING)).first()


def codes_shown(world, username):
    """What a trainee shows; an old one leads back to the class with a word about it."""
    return Own((own_code(_seat(username).pk, at=clock.now()), "OLD234"), ())


def codes_scanned(world, username):
    """What a screen shows."""
    lesson = Lesson.objects.filter(training_class__number__startswith=NUMBER).first()
    code = screen_code(lesson.pk, out=False, at=clock.now(), seconds=20)
    return Own((code,), (f"{lesson.pk}-i-1-false", "nothing"))


def proofs(world, username):
    """What a proof has printed on it."""
    made = proof_code(Proven(_seat(people.COUNTY).pk, Decimal(4), "20220408"))
    return Own((made,), (made[:-2] + "zz", "nothing"))


def these(*own, foreign):
    """A part of an address that is one of a few words."""
    return lambda world, username: Own(own, foreign)


_CLASS, _LESSON = (TrainingClass, ""), (Lesson, "training_class__")
EXAMPLES_OF_ATTENDANCE = {
    ("attendance:class", "pk"): _read(*_CLASS),
    ("attendance:paper", "pk"): _run(*_CLASS),
    ("attendance:add_photo", "pk"): _run(*_CLASS),
    ("attendance:print", "pk"): _run(*_CLASS),
    ("attendance:print", "kind"): these("signin", "seats", "hours", foreign=("nothing",)),
    ("attendance:sheet", "pk"): _run(SignSheet, "training_class__"),
    ("attendance:photo", "pk"): _read(ClassPhoto, "training_class__"),
    ("attendance:drop_photo", "pk"): _run(ClassPhoto, "training_class__"),
    ("attendance:leave", "pk"): _run(LeaveRequest, "lesson__training_class__"),
    ("attendance:lesson", "pk"): _read(*_LESSON),
    ("attendance:batch", "pk"): _run(*_LESSON),
    ("attendance:person", "pk"): _run(*_LESSON),
    ("attendance:person", "registration"): _run(Registration, "training_class__"),
    ("attendance:desk", "pk"): _run(*_LESSON),
    ("attendance:screen", "pk"): _run(*_LESSON),
    ("attendance:screen", "way"): these("in", "out", foreign=("up",)),
    ("attendance:shown", "registration"): _run(Registration, "training_class__"),
    ("attendance:shown", "code"): codes_shown,
    ("attendance:offline", "pk"): _run(*_CLASS),
    ("attendance:sync", "pk"): _run(*_CLASS),
    ("attendance:scan", "code"): codes_scanned,
    ("attendance:own_class", "pk"): _of_oneself(Registration, ""),
    ("attendance:own_code", "pk"): _of_oneself(Registration, ""),
    ("attendance:ask_leave", "pk"): _of_oneself(Registration, ""),
    ("attendance:proof", "pk"): _of_oneself(Registration, ""),
    ("attendance:withdraw_leave", "pk"): _of_oneself(LeaveRequest, "registration__"),
    ("attendance:check", "code"): proofs,
}
