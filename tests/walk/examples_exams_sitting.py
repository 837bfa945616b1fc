"""Examples of sittings: one that Guo Jianjun has handed in, a stranger's, a mock test for him."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk import people
from tests.walk.examples_exams_papers import TITLE
from tests.walk.own import ABSENT, Own
from zhicai.exams.models import AnswerFile, Exam, Paper, Sitting
from zhicai.files.actions import keep_file
from zhicai.files.tests.samples import PNG
from zhicai.foundation import clock
from zhicai.people.models import Person

OWN, STRANGE = "WALKOWN234", "WALKSTR234"
NUMBER = 7


def furnish_sittings(world):
    """An exam that two people have handed in, one with a file; a mock test nobody has begun."""
    at = clock.midday(world.on)
    paper = Paper.objects.get(blueprint__title=TITLE, state="open")
    facts = {"part": "exam", "paper": paper, "starts_at": at - timedelta(hours=2), "minutes": 60,
             "made_at": at, "made_by": "走查", "office": "工作组"}  # fmt: skip
    exam = Exam.objects.create(round="first", title="走查考试", state="ended", ended_at=at, **facts)
    Exam.objects.create(round="mock", title="走查模拟", state="planned", **facts)
    person = Person.objects.get(user__username=people.PERSON)
    stranger = Person.objects.create(
        name="行者", home=person.home, entered_at=at, entered_by="走查"
    )  # fmt: skip
    for code, who in ((OWN, person), (STRANGE, stranger)):
        sitting = Sitting.objects.create(
            exam=exam, person=who, code=code, seed="s", state="submitted", started_at=at,
            submitted_at=at, submitted_by="self",
        )  # fmt: skip
        upload = SimpleUploadedFile("答卷.png", PNG)
        stored = keep_file(upload, by=world.acting(people.COUNTY), at=at)
        AnswerFile.objects.create(sitting=sitting, number=NUMBER, file=stored, at=at)


def codes(world, username):
    """One's own slip alone."""
    return (
        Own((OWN,), (STRANGE, "NOTHING")) if username == people.PERSON else Own((), (OWN, STRANGE))
    )


def slips(world, username):
    """One's own slip; the working group runs the exam and finds every candidate by the slip."""
    if username == people.WORKING_GROUP:
        return Own((OWN,), ("NOTHING",))
    return codes(world, username)


def numbers(world, username):
    """The one question that was answered by a file."""
    return Own((NUMBER,), (99,)) if username == people.PERSON else Own((), (NUMBER, 99))


def mocks(world, username):
    """Open to who has a record as a person in the province; a real exam is none."""
    mock, real = (Exam.objects.get(title=title).pk for title in ("走查模拟", "走查考试"))
    known = Person.objects.filter(user__username=username).exists()
    return Own((mock,), (real, *ABSENT)) if known else Own((), (mock, *ABSENT))


_PAGES = ("slip", "sign_in", "start", "write", "resume", "news", "file", "result")
EXAMPLES_OF_SITTINGS = {
    **{(f"exams:{name}", "code"): codes for name in _PAGES},
    ("exams:sitting", "code"): slips,
    ("exams:file", "number"): numbers,
    ("exams:practise", "pk"): mocks,
}
