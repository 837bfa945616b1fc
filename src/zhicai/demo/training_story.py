"""The classes of the year, told week by week: each Monday the offices do what their dates ask for.

Most counties open their classes in time. Some never do, some put theirs off, one moves out of its
county, one is cancelled; the province sends its lecturers, the working group its experts, bases and
cities assign the others; a few evaluations are late. What a condition of another app refuses stays
as it is, as in an office.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Membership, Role, User
from zhicai.demo.stage import Event, Stage, at
from zhicai.foundation.errors import Refused
from zhicai.law.schema import Level
from zhicai.places.models import Organisation
from zhicai.planning.models import PlannedClass
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, years
from zhicai.training import actions
from zhicai.training.models import Lecturer, LecturerRequest, Lesson, TrainingClass
from zhicai.training.queries.frames import frame_of
from zhicai.training.queries.organisers import Party, evaluators
from zhicai.training.queries.timetable import facts_of, lessons_of
from zhicai.training.rules.evaluation import questions_of

FIRST, LAST = date(2022, 3, 28), date(2022, 12, 5)
REST_FROM = date(2022, 4, 11)
"""Until then the story tells of one city alone, so that a spring day is told at once."""
AHEAD = timedelta(days=24)
OPENED = timedelta(days=19)
BASE, GROUP, OFFICER = "xiaolan", "wuyue", "linhao"
NAMES = (
    ("王立新", "三峡大学", "教授", 0), ("李  蔓", "湖北专利代理事务所", "专利代理师", 1),
    ("赵  丹", "华中科技大学", "副教授", 2), ("钱  亮", "武汉大学", "教授", 3),
    ("孙  岚", "省知识产权发展中心", "研究员", 4), ("周  正", "武汉海关", "公职律师", 5),
    ("吴  桐", "湖北汽车工业学院", "副教授", 6), ("郑  凯", "光谷知识产权研究院", "高级工程师", 7),
    ("冯  岩", "武汉知识产权法庭", "法官", 8), ("陈  曦", "长江大学", "副教授", 9),
    ("褚  宁", "宜昌市中级人民法院", "法官", 10), ("卫  东", "中国专利信息中心", "检索专家", 9),
    ("蒋  沁", "知慧桥运营中心", "项目经理", 10), ("沈  和", "襄阳专利事务所", "专利代理师", 1),
    ("韩  雪", "省专利信息协会", "检索培训师", 9), ("杨  帆", "知慧桥运营中心", "培训师", 10),
)  # fmt: skip
"""Name, employer, title and the item of the curriculum taught first."""
PRACTICAL_FROM = 8
"""Lecturers from this number on teach the practical course as well."""


def training_chapter(stage: Stage, programme: str, *, city: str, county: str) -> Iterator[Event]:
    """Yield the pool of lecturers in March and every week's work until December."""
    yield Event(at(date(2022, 3, 21), 9), partial(_pool, stage, programme))
    day = FIRST
    while day <= LAST:
        for hour, act in ((8, _monday), (17, _thursday)):
            on = day if act is _monday else day + timedelta(days=3)
            yield Event(at(on, hour, 30), partial(act, stage, programme, city, county))
        day += timedelta(days=7)


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _pool(stage: Stage, programme: str, moment: datetime) -> None:
    year = _year(programme)
    _staff_bases(stage, moment.date())
    items = [item.id for item in curriculum_of(year)]
    practical = [item.id for item in curriculum_of(year) if item.group == "practical"]
    rows = []
    for number, (name, employer, title, first) in enumerate(NAMES):
        taught = {items[first % len(items)], items[(first + 4) % len(items)]}
        taught |= set(practical if number >= PRACTICAL_FROM else ())
        proven = tuple(sorted(taught))[:1] if number % 3 == 0 else ()
        rows.append(
            actions.LecturerFacts(
                name.replace(" ", ""), employer, title, "企业知识产权实务", tuple(sorted(taught)),
                proven, "近三年办理实务 20 件以上" if proven else "", "", "",
            )
        )  # fmt: skip
    keeper = stage.acting(OFFICER, on=moment.date())
    actions.enter_lecturers(rows, by=keeper, at=moment)
    team = list(Lecturer.objects.exclude(proven=[])[:3])
    actions.mark_team(team, True, by=keeper, at=moment)
    proposed = actions.LecturerFacts("尤佳", "三峡大学", "讲师", "专利挖掘", (items[3],))
    actions.enter_lecturer(proposed, by=stage.acting(BASE, on=moment.date()), at=moment)


class _Week:
    """One moment of the chapter: the offices that act, each signed in once."""

    def __init__(self, stage: Stage, programme: str, moment: datetime) -> None:
        self.stage, self.at, self.on = stage, moment, moment.date()
        self.year = _year(programme)
        self._acting: dict[tuple[str, Level], Acting] = {}

    def office(self, code: str, level: Level) -> Acting:
        """The officer of an office."""
        key = (code, level)
        if key not in self._acting:
            self._acting[key] = self.stage.officer(code, level, on=self.on)
        return self._acting[key]

    def runs(self, found: TrainingClass) -> Acting:
        """The officer of the office that runs a class."""
        return self.office(found.place.code, Level(found.level))

    def classes(self, state: str, **wanted: object) -> list[TrainingClass]:
        """The classes of the year in a state."""
        rows = TrainingClass.objects.filter(
            programme_year=self.year, line=None, state=state, **wanted
        )
        return list(rows.select_related("place", "programme_year__province").order_by("pk"))

    def step(self, found: TrainingClass, step: str) -> None:
        """Take a step; what a condition refuses stays as it is."""
        try:
            actions.take_step(found, step, by=self.runs(found), at=self.at)
        except Refused:
            return


def _sleeps(code: str) -> bool:
    """Counties that never open a class this year."""
    return int(code) % 23 == 7


def _monday(stage: Stage, programme: str, city: str, county: str, moment: datetime) -> None:
    week = _Week(stage, programme, moment)
    _set_up(week, city)
    for found in week.classes("planned", starts_on__lte=week.on + OPENED):
        week.step(found, "open")
    _send(week)
    _assign(week, city)
    _odd(week, county)
    for found in week.classes("open", starts_on__lte=week.on):
        week.step(found, "running")


def _set_up(week: _Week, city: str) -> None:
    taken = TrainingClass.objects.filter(planned__isnull=False).values("planned")
    rows = (
        PlannedClass.objects.filter(
            plan__programme_year=week.year, plan__organisation=None, dropped_on=None,
            starts_on__lte=week.on + AHEAD,
        )
        .exclude(pk__in=taken)
        .select_related("place", "plan__programme_year__province", "plan__filing")
        .order_by("starts_on", "pk")
    )  # fmt: skip
    for planned in rows:
        code = planned.place.code
        early = week.on < REST_FROM and not code.startswith(city[:4])
        if early or _sleeps(code) or planned.starts_on < week.on:
            continue
        officer = week.office(code, Level(planned.plan.level))
        found = actions.open_from_plan(planned, by=officer, at=week.at)
        _colour(week, found, officer)


def _colour(week: _Week, found: TrainingClass, officer: Acting) -> None:
    """A few classes are popular law education; some begin with a general lesson."""
    if found.pk % 9 == 4:
        facts = replace(actions.facts_as_stored(found), audience="popular")
        actions.change_class(found, facts, by=officer, at=week.at)
    if found.pk % 4 == 1:
        lessons = [facts_of(lesson) for lesson in lessons_of(found)]
        lessons[:1] = [replace(one, breadth="general") for one in lessons[:1]]
        actions.save_timetable(found, lessons, by=officer, at=week.at)


Busy = set[tuple[int, date]]


def _busy(week: _Week) -> Busy:
    """Which lecturers teach on which days: offices look before they choose."""
    rows = Lesson.objects.filter(lecturer__isnull=False, cancelled=False, day__gte=week.on)
    return {(pk, day) for pk, day in rows.values_list("lecturer", "day") if pk is not None}


def _free(offered: list[Lecturer], turn: int, day: date, busy: Busy) -> Lecturer | None:
    for step in range(len(offered)):
        lecturer = offered[(turn + step) % len(offered)]
        if (lecturer.pk, day) not in busy:
            busy.add((lecturer.pk, day))
            return lecturer
    return None


def _send(week: _Week) -> None:
    """The province and the working group answer most of what was asked."""
    pool, busy = list(Lecturer.objects.filter(state="active").order_by("pk")), _busy(week)
    rows = LecturerRequest.objects.filter(state="open", training_class__programme_year=week.year)
    province = week.stage.acting(OFFICER, on=week.on)
    group = week.stage.acting(GROUP, on=week.on)
    rows = rows.filter(training_class__state__in=("planned", "open"), due__lte=week.on + OPENED)
    for row in rows.select_related("training_class", "lesson").order_by("pk"):
        if row.pk % 19 == 4:
            continue
        practical = row.kind == LecturerRequest.Kind.PRACTICAL
        offered = pool[PRACTICAL_FROM:] if practical else pool[:PRACTICAL_FROM]
        day = row.lesson.day if row.lesson else row.training_class.starts_on
        lecturer = _free(offered, row.pk, day, busy) if day >= week.on else None
        if lecturer is not None:
            by = province if practical else group
            try:
                actions.send_lecturer(row, lecturer, by=by, at=week.at)
            except Refused:  # teaches elsewhere at that time
                continue


def _assign(week: _Week, city: str) -> None:
    """Cities and bases assign the lecturers of classes that begin within two weeks."""
    soon = week.on + timedelta(days=14)
    lessons = Lesson.objects.filter(
        training_class__programme_year=week.year, training_class__state="open",
        training_class__starts_on__lte=soon, lecturer=None, practical=False, cancelled=False,
        day__gte=week.on,
        training_class__line=None,
    ).select_related("training_class__place")  # fmt: skip
    by_class: dict[int, list[Lesson]] = {}
    for lesson in lessons.order_by("training_class", "pk"):
        by_class.setdefault(lesson.training_class_id, []).append(lesson)
    pool, busy = list(Lecturer.objects.filter(state="active").order_by("pk")), _busy(week)
    for pk, rows in by_class.items():
        found = rows[0].training_class
        if pk % 11 == 3:
            continue
        home = _city_code(week.stage, found.place.code)
        base = home == city and pk % 2 == 0
        by = week.stage.acting(BASE, on=week.on) if base else week.office(home, Level.CITY)
        chosen: dict[int, int | None] = {}
        for turn, lesson in enumerate(rows):
            lecturer = _free(pool[:PRACTICAL_FROM], pk * 3 + turn, lesson.day, busy)
            if lecturer is not None:
                chosen[lesson.pk] = lecturer.pk
        if chosen:
            actions.assign_lecturers(found, chosen, by=by, at=week.at)


def _odd(week: _Week, county: str) -> None:
    """What does not go by the plan: put off, held elsewhere, cancelled, guided."""
    soon = week.classes("open", starts_on__gt=week.on, starts_on__lte=week.on + AHEAD)
    for found in soon:
        by = week.runs(found)
        latest = found.ends_on < date(2022, 11, 10)
        if found.pk % 13 == 5 and latest and not found.changes.filter(what="postponed").exists():
            later = timedelta(days=14)
            actions.postpone(
                found, starts_on=found.starts_on + later, ends_on=found.ends_on + later,
                reason="场地维修，顺延两周。", by=by, at=week.at,
            )  # fmt: skip
        elif found.pk % 41 == 9:
            actions.cancel_class(
                found, reason="与县里重大活动冲突，并入下一期。", by=by, at=week.at
            )
        elif found.place.code == county and not found.guidance.exists():
            centre = week.stage.acting("qinfang", on=week.on)
            says = "实战课程放在第二天下午，提前确认机房和账号。"
            actions.leave_guidance(found, says=says, by=centre, at=week.at)


def _thursday(stage: Stage, programme: str, city: str, county: str, moment: datetime) -> None:
    week = _Week(stage, programme, moment)
    for found in week.classes("running", ends_on__lte=week.on):
        week.step(found, "finished")
    _evaluate(week, _members())


def _evaluate(week: _Week, members: dict[int, str]) -> None:
    """Teaching teams evaluate what ended, the city its own steps; counties close it then."""
    frame = frame_of(week.year, on=week.on)
    table = frame.settings.get("class-evaluation-questions")
    owed: dict[str, list[Party]] = {}
    for found in week.classes("finished", ends_on__lte=week.on - timedelta(days=7)):
        if found.pk % 9 == 2 and found.ends_on > week.on - timedelta(days=45):
            continue
        home = _city_code(week.stage, found.place.code)
        if home not in owed:
            owed[home] = evaluators(found, frame)
        by = _member(week, owed[home], members)
        if by is None:
            continue
        asked = questions_of(table, "effect")
        scores: dict[str, int | None] = {
            question.key: 3 + (found.pk + n) % 3 for n, question in enumerate(asked)
        }
        actions.evaluate(found, "effect", scores, says="学员实操进步明显。", by=by, at=week.at)
        week.step(found, "closed")


def _member(week: _Week, owed: list[Party], members: dict[int, str]) -> Acting | None:
    """Someone who acts for one of those who owe an evaluation."""
    for one in owed:
        if one.organisation is not None and one.organisation.pk in members:
            return week.stage.acting(members[one.organisation.pk], on=week.on)
        if one.place is not None and one.level is not None:
            return week.office(one.place.code, one.level)
    return None


def _members() -> dict[int, str]:
    rows = Membership.objects.filter(organisation__isnull=False, valid_to=None)
    pairs = rows.values_list("organisation", "user__username")
    return {pk: username for pk, username in pairs if pk is not None}


def _staff_bases(stage: Stage, on: date) -> None:
    """Every base that the cast leaves empty gets a member, so that its classes are evaluated."""
    known = User.objects.get(username=BASE)
    for base in Organisation.objects.filter(kind="base", memberships=None).select_related("home"):
        username = f"b{base.home.code}"
        if username in stage.users:
            continue
        user = open_account(username, name=f"{base.home.short_name}基地教师", by=SYSTEM)
        user.password = known.password
        user.save(update_fields=["password"])
        give_membership(user, Role.MEMBER, place=base.home, organisation=base, by=SYSTEM, since=on)
        stage.users[username] = user


def _city_code(stage: Stage, code: str) -> str:
    return stage.places[code].parentages.get(valid_to=None).path.split("/")[1]
