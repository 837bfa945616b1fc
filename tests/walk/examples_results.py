"""Examples of results: a class that ended in Yiling, one recommendation, one entry of a skill."""

from datetime import date, time
from decimal import Decimal

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import COUNTY, reaches
from zhicai.admission.models import Registration
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.results.actions.completing import decide_ended
from zhicai.results.models import Joining, Recommendation, SkillEntry
from zhicai.results.steps import PREPARATORY
from zhicai.training.models import TrainingClass

YILING = "420506"
NUMBER = "WALK-RESULTS"
TRAINEE = "成果学员"


def furnish_results(world, *, at):
    """A class that ended, with one trainee, who is recommended and has a skill entered."""
    place = Place.objects.get(code=YILING)
    day = date(2022, 4, 1)
    found = TrainingClass.objects.create(
        programme_year=world.year, track="preparatory", place=place, level="county",
        number=NUMBER, title="第八期班", state="finished", starts_on=day, ends_on=day,
        finished_on=day, venue="市民之家", venue_place=place, capacity=50, opened_at=at,
    )  # fmt: skip
    found.lessons.create(
        title="课程", day=day, starts=time(9), ends=time(11), hours=Decimal(3), items=["know-1"]
    )
    person = Person.objects.create(name=TRAINEE, home=place, entered_at=at, entered_by="x")
    Registration.objects.create(
        training_class=found, person=person, state="accepted", employer_place=place,
        source="county", registered_at=at,
    )  # fmt: skip
    decide_ended(found.pk, at=at)
    base = world.acting(people.BASE)
    SkillEntry.objects.create(
        person=person, item="know-1", level="elementary", evidence="查新", on=day, entered_at=at,
        entered_by=base.name, office=base.office,
    )  # fmt: skip
    row = Recommendation.objects.create(
        person=person, programme_year=world.year, for_year=2023, place=place, awaits_city=True,
        sent_at=at, sent_by="x", office="夷陵区",
    )  # fmt: skip
    Joining.objects.create(
        recommendation=row, body="county", level="county", place=place, joined=True, on=day, at=at,
        by="x", office="夷陵区",
    )  # fmt: skip


def _pk(model, **asked):
    return model.objects.get(**asked).pk


def _reads(username):
    """Officers of the area, the base, and who looks on for the province."""
    if username == people.RULE_KEEPER or username in people.ADMINISTRATORS:
        return False
    return reaches(username, YILING)


def _seen(pk, username):
    return Own((pk,), ABSENT) if _reads(username) else Own((), (pk, *ABSENT))


def classes_seen(world, username):
    """Whoever reaches the county."""
    return _seen(_pk(TrainingClass, number=NUMBER), username)


def classes_decided(world, username):
    """The office that runs the class alone."""
    pk = _pk(TrainingClass, number=NUMBER)
    return Own((pk,), ABSENT) if username == COUNTY else Own((), (pk, *ABSENT))


def people_seen(world, username):
    """Whoever reaches the county."""
    return _seen(_pk(Person, name=TRAINEE), username)


def recommendations_seen(world, username):
    """Whoever reaches the county."""
    return _seen(_pk(Recommendation, for_year=2023), username)


def recommendations_sent(world, username):
    """The office that sent it alone."""
    pk = _pk(Recommendation, for_year=2023)
    return Own((pk,), ABSENT) if username == COUNTY else Own((), (pk, *ABSENT))


def skills_entered(world, username):
    """The office that entered it alone."""
    pk = _pk(SkillEntry, person__name=TRAINEE)
    return Own((pk,), ABSENT) if username == people.BASE else Own((), (pk, *ABSENT))


def steps(world, username):
    """The steps of the ladder are the same for everyone."""
    return Own((PREPARATORY,), ("nothing",))


EXAMPLES_OF_RESULTS = {
    ("results:class", "pk"): classes_seen,
    ("results:decide", "pk"): classes_decided,
    ("results:record", "pk"): people_seen,
    ("results:withdraw_skill", "pk"): skills_entered,
    ("results:recommendation", "pk"): recommendations_seen,
    ("results:withdraw", "pk"): recommendations_sent,
    ("results:step", "key"): steps,
}
