"""Examples of certificates: whose employees, which runs, which classes, whose own."""

from tests.walk import people
from tests.walk.examples_outcomes import NUMBER
from tests.walk.own import Own
from zhicai.admission.models import Registration
from zhicai.certificates.actions import issue
from zhicai.certificates.models import Certificate, IssueRun
from zhicai.certificates.queries import certificates, own_certificates
from zhicai.people.models import Person
from zhicai.people.queries.records import visible_people
from zhicai.results.models import Outcome
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import visible_to

MOST = 2


def furnish_certificates(world, *, at):
    """One certificate of the class of results, for somebody of its city."""
    found = TrainingClass.objects.get(number=NUMBER)
    place = found.place
    person = Person.objects.create(name="持证学员", home=place, entered_at=at, entered_by="x")
    seat = Registration.objects.create(
        training_class=found, person=person, state="accepted", employer_place=place,
        source="county", registered_at=at,
    )  # fmt: skip
    outcome = Outcome.objects.create(
        registration=seat, programme_year=world.year, track=found.track, place=place,
        state="qualified", hours=8, hours_needed=8, exam=80, practical=80, hours_done=True,
        exam_passed=True, practical_passed=True, decided_on=at.date(), decided_at=at, by="x",
        published_at=at,
    )  # fmt: skip
    issue(world.year, [outcome.pk], key="walk", by=world.acting(people.OFFICER), at=at)


def _split(mine, everyone):
    mine, everyone = set(mine), list(everyone)
    return Own(
        tuple(one for one in everyone if one in mine)[:MOST],
        (*tuple(one for one in everyone if one not in mine)[:MOST], 999999),
    )


def _everyone():
    return Certificate.objects.order_by("pk").values_list("pk", flat=True)


def seen(world, username):
    """Those of the employers in reach."""
    acting = world.acting(username)
    return _split(certificates(acting, on=world.on).values_list("pk", flat=True), _everyone())


def own(world, username):
    """One's own alone."""
    mine = own_certificates(world.acting(username)).values_list("pk", flat=True)
    return _split(mine, _everyone())


def runs(world, username):
    """Whoever issues sees every run of the province."""
    return Own(tuple(IssueRun.objects.values_list("pk", flat=True)[:MOST]), (999999,))


def classes(world, username):
    """Assessment classes that the user sees lead to their certificates; others to nothing."""
    seen_ones = visible_to(world.acting(username), on=world.on)
    rows = TrainingClass.objects.order_by("-track", "pk").values_list("pk", flat=True)
    certified = seen_ones.filter(track="assessment").values_list("pk", flat=True)
    assessed = TrainingClass.objects.filter(track="assessment").values_list("pk", flat=True)
    return _split(certified, [*assessed, *(pk for pk in rows if pk not in set(assessed))][:9])


def persons(world, username):
    """The people whose records the user reads."""
    mine = visible_people(world.acting(username), on=world.on).values_list("pk", flat=True)
    everyone = Person.objects.filter(merged_into=None).order_by("pk")
    return _split(mine, everyone.values_list("pk", flat=True))


EXAMPLES_OF_CERTIFICATES = {
    ("certificates:certificate", "pk"): seen,
    ("certificates:act", "pk"): seen,
    ("certificates:document", "pk"): seen,
    ("certificates:own_document", "pk"): own,
    ("certificates:run", "pk"): runs,
    ("certificates:run_step", "pk"): runs,
    ("certificates:class", "pk"): classes,
    ("certificates:person", "pk"): persons,
}
