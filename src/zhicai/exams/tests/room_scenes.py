"""An exam of an assessment class in two rooms, with its chief, an invigilator and candidates."""

from datetime import timedelta

from django.test import Client

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.admission.models import Registration
from zhicai.exams.actions import running
from zhicai.exams.models import Answer, Exam, JournalEntry, Paper, Sitting
from zhicai.exams.tests.scenes import MINUTES, START, Scene, after
from zhicai.people.models import Person
from zhicai.planning.tests.scenes import SINCE, WUHAN, YICHANG, at
from zhicai.results.models import MakeUp
from zhicai.training.models import TrainingClass

SET_UP = at("05-10")


class RoomScene(Scene):
    """A class that a base runs, so many people with a seat in it, a paper that is sealed."""

    def __init__(self, people=3):
        super().__init__()
        self.exam.delete()
        self.paper.use, self.paper.state, self.paper.opened_at = "first", "sealed", None
        self.paper.save()
        self.group = self.marker(9)
        self.province, self.county = self.hubei.province(), self.hubei.county()
        self.base = self.hubei.body("base", home=YICHANG, serves=(YICHANG,))
        self.unit = self.hubei.organisation("base", home=YICHANG, serves=(YICHANG,))
        place = self.hubei.places[YICHANG]
        self.found = TrainingClass.objects.create(
            programme_year=self.hubei.year, track="assessment", place=place, level="city",
            number="KH-1", title="宜昌考核班", state="running", starts_on=START.date(),
            ends_on=START.date(), venue="三峡大学", venue_place=place, capacity=500,
            opened_at=at("04-01"), run_by=self.unit,
        )  # fmt: skip
        self.found.organisers.create(role="undertaking", body="base", organisation=self.unit)
        self.enrol(people)

    def enrol(self, count, *, first=0):
        """Give so many more people a seat in the class."""
        home = self.hubei.places[YICHANG]
        people = Person.objects.bulk_create(
            Person(name=f"学员{first + n}", home=home, entered_at=START, entered_by="x")
            for n in range(count)
        )
        Registration.objects.bulk_create(
            Registration(
                training_class=self.found, person=one, state="accepted", source="county",
                employer_name="三峡新材", employer_place=home, registered_at=SET_UP,
                registered_by="x", decided_at=SET_UP, decided_by="x",
            )
            for one in people
        )  # fmt: skip

    def staff(self, name):
        """One more member of the base."""
        user = open_account(f"staff-{name}", name=name, by=SYSTEM)
        give_membership(user, Role.MEMBER, place=self.unit.home, organisation=self.unit, by=SYSTEM,
                        since=SINCE)  # fmt: skip
        return actings_of(user, on=START.date())[0]

    def outsider(self, name="外人"):
        """A member of another base, who runs nothing here."""
        unit = self.hubei.organisation("base", home=WUHAN, serves=(WUHAN,))
        user = open_account(f"out-{name}", name=name, by=SYSTEM)
        give_membership(user, Role.MEMBER, place=unit.home, organisation=unit, by=SYSTEM,
                        since=SINCE)  # fmt: skip
        return actings_of(user, on=START.date())[0]

    def facts(self, **changes):
        """An exam in two rooms."""
        known = {
            "part": "exam", "round": "first", "title": "结业考试", "paper": self.paper.pk,
            "starts_at": START, "latest_start": 30,
            "rooms": (running.RoomFacts("一号", 2, "东楼"), running.RoomFacts("二号", 400)),
        }  # fmt: skip
        return running.ExamFacts(**(known | changes))

    def set_up(self, **changes):
        """The exam with everyone seated."""
        return running.set_up_exam(self.found, self.facts(**changes), by=self.base, at=SET_UP)

    def begin(self, *, minutes=0.0):
        """Let the exam run and its paper be open."""
        Paper.objects.filter(pk=self.paper.pk).update(state="open", opened_at=START)
        Exam.objects.update(state="running")
        return Exam.objects.get()

    def write(self, sitting, *, seen=0.0, answered=0, **changes):
        """Someone who writes and was seen last then."""
        known = {
            "state": "writing", "started_at": START, "checked_at": START, "device": "desk",
            "deadline": after(MINUTES), "seen_at": after(seen),
        }  # fmt: skip
        Sitting.objects.filter(pk=sitting.pk).update(**(known | changes))
        Answer.objects.bulk_create(
            Answer(sitting=sitting, number=n + 1, value=0, revision=1, saved_at=after(seen))
            for n in range(answered)
        )
        return Sitting.objects.get(pk=sitting.pk)

    def note(self, sitting, kind, times=1):
        """What the machine noted of someone."""
        JournalEntry.objects.bulk_create(
            JournalEntry(sitting=sitting, key=f"{kind}-{n}", kind=kind, at=after(1))
            for n in range(times)
        )

    def offer_make_up(self, registration, parts=("exam",), *, until=None):
        """The right to a make-up, and its own sealed paper."""
        Paper.objects.get_or_create(
            blueprint=self.paper.blueprint, label="B",
            defaults={"use": "makeup", "sealed": b"-", "key": "-", "items_hashed": [], "count": 5,
                      "total": 13, "difficulty": 2, "sha256": "1" * 64, "made_at": START,
                      "made_by": "x"},
        )  # fmt: skip
        day = START.date()
        return MakeUp.objects.create(
            registration=registration, parts=list(parts), offered_on=day,
            until=until or day + timedelta(days=30), offered_at=START, by="x", office="x",
        )  # fmt: skip


def browser(acting):
    """Someone at a browser."""
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


def text(answer):
    """What a page says."""
    return answer.content.decode()
