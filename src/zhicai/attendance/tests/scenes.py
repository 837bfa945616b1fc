"""A class that runs in Yiling with lessons and people on its roster."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.admission.models import Registration
from zhicai.admission.tests.scenes import open_class
from zhicai.foundation.clock import CHINA
from zhicai.people.models import Person
from zhicai.planning.tests.scenes import SINCE, XILING, YICHANG, YILING, at, hubei
from zhicai.training.models import Lesson, TrainingClass

DAY = date(2022, 4, 18)
NAMES = ("郭建军", "李晓梅", "陈志强", "周丽", "吴斌")


@dataclass
class Held:
    """A class with its lessons and its accepted registrations."""

    found: TrainingClass
    lessons: list[Lesson]
    people: list[Registration]


def when(clock: str, day: date = DAY) -> datetime:
    """A moment of a lesson's day in China: ``when("08:55")``."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=CHINA)


def held(scene, *, people=3, state="running", code=YILING, number="1"):
    """A class of two lessons (9–12 with 4 hours, 14–17 with 4) that runs."""
    found = open_class(scene, state=state, code=code, number=f"{code}-{number}")
    lessons = [
        Lesson.objects.create(
            training_class=found, title=title, day=DAY, starts=time(start), ends=time(start + 3),
            hours=Decimal(4), room="三楼会议室",
        )
        for title, start in (("专利基础", 9), ("专利检索实操", 14))
    ]  # fmt: skip
    return Held(found, lessons, [enrol(scene, found, n) for n in range(people)])


def enrol(scene, found, n=0, **changes):
    """Someone with a seat in a class."""
    person = Person.objects.create(
        name=NAMES[n % len(NAMES)], home=scene.places[YILING], phone=f"1380000{n:04}",
        entered_at=at("04-01"), entered_by="夷陵经办",
    )  # fmt: skip
    known = {
        "state": "accepted", "employer_name": "宜昌某某新材料有限公司", "source": "county",
        "employer_place": scene.places[YILING], "registered_at": at("04-02"),
        "registered_by": "夷陵经办", "decided_at": at("04-02"),
    }  # fmt: skip
    return Registration.objects.create(training_class=found, person=person, **(known | changes))


def trainee(scene, registration, username="trainee1"):
    """The account of someone on a roster."""
    user = open_account(username, name=registration.person.name, by=SYSTEM)
    give_membership(user, Role.PERSON, place=scene.places[YILING], by=SYSTEM, since=SINCE)
    Person.objects.filter(pk=registration.person_id).update(user=user)
    return actings_of(user, on=DAY)[0]


def user_of(acting):
    return User.objects.get(pk=acting.user_id)


__all__ = ["DAY", "SINCE", "XILING", "YICHANG", "YILING", "at", "enrol", "held", "hubei",
           "trainee", "user_of", "when"]  # fmt: skip
