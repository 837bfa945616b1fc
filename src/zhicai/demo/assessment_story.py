"""The assessment track: regions arranged in January, the package in April, three classes in summer.

The working group drafts in early April, seals the exam content, sends on the 26th; the office
approves on the 28th. Wuhan, Yichang and Shiyan each run one class; Yichang's lecturer list is late,
Wuhan's changes once it is on file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.demo.stage import Event, Stage, at
from zhicai.foundation.errors import Refused
from zhicai.places.models import Organisation
from zhicai.planning import actions as planning
from zhicai.planning.models import Package
from zhicai.planning.queries.packages import lines_in_force
from zhicai.programmes.actions import arrange_regions, enter_honour
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, years
from zhicai.programmes.queries.regions import arrangement_of
from zhicai.training import actions
from zhicai.training.models import Lecturer, Lesson, TrainingClass
from zhicai.training.rules.sessions import Group

GROUP, REGISTRAR, KEEPER = "wuyue", "hejing", "zhoumin"
WUHAN, YICHANG, SHIYAN = "420100", "420500", "420300"
UNDERTAKES = {WUHAN: "zhengqi", YICHANG: "xiaolan", SHIYAN: "fangze"}
HONOUR = "省级知识产权优秀培训基地"
Venue = tuple[str, str, int, date]
"""Title, house, seats and first day of a class."""
VENUES: dict[str, Venue] = {
    WUHAN: ("武汉自贸区考核班", "光谷知识产权国际合作中心", 220, date(2022, 5, 16)),
    YICHANG: ("宜昌考核班", "三峡大学学术交流中心", 230, date(2022, 5, 30)),
    SHIYAN: ("十堰考核班", "湖北汽车工业学院国际会议中心", 220, date(2022, 6, 13)),
}
LENGTH = timedelta(days=4)
LISTS = {WUHAN: date(2022, 5, 6), YICHANG: date(2022, 5, 25), SHIYAN: date(2022, 6, 2)}
TITLES = (
    "知识产权新法政策解读", "知识产权工作部署", "企业创新发展需求", "知识产权发展趋势",
    "专利挖掘与布局", "知识产权运用转化", "知识产权保护维权", "知识产权风险防范",
    "企业知识产权管理",
)  # fmt: skip
PRACTICAL = "专利检索分析系统实操"
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def assessment_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield regions, package, classes and lecturer lists."""
    yield Event(at(date(2022, 1, 12), 10), partial(_regions, stage, programme))
    yield Event(at(date(2022, 4, 6), 15), partial(_draft, stage, programme))
    yield Event(at(date(2022, 4, 18), 10), partial(_seal, stage, programme))
    yield Event(at(date(2022, 4, 26), 16), partial(_send, stage, programme))
    yield Event(at(date(2022, 4, 28), 11), partial(_approve, stage, programme))
    yield Event(at(date(2022, 4, 29), 9), partial(_open, stage, programme))
    for code, (_title, _venue, _seats, starts) in VENUES.items():
        yield Event(at(LISTS[code], 10), partial(_list, stage, code))
        yield Event(at(LISTS[code] + timedelta(days=3), 15), partial(_file, stage, code))
        yield Event(at(starts, 8), partial(_step, stage, code, "running"))
        yield Event(at(starts + LENGTH, 18), partial(_step, stage, code, "finished"))
    yield Event(at(date(2022, 5, 11), 9), partial(_change_list, stage))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _base(stage: Stage, code: str, on: date) -> Organisation:
    return Organisation.objects.get(pk=stage.acting(UNDERTAKES[code], on=on).organisation_id or 0)


def _regions(stage: Stage, programme: str, moment: datetime) -> None:
    """The province enters the honours of bases and arranges the regions as the notice has them."""
    year, on = _year(programme), moment.date()
    keeper = stage.acting(KEEPER, on=on)
    for code in UNDERTAKES:
        enter_honour(year, _base(stage, code, on), of_year=2021, title=HONOUR, by=keeper, at=moment)
    found = arrangement_of(year, on=on)
    teams = tuple(
        team if team.region else replace(team, reason="通知指定省知识产权发展中心为核心团队")
        for team in found.teams
    )
    arrange_regions(
        year, replace(found, teams=teams), reason="按通知划定，市州名单经处务会确认",
        in_force_from=on, by=keeper, at=moment,
    )  # fmt: skip


def _draft(stage: Stage, programme: str, moment: datetime) -> None:
    year, on = _year(programme), moment.date()
    group = stage.acting(GROUP, on=on)
    package = planning.open_package(year, by=group, at=moment)
    lines = [
        class_line(f"c{number}", code, _base(stage, code, on).pk, year, venue)
        for number, (code, venue) in enumerate(VENUES.items(), start=1)
    ]
    draft = {"notes": "按区域就近办班，学员由核心团队遴选。", "reason": "", "classes": lines}
    planning.save_package(package, by=group, draft=draft, revision=package.revision, at=moment)


def class_line(
    key: str, code: str, unit: int, year: ProgrammeYear, planned: Venue
) -> Mapping[str, Any]:
    """Return a class of a package: in which city, run by whom, with its courses."""
    title, venue, seats, starts = planned
    items = curriculum_of(year)
    plain = [item.id for item in items if item.group != "practical"]
    practical = [item.id for item in items if item.group == "practical"]
    courses = [
        {"key": f"k{n}", "title": words, "hours": "3", "form": "lecture", "lecturer": "",
         "items": [item]}
        for n, (words, item) in enumerate(zip(TITLES, plain, strict=False), start=1)
    ]  # fmt: skip
    courses.append(
        {"key": "k10", "title": PRACTICAL, "hours": "4", "form": "practice", "lecturer": "",
         "items": practical[:1]}
    )  # fmt: skip
    return {
        "key": key, "title": f"{year.year} 年{title}", "batch": "1", "city": code,
        "starts": starts.isoformat(), "ends": (starts + LENGTH).isoformat(), "venue": venue,
        "seats": str(seats), "undertaking": str(unit), "gap": "", "courses": courses,
    }  # fmt: skip


def _package(programme: str) -> Package:
    return Package.objects.get(programme_year=_year(programme))


def _seal(stage: Stage, programme: str, moment: datetime) -> None:
    group, package = stage.acting(GROUP, on=moment.date()), _package(programme)
    seal_papers(package, group, moment)
    for username in (GROUP, REGISTRAR):
        user = User.objects.get(username=username)
        planning.name_reader(package, user, by=group, at=moment)


def seal_papers(package: Package, group: Acting, moment: datetime) -> None:
    """Seal what is tested, so that the package is whole."""
    items = curriculum_of(package.programme_year)
    tested = [item.id for item in items if item.group != "practical"]
    tasks = [item.id for item in items if item.group == "practical"]
    for name, sort, named in (
        ("考试大纲和试题.pdf", "paper", tested), ("实操任务书.pdf", "practical-task", tasks),
    ):  # fmt: skip
        content = PAPER + name.encode() + b"\n%%EOF\n"
        upload = SimpleUploadedFile(name, content, content_type="application/pdf")
        planning.seal_paper(package, upload, by=group, at=moment, sort=sort, items=named)


def _send(stage: Stage, programme: str, moment: datetime) -> None:
    planning.send_package(_package(programme), by=stage.acting(GROUP, on=moment.date()), at=moment)


def _approve(stage: Stage, programme: str, moment: datetime) -> None:
    registrar, package = stage.acting(REGISTRAR, on=moment.date()), _package(programme)
    paper = package.papers.order_by("pk")[0]
    planning.open_paper(paper, reason="审定前核对考题范围", by=registrar, at=moment)
    planning.approve_package(package, by=registrar, opinion="同意，按计划组织。", at=moment)


def _open(stage: Stage, programme: str, moment: datetime) -> None:
    """The group sets up the classes; each unit arranges a seminar and opens for enrolment."""
    group = stage.acting(GROUP, on=moment.date())
    for line in lines_in_force(_year(programme)):
        found = actions.open_from_package(line, by=group, at=moment)
        unit = _unit(stage, line.city.code, moment)
        first = found.lessons.filter(kind=Lesson.Kind.TEACHING, practical=False).order_by("-pk")[0]
        groups = [Group(f"第{n}组", topic) for n, topic in zip("一二三", TITLES[4:7], strict=True)]
        actions.arrange_sessions(
            found, {first.pk: Lesson.Kind.SEMINAR}, {first.pk: groups}, by=unit, at=moment
        )
        actions.take_step(found, "open", by=unit, at=moment)


def _unit(stage: Stage, code: str, moment: datetime) -> Acting:
    return stage.acting(UNDERTAKES[code], on=moment.date())


def _class(code: str) -> TrainingClass:
    rows = TrainingClass.objects.select_related("place", "programme_year__province")
    return rows.get(line__isnull=False, place__code=code)


def _list(stage: Stage, code: str, moment: datetime) -> None:
    """The group appoints lecturers, puts them before the lessons and sends the list."""
    group, found = stage.acting(GROUP, on=moment.date()), _class(code)
    pool = list(Lecturer.objects.filter(state="active").order_by("pk"))
    turn = list(VENUES).index(code)
    chosen = [pool[(turn * 3 + n) % len(pool)] for n in range(5)]
    for lecturer in chosen:
        actions.appoint(found, lecturer, by=group, at=moment)
    lessons = found.lessons.filter(kind="teaching", practical=False, cancelled=False, lecturer=None)
    for number, lesson in enumerate(lessons.order_by("pk")):
        who = {lesson.pk: chosen[number % len(chosen)].pk}
        try:
            actions.assign_lecturers(found, who, by=group, at=moment)
        except Refused:  # teaches elsewhere that day
            continue
    actions.appoint_taught(found, by=group, at=moment)
    actions.send_list(found, by=group, at=moment)


def _file(stage: Stage, code: str, moment: datetime) -> None:
    registrar = stage.acting(REGISTRAR, on=moment.date())
    actions.file_list(_class(code).lecturer_list, by=registrar, at=moment)


def _change_list(stage: Stage, moment: datetime) -> None:
    """One of Wuhan's lecturers cannot come: the list is sent and filed anew."""
    group, found = stage.acting(GROUP, on=moment.date()), _class(WUHAN)
    reason = "承担审理任务，不能到课"
    theory = found.lessons.filter(practical=False, lecturer__isnull=False).order_by("-pk")[0]
    gone = found.appointments.get(lecturer=theory.lecturer, ended_on=None)
    actions.end_appointment(gone, reason=reason, by=group, at=moment)
    listed = set(found.appointments.filter(ended_on=None).values_list("lecturer", flat=True))
    other = Lecturer.objects.filter(state="active").exclude(pk__in=listed).order_by("-pk")[0]
    actions.appoint(found, other, by=group, at=moment)
    lessons = found.lessons.filter(lecturer=gone.lecturer, practical=False, cancelled=False)
    for pk in lessons.values_list("pk", flat=True):
        try:
            actions.assign_lecturers(found, {pk: other.pk}, by=group, at=moment, reason=reason)
        except Refused:  # teaches elsewhere that day
            actions.assign_lecturers(found, {pk: None}, by=group, at=moment, reason=reason)
    actions.appoint_taught(found, by=group, at=moment)
    listed_again = actions.send_list(found, by=group, at=moment)
    actions.file_list(listed_again, by=stage.acting(REGISTRAR, on=moment.date()), at=moment)


def _step(stage: Stage, code: str, step: str, moment: datetime) -> None:
    found = _class(code)
    try:
        actions.take_step(found, step, by=_unit(stage, code, moment), at=moment)
    except Refused:
        return
