"""The money of the assessment classes: launch, expansion, vouchers, settlement, what was refused.

The province lets the notice's minimum be the base of launch money, so that the people of the last
class who lie beyond it are Shiyan's to pay for. A county's money needs the province's note. Wuhan
and Yichang are settled in July; an invoice that comes after is refused by its clause.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.acting import Acting
from zhicai.demo.assessment_story import GROUP, SHIYAN, UNDERTAKES, WUHAN, YICHANG
from zhicai.demo.finance_story import OFFICER, WAN
from zhicai.demo.stage import Event, Stage, at
from zhicai.finance import actions
from zhicai.finance.models import Budget, Fund
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.budgets import sheet_of
from zhicai.finance.rules.lines import ExpenseFacts, FundFacts, LineFacts
from zhicai.finance.rules.parts import LAUNCH, MINIMUM, PEOPLE
from zhicai.finance.rules.supports import SupportFacts
from zhicai.foundation.errors import Refused
from zhicai.law.schema import Level
from zhicai.programmes.actions import decide_setting
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_of

KEEPER = "zhoumin"
SPECIAL = "专员培训专项资金"
PLANNED = {WUHAN: 38 * WAN, YICHANG: 40 * WAN, SHIYAN: 36 * WAN}
SHARES = (("lecturers", 22), ("lecturer-travel", 8), ("venue", 14), ("meals", 24),
          ("lodging", 26), ("materials", 6))  # fmt: skip
"""What a class pays for, in percent of its budget."""
PAYEES = {
    "lecturers": "授课专家（代发）", "lecturer-travel": "铁路和民航客票代理", "venue": "会议中心",
    "meals": "学术交流中心餐厅", "lodging": "学术交流中心客房部", "materials": "文印公司",
}  # fmt: skip
LAST_YEAR = {WUHAN: 26 * WAN, YICHANG: 17 * WAN, SHIYAN: 13 * WAN}
"""What the three venues gave in the year before, beside what every city did."""
BUDGETED = {WUHAN: date(2022, 5, 6), YICHANG: date(2022, 5, 20), SHIYAN: date(2022, 6, 2)}
PAID = {WUHAN: date(2022, 5, 27), YICHANG: date(2022, 6, 10), SHIYAN: date(2022, 6, 24)}
SETTLED = {WUHAN: date(2022, 7, 8), YICHANG: date(2022, 7, 12), SHIYAN: date(2022, 8, 5)}
LATE_INVOICE = date(2022, 7, 15)
DANJIANGKOU = "420381"
INVOICE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WHY = "按实际到课人数和票据结算，结余退回资金。"


def assessment_money_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield funds, budgets, expenses, settlements and what was refused."""
    yield Event(at(date(2022, 2, 25), 10), partial(_funds, stage, programme))
    yield Event(at(date(2022, 3, 16), 15), partial(_supports, stage))
    yield Event(at(date(2022, 5, 5), 9), partial(_base, stage, programme))
    for code, day in BUDGETED.items():
        yield Event(at(day, 9, 30), partial(_budget, stage, programme, code))
        yield Event(at(PAID[code], 16, 20), partial(_pay, stage, code))
    for code, day in SETTLED.items():
        yield Event(at(day, 15), partial(_settle, stage, code))
    yield Event(at(LATE_INVOICE, 11, 5), partial(_late_invoice, stage))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _funds(stage: Stage, programme: str, moment: datetime) -> None:
    """The three venues place a special fund; a county would help, too."""
    for code, fen in ((WUHAN, 30 * WAN), (YICHANG, 20 * WAN), (SHIYAN, 15 * WAN)):
        facts = FundFacts(
            f"市级{SPECIAL}", "special", fen, moment.date(), "考核班班次和人员拓展", "assessment",
            ring_fenced=True, shared=True,
        )  # fmt: skip
        officer = stage.officer(code, Level.CITY, on=moment.date())
        actions.enter_fund(_year(programme), facts, by=officer, at=moment, level=Level.CITY)
    facts = FundFacts(
        "企业人才培训资金", "yearly", 6 * WAN, moment.date(), "支持本县企业参加考核培训",
        shared=True, answers="企业希望多派一人参加考核。",
    )  # fmt: skip
    officer = stage.officer(DANJIANGKOU, Level.COUNTY, on=moment.date())
    actions.enter_fund(_year(programme), facts, by=officer, at=moment, level=Level.COUNTY)


def _supports(stage: Stage, moment: datetime) -> None:
    """Cities say what they give: staff, last year's money, policies."""
    on = moment.date()
    cities = sorted(code for code, level in stage.officers if level is Level.CITY)
    for number, code in enumerate(cities):
        officer = stage.officer(code, Level.CITY, on=on)
        before = LAST_YEAR.get(code, 0) + (7 + number % 5 * 3) * WAN
        facts = [SupportFacts("money", 2021, "2021 年培训经费", date(2021, 3, 1), amount=before)]
        if number % 4 != 3:
            facts.append(SupportFacts("staff", 2022, "专员培训专班", on, people=2 + number % 3))
        if number % 3 == 0:
            facts.append(
                SupportFacts("policy", 2022, "企业知识产权专员奖补办法", on,
                             number=f"知发〔2022〕{3 + number}号",
                             says="取得证书的专员每人奖补 2,000 元。")
            )  # fmt: skip
        for one in facts:
            actions.enter_support(one, by=officer, at=moment, level=Level.CITY)


def _base(stage: Stage, programme: str, moment: datetime) -> None:
    decide_setting(
        _year(programme), "launch-base", MINIMUM,
        reason="启动经费按通知的最低班数和人数安排，超出的由市州专项资金拓展。",
        by=stage.acting(KEEPER, on=moment.date()), in_force_from=moment.date(), at=moment,
    )  # fmt: skip


def _cost(code: str) -> CostObject:
    rows = TrainingClass.objects.select_related("line__package", "programme_year__province")
    return cost_of(rows.get(line__isnull=False, place__code=code))


def _unit(stage: Stage, code: str, moment: datetime) -> Acting:
    return stage.acting(UNDERTAKES[code], on=moment.date())


def _budget(stage: Stage, programme: str, code: str, moment: datetime) -> None:
    """The unit sets the budget; Shiyan's first one draws on money that may not pay for it."""
    unit, cost, whole = _unit(stage, code, moment), _cost(code), PLANNED[code]
    funds = Fund.objects.filter(programme_year=_year(programme))
    launch = funds.get(place__code=stage.province, kind="special")
    lines = [
        LineFacts(kind, launch.pk, whole * share // 100, part=LAUNCH) for kind, share in SHARES
    ]
    if code == SHIYAN:
        county = funds.get(place__code=DANJIANGKOU, shared=True)
        city = funds.get(place__code=code, kind="special")
        _refused_lines(cost, [*lines[:-1], _with(lines[-1], county, LAUNCH)], unit, moment)
        lines = _shared_out(lines, city)
        _noted(stage, cost, county, unit, moment)
        lines[-1] = _with(lines[-1], county, PEOPLE)
    actions.set_budget(cost, lines, by=unit, at=moment)


def _with(line: LineFacts, fund: Fund, part: str) -> LineFacts:
    return LineFacts(line.kind, fund.pk, line.amount, "县里支持企业多派学员", part)


def _refused_lines(
    cost: CostObject, lines: Sequence[LineFacts], unit: Acting, moment: datetime
) -> None:
    try:
        actions.set_budget(cost, lines, by=unit, at=moment)
    except Refused as error:
        actions.keep_refused_lines(cost, lines, error.reasons, by=unit, at=moment)


def _shared_out(lines: Sequence[LineFacts], city: Fund) -> list[LineFacts]:
    """Meals and lodging of the people beyond the base are the city's to pay for."""
    return [
        LineFacts(one.kind, city.pk, one.amount, "超出基数的学员食宿", PEOPLE)
        if one.kind == "lodging"
        else one
        for one in lines
    ]


def _noted(stage: Stage, cost: CostObject, fund: Fund, unit: Acting, moment: datetime) -> None:
    reason = "县里愿意承担超出基数学员的资料费。"
    note = actions.ask_note(cost, fund.pk, reason=reason, by=unit, at=moment)
    says = "同意，限资料费，计入人员拓展经费。"
    province = stage.acting(OFFICER, on=moment.date())
    actions.answer_note(note, give=True, says=says, by=province, at=moment)


def _pay(stage: Stage, code: str, moment: datetime) -> None:
    """Each line is paid with its voucher; a little is left of most."""
    unit, cost = _unit(stage, code, moment), _cost(code)
    budget = Budget.objects.get(cost_object=cost.key)
    for number, line in enumerate(budget.lines.order_by("pk"), start=1):
        spare = (number * 3 + int(code) // 100) % 5
        voucher = f"{moment:%Y%m}-{number:03}"
        upload = SimpleUploadedFile(
            f"发票-{voucher}.pdf", INVOICE + voucher.encode() + b"\n%%EOF\n",
            content_type="application/pdf",
        )  # fmt: skip
        facts = ExpenseFacts(
            line.pk, moment.date() - timedelta(days=number % 3), PAYEES[line.kind],
            line.amount * (100 - spare) // 100, budget.title, voucher,
        )  # fmt: skip
        actions.book_expense(cost, facts, by=unit, at=moment, upload=upload)


def _settle(stage: Stage, code: str, moment: datetime) -> None:
    cost = _cost(code)
    why = {one.line.pk: WHY for one in sheet_of(cost.key).lines if one.left}
    actions.settle(cost, why, by=stage.acting(GROUP, on=moment.date()), at=moment)


def _late_invoice(stage: Stage, moment: datetime) -> None:
    """An invoice comes a week after Wuhan's money is settled."""
    unit, cost = _unit(stage, WUHAN, moment), _cost(WUHAN)
    line = Budget.objects.get(cost_object=cost.key).lines.get(kind="venue")
    facts = ExpenseFacts(
        line.pk, moment.date(), "光谷知识产权国际合作中心", 360_000, "补开的场地费发票",
        "202207-019",
    )  # fmt: skip
    try:
        actions.book_expense(cost, facts, by=unit, at=moment)
    except Refused as error:
        actions.keep_refused_expense(cost, facts, error.reasons, by=unit, at=moment)
