"""An exam of Yichang's class that has ended: four choices and one answer in words, to be marked."""

from datetime import timedelta
from decimal import Decimal

from django.test import Client

from zhicai.accounts.models import User
from zhicai.exams.actions.marking import give_marks
from zhicai.exams.actions.publishing import publish_exam
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.models import Answer, Exam, Sitting
from zhicai.exams.tests.scenes import START, Scene, after
from zhicai.foundation import clock
from zhicai.results.tests.outcome_scenes import Assessment

WORDS = "甲看一篇对比文件，乙看多篇"
ENDED, LATER = after(61), after(120)
NAMES = ("郭建军", "李晓梅", "=陈志强", "周丽", "吴斌", "郑云", "王方", "冯涛")


class Marking(Scene):
    """The scene of marking: an exam of a class, those who sat it, three who mark."""

    def __init__(self, people: int = 2) -> None:
        super().__init__()
        self.results = Assessment(self.hubei)
        self.class_ = self.results.class_(first=START.date() - timedelta(days=4))
        Exam.objects.filter(pk=self.exam.pk).update(
            training_class=self.class_, round="first", title="宜昌首考", state="ended",
            ended_at=ENDED,
        )  # fmt: skip
        self.exam = Exam.objects.select_related("training_class").get(pk=self.exam.pk)
        self.markers = [self.marker(n) for n in (1, 2, 3)]
        self.sittings = [self.sat(n) for n in range(people)]

    def sat(self, n: int, *, right: int = 3, words: str = WORDS) -> Sitting:
        """Somebody with a seat in the class who has handed in, so many choices right."""
        seat = self.results.trainee(self.class_, name=NAMES[n % len(NAMES)])
        sitting = Sitting.objects.create(
            exam=self.exam, person=seat.person, registration=seat, code=f"SLIP{n:06}", seed=f"s{n}",
            state="submitted", started_at=START, submitted_at=after(50), submitted_by="self",
        )  # fmt: skip
        values = [0 if number <= right else 1 for number in range(1, 5)]
        Answer.objects.bulk_create(
            Answer(sitting=sitting, number=number, value=value, revision=1, saved_at=after(40))
            for number, value in enumerate([*values, words], start=1)
        )
        score_submitted([sitting.pk], now=ENDED)
        return sitting

    def mark(self, marker: int, sitting: Sitting, *marks: str, at=LATER):
        """A marker gives the answer in words its marks."""
        given = [Decimal(one) for one in marks]
        return give_marks(sitting, 5, given, by=self.markers[marker], at=at)

    def marked(self, *marks: str) -> None:
        """Two markers agree on everybody."""
        for sitting in self.sittings:
            self.mark(0, sitting, *marks)
            self.mark(1, sitting, *marks)

    def published(self, at=LATER) -> Exam:
        """The results are published."""
        self.exam = publish_exam(self.exam, by=self.markers[0], at=at)
        return self.exam

    def account(self, sitting: Sitting, username: str = "trainee1"):
        """The account of a candidate."""
        return self.results.account(sitting.registration, username)


def browser(acting) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


def standing(minutes: float):
    """The site stands so many minutes after the exam began."""
    return clock.standing_at(after(minutes))
