"""The money of the year: funds of the province, cities and counties, budgets, expenses.

Cities and the counties of one city place their money in winter, the others before their first
class. Every Monday budgets are set for the classes that begin soon, every Thursday what ended is
paid for. One county asks the province to note another source and gets it, another still waits.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.accounts.acting import Acting
from zhicai.demo.stage import Event, Stage, at
from zhicai.finance.actions import (
    answer_note,
    ask_note,
    book_expense,
    book_expenses,
    close_budget,
    enter_fund,
    reverse_expense,
    set_budget,
)
from zhicai.finance.models import Budget, Fund, SourceNote
from zhicai.finance.objects import CostObject
from zhicai.finance.queries import has_budgets
from zhicai.finance.rules.lines import ExpenseFacts, FundFacts, LineFacts
from zhicai.foundation.errors import Refused
from zhicai.law.schema import Level
from zhicai.outreach.models import Opinion
from zhicai.places.queries import tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_key, cost_of

OFFICER = "linhao"
YEARLY = "年度专员培训资金"
FIRST, LAST = date(2022, 3, 28), date(2022, 12, 8)
WAN = 1_000_000
"""Ten thousand yuan in fen."""
USUAL = 52 * WAN // 10
SHARES = (("lecturers", 50), ("venue", 20), ("meals", 20), ("materials", 10))
"""What a class pays for, in percent of its budget."""
PAYEES = {
    "lecturers": "讲课老师（代发）",
    "venue": "会议中心",
    "meals": "机关食堂",
    "materials": "印刷厂",
}


def finance_chapter(stage: Stage, programme: str, *, city: str, county: str) -> Iterator[Event]:
    """Yield the year's money; ``city`` is the one of which the spring is told in full."""
    yield Event(at(date(2022, 1, 18), 10), partial(_province, stage, programme))
    cities = sorted(code for code, level in stage.officers if level is Level.CITY)
    for number, code in enumerate(cities):
        if number % 6 == 4:
            continue
        day = date(2022, 2, 8) + timedelta(days=number % 9)
        yield Event(at(day, 14, number), partial(_city, stage, programme, code, number))
    yield Event(at(date(2022, 3, 10), 16), partial(_counties, stage, programme, city))
    day = FIRST
    while day <= LAST:
        yield Event(at(day, 8, 20), partial(_monday, stage, programme, city, county))
        thursday = day + timedelta(days=3)
        yield Event(at(thursday, 17, 50), partial(_thursday, stage, programme, county))
        day += timedelta(days=7)


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _province(stage: Stage, programme: str, moment: datetime) -> None:
    facts = FundFacts(
        "省知识产权专员培训专项资金", "special", 120 * WAN, moment.date(),
        "考核培训启动经费", "assessment", ring_fenced=True, shared=True,
    )  # fmt: skip
    enter_fund(_year(programme), facts, by=stage.acting(OFFICER, on=moment.date()), at=moment)


def _city(stage: Stage, programme: str, code: str, number: int, moment: datetime) -> None:
    facts = FundFacts(
        YEARLY, "yearly", (8 + number % 5 * 3) * WAN, moment.date(), "补助县（市、区）专员培训",
        shared=True, answers="企业反映检索、维权课程不够，送课到园区。",
    )  # fmt: skip
    officer = stage.officer(code, Level.CITY, on=moment.date())
    enter_fund(_year(programme), facts, by=officer, at=moment, level=Level.CITY)


def _counties(stage: Stage, programme: str, city: str, moment: datetime) -> None:
    year = _year(programme)
    places = tree(stage.province, on=moment.date())
    for place in places.seats(Level.COUNTY, places.by_code[city].path):
        if int(place.code) % 7 != 3:
            _county_fund(stage, year, place.code, moment)


def _county_fund(stage: Stage, year: ProgrammeYear, code: str, moment: datetime) -> Fund:
    """The yearly money of a county, placed when it is first needed."""
    known = Fund.objects.filter(
        programme_year=year, place__code=code, level=Level.COUNTY.value, name=YEARLY
    ).first()
    if known is not None:
        return known
    heard = Opinion.objects.filter(place__code=code, sort=Opinion.Sort.NEED)
    facts = FundFacts(
        YEARLY, "yearly", (12 + int(code) % 6 * 2) * WAN, moment.date(),
        "举办专员预科班", answers="走访企业收集的实务培训需求。",
        needs=tuple(heard.values_list("pk", flat=True)),
    )  # fmt: skip
    officer = stage.officer(code, Level.COUNTY, on=moment.date())
    return enter_fund(year, facts, by=officer, at=moment, level=Level.COUNTY)


def _forgets(code: str) -> bool:
    """Counties that think of the budget on the very morning of the class."""
    return int(code) % 8 == 5


def _monday(stage: Stage, programme: str, city: str, county: str, moment: datetime) -> None:
    year, on = _year(programme), moment.date()
    soon = TrainingClass.objects.filter(
        programme_year=year,
        line=None,
        state__in=("planned", "open"),
        starts_on__lte=on + timedelta(days=12),
    ).select_related("place", "planned")
    rows = list(soon.order_by("starts_on", "pk"))
    have = has_budgets(cost_key(row.pk) for row in rows)
    for row in rows:
        code = row.place.code
        if cost_key(row.pk) in have or (_forgets(code) and row.starts_on > on):
            continue
        _plan_money(stage, year, row, city if code == county else "", moment)
    _other_sources(stage, year, county, rows, moment)


def _plan_money(
    stage: Stage, year: ProgrammeYear, row: TrainingClass, city: str, moment: datetime
) -> None:
    """Set the budget out of the county's money; one county has help from its city."""
    code, level = row.place.code, Level(row.level)
    officer = stage.officer(code, level, on=moment.date())
    fund = (
        _county_fund(stage, year, code, moment)
        if level is Level.COUNTY
        else Fund.objects.filter(programme_year=year, place=row.place, level=row.level).first()
    )
    if fund is None:
        return
    whole = row.planned.budget if row.planned is not None and row.planned.budget else USUAL
    whole = min(whole, 5 * WAN)
    lines = [LineFacts(kind, fund.pk, whole * share // 100) for kind, share in SHARES]
    helping = Fund.objects.filter(programme_year=year, place__code=city, shared=True).first()
    if city and helping is not None:
        lines[1] = LineFacts("venue", helping.pk, lines[1].amount, "市局补助园区送课的场地费")
    try:
        set_budget(cost_of(row), lines, by=officer, at=moment)
    except Refused:
        return  # the fund is used up; the class waits, as in an office


def _other_sources(
    stage: Stage, year: ProgrammeYear, county: str, rows: list[TrainingClass], moment: datetime
) -> None:
    """A sponsor pays for one class, and another county would like the same."""
    if SourceNote.objects.exists():
        return
    for number, row in enumerate([one for one in rows if one.place.code != county][:2]):
        officer = stage.officer(row.place.code, Level(row.level), on=moment.date())
        facts = FundFacts(
            "产业协会赞助", "other", WAN, moment.date(), "承担一期预科班的资料费", ring_fenced=False
        )
        fund = enter_fund(year, facts, by=officer, at=moment, level=Level(row.level))
        reason = "协会愿意承担一期学员资料费，不与招生挂钩。"
        note = ask_note(cost_of(row), fund.pk, reason=reason, by=officer, at=moment)
        if number == 0:
            province = stage.acting(OFFICER, on=moment.date())
            says = "同意，限资料费，在学员手册上注明。"
            answer_note(note, give=True, says=says, by=province, at=moment)


def _thursday(stage: Stage, programme: str, county: str, moment: datetime) -> None:
    year = _year(programme)
    ended = TrainingClass.objects.filter(
        programme_year=year, line=None, state__in=("finished", "closed")
    ).select_related("place")
    spendable = Budget.objects.filter(programme_year=year, state="open", set_on__isnull=False)
    keys = set(spendable.values_list("cost_object", flat=True))
    for row in ended.order_by("pk"):
        if cost_key(row.pk) in keys:
            _pay(stage, row, county, moment)


def _pay(stage: Stage, row: TrainingClass, county: str, moment: datetime) -> None:
    """Pay what the class cost; close the books of one that is closed."""
    officer = stage.officer(row.place.code, Level(row.level), on=moment.date())
    cost = cost_of(row)
    budget = Budget.objects.get(cost_object=cost.key)
    if not budget.expenses.exists():
        spare = 1 + row.pk % 7
        facts = [
            ExpenseFacts(
                line.pk, row.ends_on, PAYEES.get(line.kind, "承办单位"),
                line.amount * (100 - spare) // 100, row.title, f"{row.ends_on:%Y%m}-{number:03}",
            )
            for number, line in enumerate(budget.lines.order_by("pk"), start=1)
        ]  # fmt: skip
        book_expenses(cost, facts, by=officer, at=moment)
        if row.place.code == county:
            _mistake(cost, facts[-1].line or 0, officer, moment)
    elif row.state == "closed" and not budget.notes.filter(state="asked").exists():
        close_budget(cost, by=officer, at=moment)


def _mistake(cost: CostObject, line: int, officer: Acting, moment: datetime) -> None:
    """A small bill is booked on the wrong class, and undone."""
    facts = ExpenseFacts(line, moment.date(), "打印店", 1_500, "误记", "误-001")
    wrong = book_expense(cost, facts, by=officer, at=moment)
    reverse_expense(cost, wrong.pk, reason="应记在下一期，冲销后重记。", by=officer, at=moment)
