"""Examples of practical tasks: a search task in the paper of the sittings."""

from tests.walk import people
from tests.walk.examples_exams_sitting import NUMBER, OWN, codes
from tests.walk.own import Own
from zhicai.exams.models import ItemVersion, PaperItem, Sitting

TASK = NUMBER + 1


def furnish_practical(_world):
    """The task of the shipped bank, at the number after the others."""
    paper = Sitting.objects.get(code=OWN).exam.paper
    version = ItemVersion.objects.filter(content__task="search-strategy").order_by("pk")[0]
    PaperItem.objects.create(paper=paper, number=TASK, item_version=version, marks=version.marks)


def numbers(_world, username):
    """The one task in which something may be tried, for its candidate."""
    others = (NUMBER, 99)
    return Own((TASK,), others) if username == people.PERSON else Own((), (TASK, *others))


EXAMPLES_OF_PRACTICAL = {("exams:step", "code"): codes, ("exams:step", "number"): numbers}
