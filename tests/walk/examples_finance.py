"""Examples of finance: funds, notes and vouchers of one's own office, and others'; class money."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import reaches
from zhicai.finance.actions import ask_note, book_expense, enter_fund, set_budget
from zhicai.finance.models import Fund, SourceNote, Voucher
from zhicai.finance.rules.lines import ExpenseFacts, FundFacts, LineFacts
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_of

YILING, XIANTAO, SUIXIAN = "420506", "429004", "421321"
SPENDS = {people.COUNTY: YILING, people.BOTH_SEATS: XIANTAO, people.CITY: "420500"}
HOMES = {**SPENDS, people.OFFICER: "420000"}
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def furnish_finance(world):
    """Funds of all levels, a budget with a voucher and a note on another source per county."""
    at = clock.midday(world.on)
    for code, level in (
        ("420000", Level.PROVINCE), ("420500", Level.CITY), (YILING, Level.COUNTY),
        (XIANTAO, Level.COUNTY), (SUIXIAN, Level.COUNTY),
    ):  # fmt: skip
        name = world.stage.officers[code, level]
        facts = FundFacts("巡检资金", "yearly", 10_000_000, world.on, "专员培训", answers="需求")
        enter_fund(world.year, facts, by=world.acting(name), at=at, level=level)
    for code, pk in world.made["classes"].items():
        found = TrainingClass.objects.get(pk=pk)
        officer = world.stage.officer(code, Level(found.level), on=world.on)
        _spend(world, found, officer, at)


def _spend(world, found, officer, at):
    own = Fund.objects.get(place=found.place, name="巡检资金", level=found.level)
    cost = cost_of(found)
    budget = set_budget(cost, [LineFacts("venue", own.pk, 100_000)], by=officer, at=at)
    facts = ExpenseFacts(budget.lines.get().pk, world.on, "会议中心", 50_000, voucher="记-1")
    paper = SimpleUploadedFile("发票.pdf", BytesIO(PAPER).read())
    book_expense(cost, facts, by=officer, at=at, upload=paper)
    gift = FundFacts("巡检赞助", "other", 10_000, world.on, "资料费", ring_fenced=False)
    fund = enter_fund(world.year, gift, by=officer, at=at, level=Level(found.level))
    ask_note(cost, fund.pk, reason="协会愿意承担", by=officer, at=at)


def _split(rows, own):
    mine = [pk for pk, code in rows if own(code)]
    others = [pk for pk, code in rows if not own(code)]
    return Own((*mine[:1], *mine[-1:]), (*others[:1], *others[-1:], *ABSENT))


def funds_seen(world, username):
    """Funds of offices in reach."""
    rows = Fund.objects.values_list("pk", "place__code")
    return _split(list(rows), lambda code: reaches(username, code))


def funds_kept(world, username):
    """Only the office itself changes its fund: neither the city above nor a neighbour."""
    rows = Fund.objects.values_list("pk", "place__code")
    return _split(list(rows), lambda code: code == HOMES.get(username))


def notes_answered(world, username):
    """Notes that counties of the province ask for; only the province answers any."""
    rows = SourceNote.objects.values_list("pk", "budget__place__code")
    return _split(list(rows), lambda code: reaches(username, code))


def vouchers(world, username):
    """Vouchers of expenses in reach."""
    rows = Voucher.objects.values_list("pk", "expense__budget__place__code")
    return _split(list(rows), lambda code: _oversees(username, code))


def classes_seen(world, username):
    """Classes within an office's reach; a body sees the money of none but those it spends on."""
    rows = TrainingClass.objects.values_list("pk", "place__code")
    return _split(list(rows), lambda code: _oversees(username, code))


def _oversees(username, code):
    return username not in people.BODIES and reaches(username, code)


def classes_spent(world, username):
    """Only the office itself spends on its class."""
    rows = TrainingClass.objects.values_list("pk", "place__code")
    return _split(list(rows), lambda code: code == SPENDS.get(username))


EXAMPLES_OF_FINANCE = {
    ("finance:fund", "pk"): funds_seen,
    ("finance:fund_edit", "pk"): funds_kept,
    ("finance:note_answer", "pk"): notes_answered,
    ("finance:voucher", "pk"): vouchers,
    ("training:money", "pk"): classes_seen,
    ("training:money_bundle", "pk"): classes_seen,
    ("training:money_print", "pk"): classes_seen,
    ("training:money_export", "pk"): classes_seen,
    ("training:money_import", "pk"): classes_spent,
    ("training:money_template", "pk"): classes_spent,
}
