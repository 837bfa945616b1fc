"""Examples of admission: a county's open class, its roster, an upload of the county."""

from datetime import date

from tests.walk.own import ABSENT, Own
from tests.walk.people import COUNTY, reaches
from zhicai.admission.actions import Application, Way, register, upload_roster
from zhicai.admission.models import Registration, RosterUpload
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.places.models import Place
from zhicai.training.models import TrainingClass

YILING = "420506"
NUMBER = "WALK-ADMISSION"
ROSTER = "姓名,身份证号,单位\n郭建军,11010119900307008,宜化"


def furnish_admission(world, *, at):
    """Open a class of a county with one registered, and a roster that has a fault."""
    place = Place.objects.get(code=YILING)
    found = TrainingClass.objects.create(
        programme_year=world.year, track="preparatory", place=place, level="county",
        number=NUMBER, title="第九期班", state="open", starts_on=world.on,
        ends_on=date(2022, 11, 30), venue="市民之家", venue_place=place, capacity=50, opened_at=at,
    )  # fmt: skip
    county = world.acting(COUNTY)
    employer = EmployerFacts(name="宜化集团", kind="technology-enterprise", post="知识产权主管")
    person = PersonFacts(
        "郭建军", place.pk, "passport", "E12345678", "13800000001", employer=employer
    )
    register(found, Application(person), by=county, at=at)
    upload_roster(found, ROSTER.encode(), name="名单.csv", way=Way(), by=county, at=at)


def _class():
    return TrainingClass.objects.get(number=NUMBER).pk


def classes_read(world, username):
    """Whoever reaches the county."""
    pk = _class()
    return Own((pk,), ABSENT) if reaches(username, YILING) else Own((), (pk, *ABSENT))


def classes_run(world, username):
    """The office that runs the class alone."""
    pk = _class()
    return Own((pk,), ABSENT) if username == COUNTY else Own((), (pk, *ABSENT))


def registrations_read(world, username):
    """Whoever reaches the county that runs the class."""
    pk = Registration.objects.get(training_class__number=NUMBER).pk
    return Own((pk,), ABSENT) if reaches(username, YILING) else Own((), (pk, *ABSENT))


def uploads_own(world, username):
    """The office that uploaded it alone."""
    pk = RosterUpload.objects.get(training_class__number=NUMBER).pk
    return Own((pk,), ABSENT) if username == COUNTY else Own((), (pk, *ABSENT))


def open_to_all(world, username):
    """A class that takes registrations is open to everyone."""
    return Own((_class(),), ABSENT)


def sheets_printed(world, username):
    """Three kinds of sheets."""
    return Own(("roster",), ("nothing",))


EXAMPLES_OF_ADMISSION = {
    ("admission:roster", "pk"): classes_read,
    ("admission:add", "pk"): classes_run,
    ("admission:template", "pk"): classes_run,
    ("admission:import", "pk"): classes_run,
    ("admission:print", "pk"): classes_run,
    ("admission:print", "kind"): sheets_printed,
    ("admission:upload", "pk"): uploads_own,
    ("admission:marked", "pk"): uploads_own,
    ("admission:registration", "pk"): registrations_read,
    ("admission:join", "pk"): open_to_all,
}
