"""Examples of exams without network: the exam of the walk is of no class, so nobody packs it."""

from tests.walk.own import ABSENT, Own
from zhicai.exams.models import Exam


def packs(_world, _username):
    """Mock tests are never packed."""
    return Own((), (Exam.objects.get(title="走查考试").pk, *ABSENT))


def brought(_world, _username):
    """No answers came back."""
    return Own((), ABSENT)


EXAMPLES_OF_PACKS = {
    ("exams:packs", "pk"): packs,
    ("exams:pack_answers", "pk"): packs,
    ("exams:pack_answers", "brought"): brought,
}
