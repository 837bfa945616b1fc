"""The years after the first: opened in January, two counties train, their best are recommended.

2023 to 2025 are told small: Yiling and Dianjun plan, take their trainees in as an Excel roster,
hold one class each and recommend the best for the next year's assessment, which
:mod:`.yearly_class_story` tells. The other counties' years are not told.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.accounts.acting import Acting
from zhicai.admission.actions import Way, import_roster, upload_roster
from zhicai.admission.models import Registration
from zhicai.admission.queries.asking import asking_of
from zhicai.admission.sheets import roster_shape
from zhicai.attendance.actions import tick_lessons
from zhicai.demo.admission_story import employers_of
from zhicai.demo.finance_story import SHARES, USUAL, YEARLY
from zhicai.demo.people import trainee
from zhicai.demo.plans import draft_of_office
from zhicai.demo.stage import Event, Stage, at
from zhicai.finance.actions import enter_fund, set_budget
from zhicai.finance.rules.lines import FundFacts, LineFacts
from zhicai.law.schema import Level
from zhicai.people.models import Specialist
from zhicai.planning.actions import accept_plan, file_summaries, open_plan, save_draft
from zhicai.planning.actions import send_plan as send_county_plan
from zhicai.planning.actions import send_summary as send_city_summary
from zhicai.planning.models import Plan, PlannedClass
from zhicai.planning.queries.summaries import summaries_visible_to
from zhicai.programmes.actions import acknowledge, issue_notice, open_year
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, receipts_for, years
from zhicai.results import actions as results
from zhicai.results.models import Completion, Recommendation
from zhicai.sheets.writing import write_table
from zhicai.training import actions as training
from zhicai.training.models import Lecturer, Lesson, TrainingClass
from zhicai.training.money import cost_of
from zhicai.training.queries.frames import frame_of
from zhicai.training.rules.evaluation import questions_of

YEARS = (2023, 2024, 2025)
YILING, DIANJUN, YICHANG = "420506", "420504", "420500"
COUNTIES = (YILING, DIANJUN)
KEEPER, OFFICER, REGISTRAR, BASE, CITY = "zhoumin", "linhao", "hejing", "xiaolan", "zhangwei"
PEOPLE = 104
"""What a county plans for; the one class that is told takes :data:`COMING` of them."""
COMING, BEST = 28, 9
FROM = 8000
"""Running numbers of these trainees among a county's, beyond those of the first year."""


def later_years_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield each year from its opening to what is recommended for the next."""
    yield Event(at(date(2022, 10, 12), 10), partial(_recommend, stage, programme, 2022))
    yield Event(at(date(2022, 10, 20), 15), partial(_join, stage, 2023))
    for year in YEARS:
        yield Event(at(date(year, 1, 6), 9), partial(_open, stage, programme, year))
        yield Event(at(date(year, 1, 12), 10), partial(_acknowledge, stage))
        for number, code in enumerate(COUNTIES):
            yield Event(at(date(year, 2, 21 + number), 10), partial(_plan, stage, programme, code))
            yield Event(at(date(year, 2, 26), 14, number), partial(_accept, stage, programme, code))
        yield Event(at(date(year, 3, 14), 15), partial(_sum_up, stage, programme))
        yield Event(at(date(year, 3, 17), 10), partial(_file, stage, programme))
        for number, code in enumerate(COUNTIES):
            starts = _first_day(year, number)
            act = partial(_class_begins, stage, programme, code, starts)
            yield Event(at(starts - timedelta(days=12), 9), act)
            yield Event(at(starts, 8), partial(_step, stage, programme, code, "running"))
            ends = starts + timedelta(days=2)
            yield Event(at(ends, 18), partial(_class_ends, stage, programme, code))
            yield Event(at(ends + timedelta(days=10), 10), partial(_close, stage, programme, code))
        if year < YEARS[-1]:
            yield Event(at(date(year, 10, 11), 10), partial(_recommend, stage, programme, year))
            yield Event(at(date(year, 10, 19), 15), partial(_join, stage, year + 1))


def _first_day(year: int, number: int) -> date:
    """A Monday in April or May."""
    day = date(year, 4, 10 + number * 28 % 31) if number == 0 else date(year, 5, 8)
    return day + timedelta(days=(7 - day.weekday()) % 7)


def year_of(programme: str, year: int) -> ProgrammeYear:
    """Return one year of the programme."""
    return years().get(programme=programme, year=year)


def _open(stage: Stage, programme: str, year: int, moment: datetime) -> None:
    keeper, on = stage.acting(KEEPER, on=moment.date()), moment.date()
    opened = open_year(
        programme, year=year, province=stage.places[stage.province], by=keeper, on=on
    )
    issue_notice(opened, by=keeper, on=on)


def _acknowledge(stage: Stage, moment: datetime) -> None:
    for who in (CITY, BASE):
        by = stage.acting(who, on=moment.date())
        for receipt in receipts_for(by):
            acknowledge(receipt, by=by, on=moment.date())


# --- plans ----------------------------------------------------------------------------------------


def _plan(stage: Stage, programme: str, code: str, moment: datetime) -> None:
    """A county plans and sends."""
    year = year_of(programme, moment.year)
    officer = stage.officer(code, Level.COUNTY, on=moment.date())
    plan = open_plan(year, by=officer, at=moment, level=Level.COUNTY)
    draft = draft_of_office(
        stage.places[code].name, 0, year=year.year, items=curriculum_of(year), people=PEOPLE
    )
    starts = _first_day(year.year, COUNTIES.index(code))
    draft["classes"][0] |= {
        "starts": starts.isoformat(), "ends": (starts + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    plan = save_draft(plan, by=officer, draft=draft, revision=plan.revision, at=moment)
    send_county_plan(plan, by=officer, at=moment + timedelta(hours=1))


def _accept(stage: Stage, programme: str, code: str, moment: datetime) -> None:
    rows = Plan.objects.filter(programme_year=year_of(programme, moment.year), organisation=None)
    plan = rows.get(place__code=code, level=Level.COUNTY)
    accept_plan(plan, by=stage.acting(CITY, on=moment.date()), at=moment)


def _sum_up(stage: Stage, programme: str, moment: datetime) -> None:
    """The city sends what there is, saying who is missing."""
    year, city = year_of(programme, moment.year), stage.acting(CITY, on=moment.date())
    reason = "其余县（市、区）沿用上年安排，随后补报。"
    send_city_summary(year, city=stage.places[YICHANG], by=city, at=moment, reason=reason)


def _file(stage: Stage, programme: str, moment: datetime) -> None:
    year = year_of(programme, moment.year)
    registrar = stage.acting(REGISTRAR, on=moment.date())
    rows = summaries_visible_to(registrar, year, on=moment.date()).filter(state="sent")
    if waiting := list(rows):
        file_summaries(waiting, year=year, by=registrar, at=moment)


# --- classes --------------------------------------------------------------------------------------


def _class_begins(stage: Stage, programme: str, code: str, starts: date, moment: datetime) -> None:
    """Set up the class of the plan, find its lecturers, open it, and bring its roster in."""
    year, on = year_of(programme, moment.year), moment.date()
    officer = stage.officer(code, Level.COUNTY, on=on)
    planned = PlannedClass.objects.get(
        plan__programme_year=year, place__code=code, starts_on=starts, dropped_on=None
    )
    found = training.open_from_plan(planned, by=officer, at=moment)
    pool = list(Lecturer.objects.filter(state="active").order_by("pk"))
    turn = COUNTIES.index(code) * 5
    province, city = stage.acting(OFFICER, on=on), stage.acting(CITY, on=on)
    for number, row in enumerate(found.requests.filter(state="open").order_by("pk")):
        training.send_lecturer(row, pool[8 + (turn + number) % 8], by=province, at=moment)
    lessons = Lesson.objects.filter(training_class=found, lecturer=None, practical=False)
    chosen: dict[int, int | None] = {
        pk: pool[(turn + n) % 8].pk for n, pk in enumerate(lessons.values_list("pk", flat=True))
    }
    training.assign_lecturers(found, chosen, by=city, at=moment)
    training.take_step(found, "open", by=officer, at=moment)
    _roster(found, officer, moment)
    _money(found, officer, moment)


def _money(found: TrainingClass, officer: Acting, moment: datetime) -> None:
    """The county pays the class out of its yearly money."""
    facts = FundFacts(
        YEARLY, "yearly", 8 * USUAL, moment.date(), "举办专员预科班",
        answers="走访企业收集的实务培训需求。",
    )  # fmt: skip
    year = found.programme_year
    fund = enter_fund(year, facts, by=officer, at=moment, level=Level.COUNTY)
    lines = [LineFacts(kind, fund.pk, USUAL * share // 100) for kind, share in SHARES]
    set_budget(cost_of(found), lines, by=officer, at=moment)


def _roster(found: TrainingClass, officer: Acting, moment: datetime) -> None:
    """An Excel file of the platform's own template, filled in."""
    place = found.place
    known = employers_of(place.pk)
    first = FROM + (found.programme_year.year - YEARS[0]) * COMING
    rows = [trainee(place.code, place.short_name, first + n, known) for n in range(COMING)]
    lines = [
        {
            "name": one.name, "id_kind": "resident", "id_number": one.number, "phone": one.phone,
            "employer": one.employer, "kind": one.kind, "place": place.name, "post": one.post,
            "ip_post": one.is_ip_post,
        }
        for one in rows
    ]  # fmt: skip
    content = write_table(roster_shape(asking_of(found, on=moment.date())), lines)
    upload = upload_roster(
        found, content, name=f"{place.short_name}学员名单.xlsx", way=Way(), by=officer, at=moment
    )
    import_roster(upload, only_sound=True, by=officer, at=moment + timedelta(minutes=5))


def _class(programme: str, code: str, year: int) -> TrainingClass:
    rows = TrainingClass.objects.select_related("place", "programme_year__province")
    return rows.get(programme_year=year_of(programme, year), line=None, place__code=code)


def _step(stage: Stage, programme: str, code: str, step: str, moment: datetime) -> None:
    found = _class(programme, code, moment.year)
    officer = stage.officer(code, Level.COUNTY, on=moment.date())
    training.take_step(found, step, by=officer, at=moment)


def _class_ends(stage: Stage, programme: str, code: str, moment: datetime) -> None:
    """The county enters who came, three of them to the first day alone, and ends the class."""
    found = _class(programme, code, moment.year)
    officer = stage.officer(code, Level.COUNTY, on=moment.date())
    rows = Registration.objects.filter(training_class=found, state="accepted").order_by("pk")
    people = list(rows.values_list("pk", flat=True))
    lessons = Lesson.objects.filter(training_class=found, cancelled=False).order_by("day", "starts")
    keys = list(lessons.values_list("pk", flat=True))
    tick_lessons(found, keys, people[3:], by=officer, at=moment)
    tick_lessons(found, keys[:2], people[:3], by=officer, at=moment)
    training.take_step(found, "finished", by=officer, at=moment)


def _close(stage: Stage, programme: str, code: str, moment: datetime) -> None:
    """The base evaluates the class and the county closes it."""
    found, on = _class(programme, code, moment.year), moment.date()
    base = stage.acting(BASE, on=on)
    training.evaluate(found, "effect", _scores(found, on), says="", by=base, at=moment)
    training.take_step(found, "closed", by=stage.officer(code, Level.COUNTY, on=on), at=moment)


def _scores(found: TrainingClass, on: date) -> dict[str, int | None]:
    table = frame_of(found.programme_year, on=on).settings.get("class-evaluation-questions")
    return {one.key: 4 + (found.pk + n) % 2 for n, one in enumerate(questions_of(table, "effect"))}


# --- the best of them -----------------------------------------------------------------------------


def _recommend(stage: Stage, programme: str, year: int, moment: datetime) -> None:
    """Each county recommends the best of its year for the assessment of the next."""
    for code in COUNTIES:
        _recommend_from(stage, programme, code, year, moment)


def _recommend_from(stage: Stage, programme: str, code: str, year: int, moment: datetime) -> None:
    known = Recommendation.objects.filter(for_year=year + 1).values("person")
    rows = Completion.objects.filter(
        completed=True, programme_year=year_of(programme, year), place__code=code
    ).exclude(registration__person__in=known)
    rows = rows.exclude(
        registration__person__in=Specialist.objects.filter(valid_to=None).values("person")
    )
    best = rows.order_by("-hours", "pk").values_list("registration__person", flat=True)
    if people := list(dict.fromkeys(best))[:BEST]:
        officer = stage.officer(code, Level.COUNTY, on=moment.date())
        results.recommend(people, year_of(programme, year), year + 1, by=officer, at=moment)


def _join(stage: Stage, for_year: int, moment: datetime) -> None:
    """City and base join in."""
    for who, waits in ((CITY, {"awaits_city": True}), (BASE, {"awaits_base": True})):
        by = stage.acting(who, on=moment.date())
        rows = Recommendation.objects.filter(
            state="sent", for_year=for_year, place__code__startswith=YICHANG[:4], **waits
        )
        if waiting := list(rows.order_by("pk")):
            results.answer(waiting, True, by=by, at=moment)
