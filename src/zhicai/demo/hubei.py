"""Hubei's spring of 2022: the notice goes out, counties plan, cities sum up, the province files.

Most offices are in time. Ezhou and Shennongjia are slow with the receipt; Yiling's first plan comes
back; Huanggang has more time, granted with a reason; Enshi sends its summary without two counties,
one of which follows late; Shennongjia hands in last; Tianmen's summary is late.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.demo.admission_story import admission_chapter
from zhicai.demo.archive_story import archive_chapter
from zhicai.demo.assessment_money_story import assessment_money_chapter
from zhicai.demo.assessment_story import assessment_chapter
from zhicai.demo.attendance_story import attendance_chapter
from zhicai.demo.bank_story import bank_chapter
from zhicai.demo.calls_story import calls_chapter
from zhicai.demo.careers_story import careers_chapter
from zhicai.demo.certificates_story import certificates_chapter
from zhicai.demo.closing_story import closing_chapter
from zhicai.demo.coordination_story import coordination_chapter
from zhicai.demo.dossiers_story import dossiers_chapter
from zhicai.demo.exam_room_story import exam_room_chapter
from zhicai.demo.exams_story import exams_chapter
from zhicai.demo.files_story import files_chapter
from zhicai.demo.finance_story import finance_chapter
from zhicai.demo.handbooks_story import handbooks_chapter
from zhicai.demo.later_years_story import later_years_chapter
from zhicai.demo.lecturers_story import lecturers_chapter
from zhicai.demo.lists_story import lists_chapter
from zhicai.demo.marking_story import marking_chapter
from zhicai.demo.merits_story import merits_chapter
from zhicai.demo.messages_story import messages_chapter
from zhicai.demo.notices_story import notices_chapter
from zhicai.demo.outcomes_story import outcomes_chapter
from zhicai.demo.outreach_story import outreach_chapter
from zhicai.demo.people_story import people_chapter
from zhicai.demo.plans import PEOPLE_OF_A_SMALL_OFFICE, draft_of_office
from zhicai.demo.publicity_story import publicity
from zhicai.demo.registers_story import registers_chapter
from zhicai.demo.results_story import results_chapter
from zhicai.demo.staff_story import chapters as staff_chapters
from zhicai.demo.stage import Event, Stage, at
from zhicai.demo.training_story import training_chapter
from zhicai.demo.yearly_class_story import yearly_classes_chapter
from zhicai.filing.actions import Note
from zhicai.filing.rules import State
from zhicai.law.schema import Level
from zhicai.monitoring.actions import remind_due
from zhicai.planning.actions import (
    accept_plan,
    file_summaries,
    leave_guidance,
    open_plan,
    return_plan,
    save_draft,
    send_plan,
    send_summary,
)
from zhicai.planning.models import Plan
from zhicai.planning.queries.classes import classes_visible_to
from zhicai.planning.queries.summaries import summaries_visible_to
from zhicai.programmes.actions import (
    acknowledge,
    decide_setting,
    extend_deadline,
    issue_notice,
    open_year,
)
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, receipts_for, years

PROGRAMME, PROVINCE = "hubei-2022", "420000"
OPENED, ISSUED = date(2022, 1, 5), date(2022, 1, 6)
YILING, YICHANG, ENSHI, HUANGGANG = "420506", "420500", "422800", "421100"
DIANJUN = "420504"
HUANGMEI, MACHENG = "421127", "421181"
LAIFENG, HEFENG, TIANMEN, SHENNONGJIA, EZHOU = "422827", "422828", "429006", "429021", "420700"

SLOW_RECEIPTS = {EZHOU: date(2022, 2, 18), SHENNONGJIA: date(2022, 4, 15)}
LATE_PLANS = {
    LAIFENG: date(2022, 4, 12),
    HEFENG: date(2022, 4, 26),
    SHENNONGJIA: date(2022, 4, 20),
}
SUMMARY_DAYS = {
    HUANGGANG: date(2022, 4, 14),
    TIANMEN: date(2022, 4, 6),
    SHENNONGJIA: date(2022, 4, 25),
}
FILING_DAYS = tuple(date(2022, *day) for day in ((4, 1), (4, 7), (4, 15), (4, 29), (5, 6)))
REMINDER_DAYS = tuple(date(2022, *day) for day in ((3, 17), (3, 24), (3, 30), (4, 1), (4, 8)))


def chapters(stage: Stage) -> Iterator[Event]:
    """Yield the events of the story; the stage has its places and people."""
    yield from _winter(stage)
    yield from _plans(stage)
    yield from _summaries(stage)
    yield from files_chapter(stage, county=YILING, on=date(2022, 3, 7))
    yield from coordination_chapter(stage, PROGRAMME, city=YICHANG, county=YILING)
    yield from notices_chapter(stage, PROGRAMME)
    yield from handbooks_chapter(stage, PROGRAMME)
    yield from outreach_chapter(stage, PROGRAMME)
    yield from publicity(stage)
    yield from training_chapter(stage, PROGRAMME, city=YICHANG, county=YILING)
    yield from bank_chapter(stage, PROGRAMME)
    yield from assessment_chapter(stage, PROGRAMME)
    yield from finance_chapter(stage, PROGRAMME, city=YICHANG, county=YILING)
    yield from assessment_money_chapter(stage, PROGRAMME)
    yield from registers_chapter(stage, PROGRAMME, city=YICHANG, county=YILING)
    yield from people_chapter(stage, county=YILING)
    yield from exams_chapter(stage, PROGRAMME)
    yield from lecturers_chapter(stage, PROGRAMME, county=DIANJUN)
    yield from admission_chapter(stage, PROGRAMME, county=YILING)
    yield from calls_chapter(stage, PROGRAMME)
    yield from lists_chapter(stage, PROGRAMME)
    yield from attendance_chapter(stage, PROGRAMME, county=YILING)
    yield from outcomes_chapter(stage)
    yield from certificates_chapter(stage, PROGRAMME)
    yield from archive_chapter(stage, county=YILING)
    yield from marking_chapter(stage, PROGRAMME)
    yield from closing_chapter(stage)
    yield from exam_room_chapter(stage)
    yield from staff_chapters(stage, city=YICHANG, county=DIANJUN, year=2022)
    yield from results_chapter(stage, PROGRAMME, city=YICHANG, county=YILING, both="429004")
    yield from dossiers_chapter(stage, PROGRAMME, city=YICHANG)
    yield from messages_chapter(
        stage,
        refused=HUANGMEI,
        unsure=MACHENG,
        away=TIANMEN,
        readers=("chenliqun", "zhangwei"),
    )
    for day in REMINDER_DAYS:
        yield Event(at(day, 8), _remind)
    yield from later_years_chapter(stage, PROGRAMME)
    yield from yearly_classes_chapter(stage, PROGRAMME)
    yield from careers_chapter(stage)
    yield from merits_chapter(stage, PROGRAMME)


def _year() -> ProgrammeYear:
    return years().get(programme=PROGRAMME, year=2022)


def _winter(stage: Stage) -> Iterator[Event]:
    yield Event(at(OPENED, 9), partial(_open, stage))
    yield Event(at(ISSUED, 9), partial(_issue, stage))
    cities = sorted(code for code, level in stage.officers if level is Level.CITY)
    for number, code in enumerate(cities):
        day = SLOW_RECEIPTS.get(code, ISSUED + timedelta(days=1 + number * 3 % 11))
        officer = stage.officers[code, Level.CITY]
        yield Event(at(day, 10, number), partial(_confirm, stage, officer))
    for number, member in enumerate(("xiaolan", "qinfang", "luoping")):
        yield Event(at(date(2022, 1, 12), 15, number), partial(_confirm, stage, member))


def _open(stage: Stage, moment: datetime) -> None:
    day = moment.date()
    keeper = stage.acting("zhoumin", on=day)
    year = open_year(PROGRAMME, year=2022, province=stage.places[PROVINCE], by=keeper, on=day)
    decide_setting(
        year,
        "notice-receipt-due",
        "2022-01-31",
        reason="通知没有写回执期限，按惯例一个月内收悉。",
        by=keeper,
        in_force_from=day,
        at=moment,
    )


def _issue(stage: Stage, moment: datetime) -> None:
    issue_notice(_year(), by=stage.acting("zhoumin", on=moment.date()), on=moment.date())


def _confirm(stage: Stage, username: str, moment: datetime) -> None:
    officer = stage.acting(username, on=moment.date())
    for receipt in receipts_for(officer):
        acknowledge(receipt, by=officer, on=moment.date())


# --- the counties' plans ----------------------------------------------------------------------


def _plans(stage: Stage) -> Iterator[Event]:
    counties = sorted(code for code, level in stage.officers if level is Level.COUNTY)
    for number, code in enumerate(counties):
        sent = _sending_day(stage, code, number)
        hour, minute = 9 + number % 8, number * 7 % 60
        yield Event(
            at(sent - timedelta(days=6), hour, minute), partial(_draft, stage, code, number)
        )
        yield Event(at(sent, hour, minute), partial(_send, stage, code))
        taken = sent + timedelta(days=2 + number % 3)
        if code == YILING:
            yield Event(at(date(2022, 3, 10), 10, 14), partial(_return_yiling, stage))
            yield Event(at(date(2022, 3, 14), 16, 32), partial(_mend_yiling, stage, number))
            taken = date(2022, 3, 16)
        yield Event(at(taken, 14, minute), partial(_accept, stage, code))
    yield Event(at(date(2022, 3, 22), 11), partial(_guide, stage))
    yield Event(at(date(2022, 3, 28), 9, 30), partial(_extend, stage))


def _sending_day(stage: Stage, code: str, number: int) -> date:
    if code in LATE_PLANS:
        return LATE_PLANS[code]
    if code == YILING:
        return date(2022, 3, 8)
    if _city_code(stage, code) == HUANGGANG:
        return date(2022, 4, 1) + timedelta(days=number % 9)
    return date(2022, 2, 14) + timedelta(days=number * 11 % 39)


def _city_code(stage: Stage, code: str) -> str:
    """Return the code of the city above a county, the place's own where it holds both seats."""
    path = stage.places[code].parentages.get(valid_to=None).path
    return path.split("/")[1]


def _draft(stage: Stage, code: str, number: int, moment: datetime) -> None:
    year = _year()
    officer = stage.officer(code, Level.COUNTY, on=moment.date())
    plan = open_plan(year, by=officer, at=moment, level=Level.COUNTY)
    small = code == SHENNONGJIA
    draft = draft_of_office(
        stage.places[code].name,
        number,
        year=2022,
        items=curriculum_of(year),
        people=PEOPLE_OF_A_SMALL_OFFICE if small else 95 if code == YILING else None,
        reason="林区科技型企业少，已逐家摸底，全部纳入。" if small else _first_reason(code),
    )
    save_draft(plan, by=officer, draft=draft, revision=plan.revision, at=moment)


def _first_reason(code: str) -> str:
    return "部分企业尚未报送人员，先按已报人数安排。" if code == YILING else ""


def _plan(stage: Stage, code: str) -> Plan:
    return Plan.objects.get(place=stage.places[code], level=Level.COUNTY, organisation=None)


def _send(stage: Stage, code: str, moment: datetime) -> None:
    officer = stage.officer(code, Level.COUNTY, on=moment.date())
    send_plan(_plan(stage, code), by=officer, at=moment)


def _accept(stage: Stage, code: str, moment: datetime) -> None:
    officer = stage.officer(_city_code(stage, code), Level.CITY, on=moment.date())
    accept_plan(_plan(stage, code), by=officer, at=moment)


def _return_yiling(stage: Stage, moment: datetime) -> None:
    return_plan(
        _plan(stage, YILING),
        by=stage.acting("zhangwei", on=moment.date()),
        opinion="人数低于每县不少于 100 人的要求，请联系未报企业后补足。",
        notes=[Note("c1-people", "请把未报送人员的企业补进来，合计不少于 100 人。")],
        until=date(2022, 3, 17),
        at=moment,
    )


def _mend_yiling(stage: Stage, number: int, moment: datetime) -> None:
    officer = stage.acting("chenliqun", on=moment.date())
    plan = _plan(stage, YILING)
    draft = draft_of_office(
        stage.places[YILING].name, number, year=2022, items=curriculum_of(_year()), people=126
    )
    plan = save_draft(plan, by=officer, draft=draft, revision=plan.revision, at=moment)
    send_plan(plan, by=officer, at=moment)


def _guide(stage: Stage, moment: datetime) -> None:
    centre = stage.acting("qinfang", on=moment.date())
    classes = classes_visible_to(centre, _year(), on=moment.date())
    first = classes.filter(place=stage.places[YILING]).first()
    if first is not None:
        leave_guidance(
            first, by=centre, says="实战课程建议安排在第二天下午，便于学员上机。", at=moment
        )


def _extend(stage: Stage, moment: datetime) -> None:
    keeper = stage.acting("zhoumin", on=moment.date())
    year, due = _year(), date(2022, 4, 15)
    reason = "黄冈 3 月下旬疫情管控，同意延至 4 月 15 日。"
    counties = [
        stage.places[code]
        for code, level in stage.officers
        if level is Level.COUNTY and _city_code(stage, code) == HUANGGANG
    ]
    city = [stage.places[HUANGGANG]]
    decide: Callable[..., object] = partial(
        extend_deadline, year, due=due, reason=reason, by=keeper, at=moment
    )
    decide(obligation="county-files-class-plan", places=counties)
    decide(obligation="city-files-plan-summary", places=city)


# --- the cities' summaries --------------------------------------------------------------------


def _summaries(stage: Stage) -> Iterator[Event]:
    cities = sorted(code for code, level in stage.officers if level is Level.CITY)
    for number, code in enumerate(cities):
        day = SUMMARY_DAYS.get(code, date(2022, 3, 29) + timedelta(days=number % 3))
        yield Event(at(day, 16, number), partial(_sum_up, stage, code))
    for late in (date(2022, 4, 18), date(2022, 5, 5)):
        yield Event(at(late, 10), partial(_sum_up, stage, ENSHI))
    for day in FILING_DAYS:
        yield Event(at(day, 15), partial(_file, stage))


def _sum_up(stage: Stage, code: str, moment: datetime) -> None:
    officer = stage.officer(code, Level.CITY, on=moment.date())
    reason = "来凤、鹤峰尚未报送，先报已审核的县，随后补报。" if code == ENSHI else ""
    send_summary(_year(), city=stage.places[code], by=officer, at=moment, reason=reason)


def _file(stage: Stage, moment: datetime) -> None:
    registrar = stage.acting("hejing", on=moment.date())
    received = summaries_visible_to(registrar, _year(), on=moment.date())
    waiting = list(received.filter(state=State.SENT))
    if waiting:
        file_summaries(waiting, year=_year(), by=registrar, at=moment)


def _remind(moment: datetime) -> None:
    remind_due(moment.date(), at=moment)
