"""Examples of marking: an exam that the working group marks, an answer of it, an appeal."""

from datetime import timedelta

from tests.walk import people
from tests.walk.examples_exams_sitting import NUMBER, OWN, STRANGE, codes
from tests.walk.own import ABSENT, Own
from zhicai.exams.models import Appeal, Exam, ItemVersion, PaperItem, Sitting
from zhicai.exams.queries.marking import alias_of
from zhicai.foundation import clock

TITLE, MOCK = "走查考试", "走查模拟"


def furnish_marking(world):
    """The item that was answered by a file, and an appeal about it."""
    at = clock.midday(world.on)
    exam = Exam.objects.get(title=TITLE)
    version = ItemVersion.objects.filter(item__kind="upload").order_by("pk")[0]
    PaperItem.objects.create(
        paper=exam.paper, number=NUMBER, item_version=version, marks=version.marks
    )
    Appeal.objects.create(
        sitting=Sitting.objects.get(code=STRANGE), number=NUMBER, says="请再看", at=at,
        due=world.on + timedelta(days=3),
    )  # fmt: skip


def _for_the_group(username, own, absent=ABSENT):
    mine = username == people.WORKING_GROUP
    return Own(tuple(own), tuple(absent)) if mine else Own((), (*own, *absent))


def exams(world, username):
    """An exam of no class, which the working group alone marks; a mock test is marked by nobody."""
    keys = {title: Exam.objects.get(title=title).pk for title in (TITLE, MOCK)}
    return _for_the_group(username, [keys[TITLE]], [keys[MOCK], *ABSENT])


def aliases(world, username):
    """What an answer is called while it is marked."""
    return _for_the_group(username, [alias_of(Sitting.objects.get(code=OWN).pk)], ["0" * 12])


def numbers(world, username):
    """The one item of the paper."""
    return _for_the_group(username, [NUMBER], [99])


def appeals(world, username):
    """The working group answers appeals."""
    return _for_the_group(username, [Appeal.objects.get(says="请再看").pk])


_PAGES = ("marking_exam", "marking_desk", "marking_file", "marking_item", "publish", "finish",
          "results", "results_print")  # fmt: skip
EXAMPLES_OF_MARKING = {
    **{(f"exams:{name}", "pk"): exams for name in _PAGES},
    ("exams:marking_file", "alias"): aliases,
    ("exams:marking_file", "number"): numbers,
    ("exams:marking_item", "at_number"): numbers,
    ("exams:appeal", "pk"): appeals,
    ("exams:appeal_ask", "code"): codes,
    ("exams:published", "code"): codes,
}
