"""Examples of closing dossiers: a class that the base of Yichang ran, its dossier sent."""

from datetime import date

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.admission.models import Registration
from zhicai.dossiers import actions
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.class_figures import effect_questions
from zhicai.dossiers.tests.closing_scenes import EFFECT, WORDS, settled
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.results.models import Outcome
from zhicai.training.models import TrainingClass

YICHANG, NUMBER = "420500", "WALK-CLOSING"
READS = {
    people.OFFICER, people.REGISTRAR, people.CITY, people.WORKING_GROUP, people.CENTRE,
    people.NATIONAL_BASE, people.BASE,
}  # fmt: skip
"""Who reads closing dossiers and reaches Yichang."""
NAMED = {people.OFFICER, people.REGISTRAR, people.WORKING_GROUP, people.BASE}
"""Who reads the whole names of the class's roster: its keepers, the unit that ran it."""


def furnish_closing(world, *, at):
    """A class that is over, with one specialist, its money settled, its dossier sent."""
    place, day = Place.objects.get(code=YICHANG), date(2022, 3, 1)
    found = TrainingClass.objects.create(
        programme_year=world.year, track="assessment", place=place, level="city", number=NUMBER,
        title="材料示例班", state="finished", starts_on=day, ends_on=day, finished_on=day,
        venue="培训中心", venue_place=place, capacity=50, opened_at=at,
        run_by_id=world.acting(people.BASE).organisation_id,
    )  # fmt: skip
    person = Person.objects.create(name="材料学员", home=place, entered_at=at, entered_by="x")
    seat = Registration.objects.create(
        training_class=found, person=person, state="accepted", employer_place=place,
        source="county", registered_at=at,
    )  # fmt: skip
    Outcome.objects.create(
        registration=seat, programme_year=world.year, track=found.track, place=place,
        state="qualified", hours=40, hours_needed=32, exam=80, practical=80, hours_done=True,
        exam_passed=True, practical_passed=True, decided_on=day, decided_at=at, by="x",
    )  # fmt: skip
    settled(found, world.year)
    group = world.acting(people.WORKING_GROUP)
    dossier = actions.open_dossier(found, by=group, at=at)
    scores = {one.key: 4 for one in effect_questions(found, on=world.on)}
    actions.evaluate_effect(dossier, scores, EFFECT, by=group, at=at)
    dossier.refresh_from_db()
    words = {**dossier.words, **WORDS}
    actions.save_report(dossier, by=group, words=words, revision=dossier.revision, at=at)
    actions.take_figures(dossier, by=group, at=at)
    actions.send_dossier(dossier, by=group, at=at)


def _class():
    return TrainingClass.objects.get(number=NUMBER).pk


def _split(pk, own):
    return Own((pk,), ABSENT) if own else Own((), (pk, *ABSENT))


def read(world, username):
    """Whoever reads dossiers and reaches the city."""
    return _split(_class(), username in READS)


def named(world, username):
    """Those who read whole names."""
    return _split(_class(), username in NAMED)


def written(world, username):
    """The working group alone."""
    return _split(_class(), username == people.WORKING_GROUP)


def reviewed(world, username):
    """The provincial office."""
    return _split(_class(), username == people.REGISTRAR)


def files(world, username):
    """A file that holds no names."""
    dossier = ClosingDossier.objects.get(training_class__number=NUMBER)
    return _split(dossier.files.filter(item="report").first().pk, username in READS)


def figures(world, username):
    """A figure whose rows are people."""
    return Own(("qualified",), ("no-such-figure", "budget"))


def forms(world, username):
    """Both forms of the report."""
    return Own(("docx", "pdf"), ("exe",))


EXAMPLES_OF_CLOSING = {
    **{(f"dossiers:closing_{name}", "pk"): read for name in (
        "dossier", "roster", "evaluation", "report", "figure", "paper", "file",
    )},
    **{(f"dossiers:closing_{name}", "pk"): written for name in (
        "begin", "send", "withdraw", "answer", "correct", "autosave", "figures",
    )},
    ("dossiers:closing_handle", "pk"): reviewed,
    ("dossiers:closing_bundle", "pk"): named,
    ("dossiers:closing_file", "file"): files,
    ("dossiers:closing_figure", "key"): figures,
    ("dossiers:closing_paper", "form"): forms,
}  # fmt: skip
