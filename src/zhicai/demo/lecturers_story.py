"""Two lecturers who sign in, a trainee on the phone, and the base's courses with their handouts.

Wang Lixin accepts what he is asked each Thursday and hands in his handout; Wei Dong declines once,
so that the province sends someone else. Guo Jianjun takes a seat in Dianjun. The county enters the
fees; after a class some trainees say what it was like.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from zhicai.accounts.acting import Acting, Oneself
from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.admission.actions import Application, give_feedback, register
from zhicai.admission.models import Registration
from zhicai.admission.queries.mine import feedback_due
from zhicai.demo.files_story import page
from zhicai.demo.people_story import FIRM
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.people.models import Person
from zhicai.people.rules.identity import EmployerFacts, PersonFacts
from zhicai.places.models import Organisation
from zhicai.planning.actions import keep_course
from zhicai.planning.rules.drafts import empty_course
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, years
from zhicai.training import actions
from zhicai.training.models import Lecturer, LessonMaterial, TrainingClass
from zhicai.training.queries.own import asked_of, with_lecturer
from zhicai.training.rules.evaluation import Question
from zhicai.training.rules.teaching import Said

KEEPER, BASE = "linhao", "xiaolan"
TEACHES, DECLINES = "wanglixin", "weidong"
LOGINS = {TEACHES: "王立新", DECLINES: "卫东"}
TRAINEE = "郭建军"
COURSES = (("专利检索入门与实操", "4"), ("企业商标品牌布局", "3"))
PER_HOUR = "400"
FIRST, LAST = date(2022, 4, 7), date(2022, 12, 1)
ANSWERS = 8
"""Trainees of a class who say what it was like."""
WORDS = ("案例贴近企业，希望多安排上机。", "老师讲得清楚。", "", "实战系统练习时间可以更长。")


def lecturers_chapter(stage: Stage, programme: str, *, county: str) -> Iterator[Event]:
    """Yield accounts in March, the trainee in April, each Thursday's answers until December."""
    yield Event(at(date(2022, 3, 21), 9, 40), partial(_let_in, stage))
    yield Event(at(date(2022, 3, 23), 14), partial(_library, stage, programme))
    yield Event(at(date(2022, 4, 6), 16, 40), partial(_enrol, stage, county))
    yield Event(at(date(2022, 4, 7), 9, 30), partial(_decline, stage))
    yield Event(at(date(2022, 4, 7), 10, 15), partial(_fees, stage, programme, county))
    day = FIRST
    while day <= LAST:
        yield Event(at(day, 20, 10), partial(_answer, stage))
        yield Event(at(day + timedelta(days=1), 20), partial(_said, programme, county))
        day += timedelta(days=7)


def _let_in(stage: Stage, moment: datetime) -> None:
    keeper = stage.acting(KEEPER, on=moment.date())
    password = User.objects.get(username=KEEPER).password
    for username, name in LOGINS.items():
        lecturer = Lecturer.objects.get(name=name)
        actions.open_lecturer_login(lecturer, username, by=keeper, at=moment)
        # Whoever of the cast signs in has the demo's one password, hashed once.
        User.objects.filter(username=username).update(password=password, last_login=moment)


def _own(username: str, moment: datetime) -> Acting:
    return actings_of(User.objects.get(username=username), on=moment.date())[0]


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _library(stage: Stage, programme: str, moment: datetime) -> None:
    base = stage.acting(BASE, on=moment.date())
    items = [item.id for item in curriculum_of(_year(programme)) if item.group != "practical"]
    for number, (title, hours) in enumerate(COURSES):
        course = empty_course() | {"title": title, "hours": hours, "items": items[number::5][:2]}
        kept = keep_course(course, by=base, known=frozenset(items))
        for version in range(2 - number):
            actions.add_handout(
                kept, _pdf(f"{title}讲义.pdf", f"Handout {version + 1}"),
                says="换用今年的案例" if version else "", by=base, at=moment,
            )  # fmt: skip


def _pdf(name: str, line: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, page((line, "for the demo")))


def _of_county(programme: str, county: str) -> list[TrainingClass]:
    rows = TrainingClass.objects.filter(
        programme_year=_year(programme), place__code=county, state__in=("open", "running")
    )
    return list(rows.select_related("place", "programme_year__province").order_by("starts_on"))


def _enrol(stage: Stage, county: str, moment: datetime) -> None:
    person = Person.objects.get(name=TRAINEE)
    found = TrainingClass.objects.filter(place__code=county, state="open").first()
    if found is None:
        return
    officer = stage.officer(county, Level(found.level), on=moment.date())
    firm = Organisation.objects.get(name=FIRM)
    facts = PersonFacts(
        person.name, person.home_id, id_kind=person.id_kind, id_number=person.id_number,
        phone=person.phone,
        employer=EmployerFacts(
            organisation_id=firm.pk, name=FIRM, kind="high-tech-enterprise",
            post="知识产权主管", is_ip_post=True,
        ),
    )  # fmt: skip
    register(found, Application(facts), by=officer, at=moment)


def _decline(stage: Stage, moment: datetime) -> None:
    me = _own(DECLINES, moment)
    lesson = asked_of(me, on=moment.date()).first()
    if lesson is not None:
        actions.decline_lesson(lesson, reason="当天在武汉有评审会。", by=me, at=moment)


def _answer(stage: Stage, moment: datetime) -> None:
    """Thursday evening: accept all but the last that was asked; hand in what is still missing."""
    me = _own(TEACHES, moment)
    asked = list(asked_of(me, on=moment.date()))
    for lesson in asked[:-1] or asked:
        actions.accept_lesson(lesson, by=me, at=moment)
        if not lesson.materials.exists():
            upload = _pdf(f"{lesson.title[:30]}讲义.pdf", "Handout")
            kind = LessonMaterial.Kind.HANDOUT
            actions.add_material(lesson, upload, kind=kind, by=me, at=moment)


def _fees(stage: Stage, programme: str, county: str, moment: datetime) -> None:
    for found in _of_county(programme, county):
        officer = stage.officer(county, Level(found.level), on=moment.date())
        typed = {lesson.pk: PER_HOUR for lesson in with_lecturer(found)}
        actions.set_fees(found, typed, by=officer, at=moment)


def _said(programme: str, county: str, moment: datetime) -> None:
    """Friday evening: trainees of the city's classes that ended this week say what they thought."""
    since = moment.date() - timedelta(days=7)
    ended = Q(training_class__ends_on__gt=since, training_class__ends_on__lte=moment.date())
    rows = Registration.objects.filter(
        ended,
        state="accepted",
        training_class__programme_year=_year(programme),
        training_class__place__code__startswith=county[:4],
        training_class__state__in=("finished", "closed"),
        feedback_given=None,
    ).select_related("training_class__programme_year", "person")
    seen: dict[int, int] = {}
    for number, row in enumerate(rows.order_by("training_class", "pk")):
        turn = seen.get(row.training_class_id, 0)
        if turn >= ANSWERS or number % 2:
            continue
        seen[row.training_class_id] = turn + 1
        due = feedback_due(row, at=moment)
        parts = [
            Said(one.pk, _marks(due.asked.lesson, row.pk + n), "")
            for n, one in enumerate(due.lessons)
        ]
        if due.whole:
            words = WORDS[turn % len(WORDS)]
            parts.append(Said(None, _marks(due.asked.whole, row.pk), words))
        if parts:
            give_feedback(row, parts, by=Oneself("", row.person.name), at=moment)


def _marks(questions: Iterable[Question], seed: int) -> dict[str, int | None]:
    return {one.key: 3 + (seed + n) % 3 for n, one in enumerate(questions)}
