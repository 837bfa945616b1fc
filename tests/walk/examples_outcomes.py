"""Examples of results of assessment: a class that the base of Yichang ran, and one trainee."""

from datetime import date

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import reaches
from zhicai.admission.models import Registration
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.results.actions.deciding import follow
from zhicai.training.models import TrainingClass

YICHANG = "420500"
NUMBER = "WALK-OUTCOMES"


def furnish_outcomes(world, *, at):
    """A class of the assessment track that ended, with one trainee."""
    place, day = Place.objects.get(code=YICHANG), date(2022, 3, 1)
    found = TrainingClass.objects.create(
        programme_year=world.year, track="assessment", place=place, level="city", number=NUMBER,
        title="成绩示例班", state="finished", starts_on=day, ends_on=day, finished_on=day,
        venue="培训中心", venue_place=place, capacity=50, opened_at=at,
        run_by_id=world.acting(people.BASE).organisation_id,
    )  # fmt: skip
    person = Person.objects.create(name="成绩学员", home=place, entered_at=at, entered_by="x")
    Registration.objects.create(
        training_class=found, person=person, state="accepted", employer_place=place,
        source="county", registered_at=at,
    )  # fmt: skip
    follow(found.pk, None, at=at)


def _class():
    return TrainingClass.objects.get(number=NUMBER).pk


def _seat():
    rows = Registration.objects.filter(training_class__number=NUMBER).order_by("pk")
    return rows.values_list("pk", flat=True)[0]


def _split(pk, own):
    return Own((pk,), ABSENT) if own else Own((), (pk, *ABSENT))


def _reads(username):
    """Who reaches Yichang, the keeper of rules and the administrators apart."""
    if username == people.RULE_KEEPER or username in people.ADMINISTRATORS:
        return False
    return reaches(username, YICHANG)


def classes_read(world, username):
    """Whoever reaches the city."""
    return _split(_class(), _reads(username))


def classes_kept(world, username):
    """The base that runs it, and the working group."""
    return _split(_class(), username in (people.BASE, people.WORKING_GROUP))


def seats_read(world, username):
    """Whoever reads the class."""
    return _split(_seat(), _reads(username))


EXAMPLES_OF_OUTCOMES = {
    ("results:marks", "pk"): classes_read,
    ("results:print_marks", "pk"): classes_read,
    ("results:marks_act", "pk"): classes_kept,
    ("results:enter_marks", "pk"): classes_kept,
    ("results:import_marks", "pk"): classes_kept,
    ("results:marks_template", "pk"): classes_kept,
    ("results:trainee", "pk"): seats_read,
    ("results:trainee_act", "pk"): seats_read,
}
