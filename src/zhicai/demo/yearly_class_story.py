"""The assessment class of each later year, Yichang's alone: package, call, class, marks, results.

Who was recommended the year before becomes a candidate as the year opens (A-HB-07); the base of the
Three Gorges screens, places and runs them. Marks come as the Excel file of the platform's own
template; one in nine fails a part and sits it again in July; the province issues in August.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from zhicai.accounts.acting import Acting
from zhicai.admission import actions as admission
from zhicai.admission.actions import CallFacts, Pick
from zhicai.admission.models import Call, Registration
from zhicai.admission.queries.calls import frame_of
from zhicai.admission.queries.screening import screening_of
from zhicai.attendance.actions import tick_lessons
from zhicai.certificates import actions as certificates
from zhicai.certificates.queries.issuing import waiting
from zhicai.certificates.queries.law import certificate_law
from zhicai.demo.assessment_money_story import SHARES
from zhicai.demo.assessment_story import (
    LENGTH,
    UNDERTAKES,
    VENUES,
    class_line,
    seal_papers,
)
from zhicai.demo.finance_story import WAN
from zhicai.demo.later_years_story import BASE, OFFICER, REGISTRAR, YEARS, YICHANG, year_of
from zhicai.demo.stage import Event, Stage, at
from zhicai.finance.actions import enter_fund, set_budget
from zhicai.finance.rules.lines import FundFacts, LineFacts
from zhicai.finance.rules.parts import LAUNCH
from zhicai.planning import actions as planning
from zhicai.planning.models import Package
from zhicai.planning.queries.packages import lines_in_force
from zhicai.programmes.models import ProgrammeYear
from zhicai.results import actions as results
from zhicai.results.actions import Given
from zhicai.results.mark_sheets import MARKS, read_marks
from zhicai.results.models import MakeUp, Mark
from zhicai.results.queries.marks import board_of
from zhicai.results.rules.decision import EXAM, PRACTICAL, Score
from zhicai.sheets.reading import read_table
from zhicai.sheets.writing import write_table
from zhicai.training import actions as training
from zhicai.training.models import Lecturer, Lesson, TrainingClass
from zhicai.training.money import cost_of

GROUP = "wuyue"
BUDGET = 12 * WAN


def yearly_classes_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield the class of each later year, from its package to the certificates."""
    for year in YEARS:
        starts = _first_day(year)
        ends, again = starts + LENGTH, starts + timedelta(days=25)
        told = (
            (at(date(year, 4, 3), 9), _call_for),
            (at(date(year, 4, 8), 15), _package),
            (at(date(year, 4, 28), 11), _approve),
            (at(date(year, 5, 6), 10), _screen),
            (at(date(year, 5, 12), 10), _list),
            (at(date(year, 5, 16), 10), _lecturers),
            (at(date(year, 5, 18), 10), _file_list),
            (at(date(year, 5, 20), 9, 30), _money),
            (at(starts, 8), _begin),
            (at(ends, 18), _end),
            (at(ends + timedelta(days=1), 10), _marks),
            (at(ends + timedelta(days=3), 9, 30), _publish),
            (at(again, 17), _make_up),
            (at(again + timedelta(days=1), 9), _publish),
            (at(date(year, 8, 4), 10), _issue),
        )
        for moment, act in told:
            yield Event(moment, partial(act, stage, programme))


def _first_day(year: int) -> date:
    """The first Monday of June."""
    day = date(year, 6, 1)
    return day + timedelta(days=(7 - day.weekday()) % 7)


# --- the way into it ------------------------------------------------------------------------------


def _base(stage: Stage, moment: datetime) -> Acting:
    return stage.acting(BASE, on=moment.date())


def _group(stage: Stage, moment: datetime) -> Acting:
    return stage.acting(GROUP, on=moment.date())


def _call_for(stage: Stage, programme: str, moment: datetime) -> None:
    """The base calls for the candidates of its region; those recommended are in it already."""
    year, by = year_of(programme, moment.year), _base(stage, moment)
    frame = frame_of(year, on=moment.date())
    region = frame.regions.of_city(YICHANG)
    facts = CallFacts(moment.date(), date(year.year, 4, 30), VENUES[YICHANG][2])
    if region is not None:
        drafted = admission.draft_call(year, region.key, facts, by=by, at=moment)
        admission.open_call(drafted, by=by, at=moment)


def _package(stage: Stage, programme: str, moment: datetime) -> None:
    """The working group draws up the three classes, seals what is tested, and sends."""
    year, group = year_of(programme, moment.year), _group(stage, moment)
    package = planning.open_package(year, by=group, at=moment)
    lines = []
    for number, (code, (title, house, seats, _then)) in enumerate(VENUES.items(), start=1):
        unit = stage.acting(UNDERTAKES[code], on=moment.date()).organisation_id or 0
        starts = _first_day(year.year) + timedelta(days=14 * (number - 2))
        planned = (title, house, seats, starts)
        lines.append(class_line(f"c{number}", code, unit, year, planned))
    draft = {"notes": "按区域就近办班，宜昌先行开班。", "reason": "", "classes": lines}
    package = planning.save_package(
        package, by=group, draft=draft, revision=package.revision, at=moment
    )
    seal_papers(package, group, moment)
    planning.send_package(package, by=group, at=moment + timedelta(hours=2))


def _approve(stage: Stage, programme: str, moment: datetime) -> None:
    """The office approves, the group sets the class up, the base opens it."""
    year = year_of(programme, moment.year)
    registrar, group = stage.acting(REGISTRAR, on=moment.date()), _group(stage, moment)
    package = Package.objects.get(programme_year=year)
    planning.approve_package(package, by=registrar, opinion="同意，按计划组织。", at=moment)
    for line in lines_in_force(year).filter(city__code=YICHANG):
        found = training.open_from_package(line, by=group, at=moment)
        training.take_step(found, "open", by=_base(stage, moment), at=moment)


def _picks(call: Call, moment: datetime, proposed: str) -> list[Pick]:
    table = screening_of(call, frame_of(call.programme_year, on=moment.date()))
    lines = [one for one in table.lines if not one.decision and one.proposed == proposed]
    return [Pick(one.pk, one.row.revision) for one in lines]


def _call(stage: Stage, programme: str, moment: datetime) -> Call:
    rows = Call.objects.select_related("programme_year__province")
    team = _base(stage, moment).organisation_id
    return rows.get(programme_year=year_of(programme, moment.year), team=team)


def _screen(stage: Stage, programme: str, moment: datetime) -> None:
    call, by = _call(stage, programme, moment), _base(stage, moment)
    call = admission.begin_screening(call, by=by, at=moment)
    for decision in ("accept", "reserve"):
        if picks := _picks(call, moment, decision):
            admission.screen(call, picks, decision, by=by, at=moment)
    admission.finish_screening(call, by=by, at=moment)


def _list(stage: Stage, programme: str, moment: datetime) -> None:
    call, by = _call(stage, programme, moment), _base(stage, moment)
    for act in (
        admission.draft_list, admission.place_list, admission.seal_list, admission.publish_list,
    ):  # fmt: skip
        act(call, by=by, at=moment)


# --- the class ------------------------------------------------------------------------------------


def _class(programme: str, moment: datetime) -> TrainingClass:
    rows = TrainingClass.objects.select_related("place", "programme_year__province", "run_by")
    return rows.get(programme_year=year_of(programme, moment.year), line__isnull=False)


def _lecturers(stage: Stage, programme: str, moment: datetime) -> None:
    """The group appoints lecturers, puts them before the lessons and sends the list."""
    group, found = _group(stage, moment), _class(programme, moment)
    pool = list(Lecturer.objects.filter(state="active").order_by("pk"))
    chosen = [pool[(moment.year * 3 + n) % len(pool)] for n in range(5)]
    for lecturer in chosen:
        training.appoint(found, lecturer, by=group, at=moment)
    lessons = found.lessons.filter(kind="teaching", cancelled=False, lecturer=None).order_by("pk")
    who: dict[int, int | None] = {
        pk: chosen[number % len(chosen)].pk
        for number, pk in enumerate(lessons.filter(practical=False).values_list("pk", flat=True))
    }
    training.assign_lecturers(found, who, by=group, at=moment)
    province = stage.acting(OFFICER, on=moment.date())
    for row in found.requests.filter(state="open").order_by("pk"):
        training.send_lecturer(row, pool[-1], by=province, at=moment)
    training.appoint_taught(found, by=group, at=moment)
    training.send_list(found, by=group, at=moment)


def _file_list(stage: Stage, programme: str, moment: datetime) -> None:
    registrar = stage.acting(REGISTRAR, on=moment.date())
    training.file_list(_class(programme, moment).lecturer_list, by=registrar, at=moment)


def _money(stage: Stage, programme: str, moment: datetime) -> None:
    """The province places the year's launch money, the base sets the budget out of it."""
    year, province = year_of(programme, moment.year), stage.acting(OFFICER, on=moment.date())
    facts = FundFacts(
        "省知识产权专员培训专项资金", "special", 40 * WAN, moment.date(), "考核培训启动经费",
        "assessment", ring_fenced=True, shared=True,
    )  # fmt: skip
    fund = enter_fund(year, facts, by=province, at=moment)
    lines = [LineFacts(kind, fund.pk, BUDGET * share // 100, part=LAUNCH) for kind, share in SHARES]
    set_budget(cost_of(_class(programme, moment)), lines, by=_base(stage, moment), at=moment)


def _begin(stage: Stage, programme: str, moment: datetime) -> None:
    training.take_step(_class(programme, moment), "running", by=_base(stage, moment), at=moment)


def _people(found: TrainingClass) -> list[int]:
    rows = Registration.objects.filter(training_class=found, state="accepted").order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _end(stage: Stage, programme: str, moment: datetime) -> None:
    """Everyone came to everything; the base ends the class."""
    found, by = _class(programme, moment), _base(stage, moment)
    lessons = Lesson.objects.filter(training_class=found, cancelled=False).order_by("day", "starts")
    keys = list(lessons.values_list("pk", flat=True))
    tick_lessons(found, keys, _people(found), by=by, at=moment)
    training.take_step(found, "finished", by=by, at=moment)


def _marks(stage: Stage, programme: str, moment: datetime) -> None:
    """The marks come in the table that the platform hands out, one row a trainee."""
    found = _class(programme, moment)
    board = board_of(found)
    rows = [
        {
            "seat": str(line.pk), "name": line.row.person.name, EXAM: str(_mark(place, 4, 37)),
            PRACTICAL: str(_mark(place, 8, 23)),
        }
        for place, line in enumerate(board.lines)
    ]  # fmt: skip
    read = read_marks(read_table(write_table(MARKS, rows), MARKS), board)
    results.enter_marks(
        found, read.given, source=Mark.Source.IMPORTED, by=_base(stage, moment), at=moment
    )


def _mark(place: int, fails: int, turn: int) -> int:
    return 52 if place % 18 == fails else 64 + place * turn % 34


def _publish(stage: Stage, programme: str, moment: datetime) -> None:
    """Publish what was decided; who failed a part is told when to sit it again."""
    found, by = _class(programme, moment), _base(stage, moment)
    results.publish(found, by=by, at=moment)
    if not MakeUp.objects.filter(registration__training_class=found).exists():
        day = _first_day(moment.year) + timedelta(days=25)
        results.arrange_make_up(found, day, venue=found.venue, by=by, at=moment)


def _make_up(stage: Stage, programme: str, moment: datetime) -> None:
    """Of those who sit a part again the last one fails for good."""
    found = _class(programme, moment)
    rows = list(MakeUp.objects.filter(registration__training_class=found).order_by("pk"))
    given = [
        Given(
            row.registration_id,
            {part: Score(Decimal(55 if row is rows[-1] else 71)) for part in row.parts},
        )
        for row in rows
    ]
    results.enter_marks(
        found, given, turn="makeup", source=Mark.Source.IMPORTED, by=_base(stage, moment),
        at=moment,
    )  # fmt: skip


def _issue(stage: Stage, programme: str, moment: datetime) -> None:
    year: ProgrammeYear = year_of(programme, moment.year)
    keys = list(waiting(certificate_law(year, on=moment.date())).values_list("pk", flat=True))
    by = stage.acting(OFFICER, on=moment.date())
    certificates.issue(
        year, keys, key=f"demo-{year.year}", by=by, at=moment, of_class=_class(programme, moment)
    )
