"""Examples of the invigilator's room: an exam of no class, for the working group and the province.

Everybody else finds no such exam: it is nobody's class, and nobody was named to watch over it.
"""

from tests.walk import people
from tests.walk.examples_exams_sitting import OWN
from tests.walk.examples_training import classes_seen
from tests.walk.own import ABSENT, Own
from zhicai.exams.models import Exam, Sitting
from zhicai.training.models import TrainingClass

SEES = {people.WORKING_GROUP, people.OFFICER}


def exams(_world, username):
    """The exam that two people have handed in."""
    pk = Exam.objects.get(title="走查考试").pk
    return Own((pk,)) if username in SEES else Own((), (pk, *ABSENT))


def sittings(_world, username):
    """A candidate of it."""
    pk = Sitting.objects.get(code=OWN).pk
    return Own((pk,)) if username in SEES else Own((), (pk, *ABSENT))


def minutes(_world, _username):
    """Nobody has signed any."""
    return Own((), (Exam.objects.get(title="走查考试").pk, *ABSENT))


def kinds(_world, username):
    """What is printed, for who acts in the room."""
    return Own(("slips", "door", "sheet"), ("seals",))


def printed(world, username):
    """The province looks on and prints nothing."""
    found = exams(world, username)
    return found if username != people.OFFICER else Own((), (*found.own, *ABSENT))


def classes_examined(world, username):
    """Classes whose exams one sets up: those that one's unit runs; the working group's are all."""
    if username not in (people.CENTRE, people.BASE):
        return classes_seen(world, username)
    unit = world.acting(username).organisation_id
    rows = dict(TrainingClass.objects.values_list("pk", "run_by"))
    mine = [pk for pk, run_by in rows.items() if run_by == unit]
    others = [pk for pk in rows if pk not in mine]
    return Own((*mine[:1],), (*others[:1], *ABSENT))


EXAMPLES_OF_ROOM = {
    ("exams:class", "pk"): classes_seen,
    ("exams:exam_new", "pk"): classes_examined,
    ("exams:exam", "pk"): exams,
    ("exams:room", "pk"): exams,
    ("exams:room_live", "pk"): exams,
    ("exams:candidate", "pk"): exams,
    ("exams:candidate", "sitting"): sittings,
    ("exams:minutes", "pk"): exams,
    ("exams:minutes_print", "pk"): minutes,
    ("exams:exam_print", "pk"): printed,
    ("exams:exam_print", "kind"): kinds,
}
