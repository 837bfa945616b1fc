"""What an exam day begins with: a class of three, there for every lesson, with its practical.

Run inside the site, as its administrator would: ``from tests.journeys.exam_class import set_up``.
"""

from datetime import datetime, time, timedelta
from decimal import Decimal

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.admission.models import Registration
from zhicai.attendance.actions import tick_lessons
from zhicai.foundation import clock
from zhicai.people.actions.own_access import open_login
from zhicai.people.models import Person
from zhicai.programmes.queries import years
from zhicai.results.actions import Given, enter_marks
from zhicai.results.rules.decision import EXAM, PRACTICAL, Score
from zhicai.training.actions import take_step
from zhicai.training.models import Lesson, TrainingClass

TITLE = "宜昌考核班（机考）"
CANDIDATES = {"郭建军": "guojianjun", "杨岚": "yanglan", "徐鹏": "xupeng"}
UNIT, COUNTY = "xiaolan", "chenliqun"


def set_up() -> None:
    """Open the class, let its two days pass, enter the practical; give each trainee a login."""
    at = clock.now()
    unit, county = _acting(UNIT), _acting(COUNTY)
    found = _class(unit, at)
    people = [_login(name, county, at) for name in CANDIDATES]
    seats = [_seat(found, one, at) for one in people]
    lessons = found.lessons.values_list("pk", flat=True)
    tick_lessons(found, list(lessons), [one.pk for one in seats], by=unit, at=at)
    take_step(found, "finished", by=unit, at=at)
    given = [Given(one.pk, {PRACTICAL: Score(Decimal(80))}) for one in seats]
    enter_marks(found, given, by=unit, at=at)


def pass_all() -> None:
    """Let everyone pass the examination as well; what came of it is not published yet."""
    set_up()
    found, at = TrainingClass.objects.get(title=TITLE), clock.now()
    seats = Registration.objects.filter(training_class=found)
    given = [Given(one.pk, {EXAM: Score(Decimal(80))}) for one in seats]
    enter_marks(found, given, by=_acting(UNIT), at=at)


def _acting(username: str) -> Acting:
    return actings_of(User.objects.get(username=username), on=clock.today())[0]


def _class(unit: Acting, at: datetime) -> TrainingClass:
    year = years().get(programme="hubei-2022", year=2022)
    place = User.objects.get(pk=unit.user_id).memberships.get().place
    first = clock.today() - timedelta(days=2)
    found = TrainingClass.objects.create(
        programme_year=year, track="assessment", place=place, level="city", number="JK-1",
        title=TITLE, state="running", starts_on=first, ends_on=first + timedelta(days=1),
        venue="三峡大学机房", venue_place=place, capacity=30, opened_at=at - timedelta(days=9),
        run_by_id=unit.organisation_id,
    )  # fmt: skip
    found.organisers.create(role="undertaking", body="base", organisation_id=unit.organisation_id)
    for day, title, kind in (
        (0, "专利布局", Lesson.Kind.TEACHING), (1, "结业考试", Lesson.Kind.EXAM),
        (1, "系统实操考核", Lesson.Kind.PRACTICAL_TEST),
    ):  # fmt: skip
        hour = 14 if kind == Lesson.Kind.PRACTICAL_TEST else 9
        Lesson.objects.create(
            training_class=found, title=title, day=first + timedelta(days=day), starts=time(hour),
            ends=time(hour + 3), hours=Decimal(3), kind=kind,
        )  # fmt: skip
    return found


def _login(name: str, county: Acting, at: datetime) -> Person:
    person = Person.objects.select_related("home").get(name=name)
    if person.user_id is None:
        open_login(person, CANDIDATES[name], by=county, at=at)
        word = User.objects.get(username=COUNTY).password
        User.objects.filter(person=person).update(password=word, last_login=at)
    return person


def _seat(found: TrainingClass, person: Person, at: datetime) -> Registration:
    return Registration.objects.create(
        training_class=found, person=person, state="accepted", source="county",
        employer_name="湖北夷陵智能装备有限公司", employer_place=person.home, registered_at=at,
        registered_by="陈丽群", decided_at=at, decided_by="陈丽群",
    )  # fmt: skip
