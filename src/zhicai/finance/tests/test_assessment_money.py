"""Launch and expansion money of assessment classes: who pays for what, who spends, what is kept."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from zhicai.finance.actions import (
    answer_note,
    ask_note,
    book_expense,
    book_expenses,
    change_fund,
    close_budget,
    keep_refused_expense,
    keep_refused_lines,
    reverse_expense,
    set_budget,
    settle,
)
from zhicai.finance.models import Budget, BudgetLine, Expense, Fund, Refusal, SourceNote
from zhicai.finance.queries.budgets import sheet_of
from zhicai.finance.queries.terms import terms_of
from zhicai.finance.rules.lines import ExpenseFacts, FundFacts
from zhicai.finance.rules.parts import CLASSES, LAUNCH, PEOPLE
from zhicai.finance.tests.assessment_scenes import (
    JIANGXIA,
    SHIYAN,
    WUHAN,
    YICHANG,
    AssessmentMoney,
    at,
)
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, ZhicaiError
from zhicai.training.money import budget_missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def money(db):
    return AssessmentMoney()


def refused(deed):
    """Return the clauses by which something is refused."""
    with pytest.raises(Refused) as found:
        deed()
    return [one.clause for one in found.value.reasons]


@pytest.mark.clause("HB-3.2.6.4.a")
def test_launch_money_is_the_provincial_special_fund_and_another_source_needs_its_note(money):
    province, city = money.fund(), money.fund(WUHAN)
    row = money.budget(lines=[money.line(province)])
    assert row.lines.get().part == LAUNCH
    yearly = money.fund(kind="yearly", name="省年度资金")
    for fund in (city, yearly):
        other = [money.line(fund)]
        assert refused(lambda lines=other: money.budget(lines=lines)) == ["HB-3.2.6.4.a"]
    assert row.lines.get().fund == province
    note = ask_note(money.cost(), city.pk, reason="市里愿意出", by=money.unit(), at=at("05-04"))
    assert refused(lambda: money.budget(lines=[money.line(city)])) == ["HB-3.2.6.4.a"]
    answer_note(note, give=True, says="同意", by=money.province(), at=at("05-05"))
    assert money.budget(lines=[money.line(city)], on="05-05").lines.get().fund == city
    money.hubei.decide("other-sources-with-note", False)
    assert refused(lambda: money.budget(lines=[money.line(city, 9_000_000)], on="05-06")) == [
        "HB-3.2.6.4.a"
    ]
    money.hubei.decide("launch-payers", ["province", "city"])
    assert money.budget(lines=[money.line(city, 9_000_000)], on="05-06")


@pytest.mark.clause("HB-3.2.6.4.b")
def test_a_class_beyond_the_plan_is_paid_by_the_local_special_fund_alone(money):
    key = money.fourth()
    province, city, county = money.fund(), money.fund(WUHAN), money.fund(JIANGXIA)
    cost = money.cost(key)
    base = terms_of(money.year, on=at("05-03").date()).parts(cost.track, cost).base
    assert (base.inside, base.classes, base.whole) == (False, 3, 720)
    launch = [money.line(province)]
    assert refused(lambda: money.budget(key, launch)) == ["HB-3.2.6.4.b"]
    wrong = [money.line(province, part=CLASSES)]
    assert refused(lambda: money.budget(key, wrong)) == ["HB-3.2.6.4.b"]
    by_county = [money.line(county, part=CLASSES)]
    assert refused(lambda: money.budget(key, by_county)) == ["HB-3.2.6.4.b"]
    note = ask_note(cost, county.pk, reason="江夏区愿意出", by=money.unit(), at=at("05-04"))
    answer_note(note, give=True, says="同意", by=money.province(), at=at("05-04"))
    both = [money.line(city, part=CLASSES), money.line(county, part=CLASSES)]
    assert money.budget(key, both, on="05-05").lines.count() == 2
    money.hubei.decide("other-sources-with-note", False)
    fewer = [money.line(city, part=CLASSES), money.line(county, 1, part=CLASSES)]
    assert refused(lambda: money.budget(key, fewer, on="05-06")) == ["HB-3.2.6.4.b"]


def test_under_the_notices_minimum_the_fourth_class_by_date_is_beyond(money):
    money.hubei.decide("launch-base", "minimum")
    key = money.fourth()
    for one in ("c1", "c2", "c3"):
        money.class_(one)
    terms = terms_of(money.year, on=at("05-03").date())
    found = {one: terms.parts("assessment", money.cost(one)).base for one in ("c1", "c3", key)}
    assert (found["c1"].own, found["c3"].own, found["c3"].beyond) == (240, 120, 120)
    assert not found[key].inside
    assert {one.whole for one in found.values()} == {600}


@pytest.mark.clause("HB-3.2.6.4.c")
def test_people_beyond_the_base_are_paid_by_the_local_special_fund(money):
    money.hubei.decide("launch-base", "minimum")
    for one in ("c1", "c2", "c3"):
        money.class_(one)
    province, city = money.fund(), money.fund(SHIYAN)
    county = money.fund("420381", kind="yearly", track="", name="县资金")
    too_much = [money.line(province, 600_001), money.line(city, 599_999, PEOPLE)]
    assert refused(lambda: money.budget("c3", too_much)) == ["HB-3.2.6.4.c"]
    by_province = [money.line(province, 600_000), money.line(province, 600_000, PEOPLE)]
    assert refused(lambda: money.budget("c3", by_province)) == ["HB-3.2.6.4.c"]
    by_county = [money.line(province, 600_000), money.line(county, 600_000, PEOPLE)]
    assert refused(lambda: money.budget("c3", by_county)) == ["HB-3.2.6.4.c"]
    fits = [money.line(province, 600_000), money.line(city, 600_000, PEOPLE)]
    assert money.budget("c3", fits).lines.count() == 2
    money.hubei.decide("expansion-payers", ["city", "county"])
    special = money.fund("420381", name="县专项")
    more = [money.line(province, 600_000), money.line(special, 600_000, PEOPLE)]
    assert money.budget("c3", more, on="05-04")


def test_no_assessment_class_runs_without_a_budget(money):
    found, on = money.class_(opened=True), at("05-16").date()
    assert [one.clause for one in budget_missing(found.pk, on)] == ["HB-3.2.6.4.a"]
    money.budget()
    assert budget_missing(found.pk, on) == []


def test_the_group_the_unit_and_the_province_spend_and_nobody_else(money):
    line = [money.line(money.fund())]
    for n, by in enumerate((money.unit(), money.group, money.province()), start=1):
        row = money.budget(lines=[money.line(money.fund(), 1000 * n)], by=by, on=f"05-0{n}")
        assert row.lines.get().amount == 1000 * n
    for stranger in (money.unit(YICHANG), money.hubei.county(WUHAN), money.hubei.county(JIANGXIA)):
        with pytest.raises(OutOfScope):
            money.budget(lines=line, by=stranger)
    with pytest.raises(NotYourPage):
        money.budget(lines=line, by=money.hubei.body("national-base"))
    with pytest.raises(NotYourPage):
        settle(money.ended(), {}, by=money.unit(), at=at("07-08"))
    with pytest.raises(Refused):
        close_budget(money.cost(), by=money.unit(), at=at("07-08"))


def test_every_line_says_whether_it_is_launch_or_expansion(money):
    fund = money.fund()
    with pytest.raises(BadInput) as bare:
        money.budget(lines=[money.line(fund, part="")])
    assert [one.field for one in bare.value.faults] == ["part_1"]
    with pytest.raises(BadInput):
        money.budget(lines=[money.line(fund, part="other")])


def test_a_fund_of_another_city_of_the_region_pays_where_it_is_shared(money):
    huangshi, xiangyang = money.fund("420200"), money.fund("420600")
    own = money.fund("421100", shared=False)
    fits = [money.line(money.fund()), money.line(huangshi, 1000, PEOPLE)]
    assert money.budget(lines=fits).lines.count() == 2
    for fund in (xiangyang, own):
        with pytest.raises(BadInput):
            money.budget(lines=[money.line(fund, 1000, PEOPLE)])


def test_an_expense_is_held_against_the_sources_of_its_own_day(money):
    fund = money.fund()
    row = money.budget(lines=[money.line(fund)])
    line = row.lines.get()
    money.hubei.decide("launch-payers", ["city"], since=at("05-10").date())
    before = ExpenseFacts(line.pk, at("05-09").date(), "会议中心", 100, voucher="1", key="a")
    after = ExpenseFacts(line.pk, at("05-10").date(), "会议中心", 100, voucher="2", key="b")
    assert book_expense(money.cost(), before, by=money.unit(), at=at("05-20"))
    assert refused(lambda: book_expense(money.cost(), after, by=money.unit(), at=at("05-20"))) == [
        "HB-3.2.6.4.a"
    ]
    with pytest.raises(BadInput) as table:
        book_expenses(money.cost(), [after], by=money.unit(), at=at("05-20"))
    assert [one.clause for one in table.value.faults] == ["HB-3.2.6.4.a"]
    assert Expense.objects.count() == 1


def test_what_is_refused_by_a_clause_stays_in_sight(money):
    city, county = money.fund(WUHAN), money.fund(JIANGXIA)
    lines = [money.line(city, 500), money.line(county, 700, note="区里愿意")]
    with pytest.raises(Refused) as error:
        money.budget(lines=lines)
    kept = keep_refused_lines(
        money.cost(), lines, error.value.reasons, by=money.unit(), at=at("05-03")
    )
    assert [(one.fund, one.amount, one.part) for one in kept] == [
        (city.name, 500, LAUNCH), (county.name, 700, LAUNCH),
    ]  # fmt: skip
    assert {one["clause"] for row in kept for one in row.reasons} == {"HB-3.2.6.4.a"}
    money.budget()
    money.bought()
    money.settled()
    late = ExpenseFacts(
        sheet_of(money.cost().key).lines[0].line.pk, at("07-15").date(), "会议中心", 100,
        voucher="9",
    )  # fmt: skip
    with pytest.raises(Refused) as closed:
        book_expense(money.cost(), late, by=money.unit(), at=at("07-15"))
    reasons = closed.value.reasons
    row = keep_refused_expense(money.cost(), late, reasons, by=money.unit(), at=at("07-15"))
    assert row.reasons[0]["clause"] == "HB-3.2.6.6.b"
    slip = [type(reasons[0])(reasons[0].says)]
    assert keep_refused_expense(money.cost(), late, slip, by=money.unit(), at=at("07-15")) is None
    assert Refusal.objects.count() == 3


def test_the_plain_budget_of_a_county_knows_no_parts(money):
    terms = terms_of(money.year, on=at("05-03").date())
    assert terms.parts("preparatory") is None
    assert terms.parted == "assessment"


# --- no path to a forbidden source, none to a change after settlement -----------------------------

SOURCES = ("province", "city", "county", "sponsor", "other-track")
STEPS = some.lists(
    some.one_of(
        some.tuples(
            some.just("budget"), some.sampled_from(SOURCES),
            some.sampled_from((LAUNCH, CLASSES, PEOPLE, "")), some.integers(1, 5000),
        ),
        some.tuples(some.just("note"), some.sampled_from(SOURCES), some.booleans()),
        some.tuples(some.just("book"), some.integers(0, 9), some.integers(1, 3000)),
        some.tuples(some.just("undo"), some.integers(0, 9)),
        some.tuples(some.just("turn"), some.sampled_from(SOURCES)),
        some.tuples(some.just("settle")),
    ),
    min_size=6, max_size=14,
)  # fmt: skip


class Play:
    """One run of steps against the real actions, whatever they answer."""

    def __init__(self, money, funds):
        self.money, self.funds, self.cost = money, funds, money.ended()
        self.by, self.at, self.number = money.unit(), at("05-25"), 0

    def budget(self, source, part, fen):
        lines = [self.money.line(self.funds[source], fen, part)]
        known = sheet_of(self.cost.key).lines
        lines += [
            self.money.line(one.line.fund, one.line.amount, one.line.part)
            for one in known
            if (one.line.fund_id, one.line.part) != (self.funds[source].pk, part)
        ]
        set_budget(self.cost, lines, by=self.by, at=self.at)

    def note(self, source, give):
        fund = self.funds[source]
        note = ask_note(self.cost, fund.pk, reason="愿意出", by=self.by, at=self.at)
        answer_note(note, give=give, says="说明", by=self.money.province(), at=self.at)

    def book(self, which, fen):
        lines = sheet_of(self.cost.key).lines
        if lines:
            self.number += 1
            line = lines[which % len(lines)].line
            facts = ExpenseFacts(
                line.pk, self.at.date(), "会议中心", fen, voucher="1", key=f"k{self.number}"
            )
            book_expense(self.cost, facts, by=self.by, at=self.at)

    def undo(self, which):
        rows = list(Expense.objects.filter(reverses=None).order_by("pk"))
        if rows:
            pk = rows[which % len(rows)].pk
            reverse_expense(self.cost, pk, reason="误记", by=self.by, at=self.at)

    def turn(self, source):
        """The office that keeps a fund turns it into its yearly money."""
        fund = Fund.objects.select_related("place").get(pk=self.funds[source].pk)
        kind = "yearly" if fund.kind == "special" else fund.kind
        facts = FundFacts(
            fund.name, kind, fund.amount, fund.placed_on, fund.purpose, fund.track,
            shared=True, answers=fund.answers,
        )  # fmt: skip
        code = fund.place.code
        by = self.money.province() if code == "420000" else self.money.hubei.county(code)
        change_fund(fund, facts, by=by, at=self.at)

    def settle(self):
        lines = sheet_of(self.cost.key).lines
        why = {one.line.pk: "按实际" for one in lines}
        settle(self.cost, why, by=self.money.group, at=self.at)


def standing(cost):
    """Everything about a budget that a settlement freezes."""
    row = Budget.objects.filter(cost_object=cost.key).first()
    if row is None:
        return None
    return (
        Budget.objects.filter(pk=row.pk).values().get(),
        list(BudgetLine.objects.filter(budget=row).values()),
        list(Expense.objects.filter(budget=row).values()),
        list(SourceNote.objects.filter(budget=row).values()),
    )


@pytest.fixture
def stage_of_play(money):
    """The funds that steps draw on, one of each kind."""
    funds = {
        "province": money.fund(),
        "city": money.fund(WUHAN),
        "county": money.fund(JIANGXIA),
        "sponsor": money.fund(WUHAN, kind="other", name="赞助", track=""),
        "other-track": money.fund(name="预科专项", track="preparatory"),
    }
    money.class_()
    for known in (money.unit, money.province):  # accounts outlive the runs
        known()
    return money, funds


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_no_path_reaches_an_expense_from_a_forbidden_source_or_a_change_once_settled(
    stage_of_play, steps
):
    money, funds = stage_of_play
    with transaction.atomic():
        play = Play(money, funds)
        frozen = None
        for deed, *words in steps:
            before = set(Expense.objects.values_list("pk", flat=True))
            try:
                with transaction.atomic():
                    getattr(play, deed)(*words)
            except ZhicaiError:
                pass
            given = set(SourceNote.objects.filter(state="given").values_list("fund", flat=True))
            for one in Expense.objects.exclude(pk__in=before).select_related("line__fund"):
                if one.reverses_id is not None:
                    continue
                fund, part = one.line.fund, one.line.part
                usual = {LAUNCH: "province"}.get(part, "city")
                by_law = fund.kind == "special" and fund.payer == usual
                assert by_law or fund.pk in given
                assert fund.track in ("", "assessment")
            if frozen is not None:
                assert standing(play.cost) == frozen
            elif deed == "settle" and Budget.objects.filter(settlement__isnull=False).exists():
                frozen = standing(play.cost)
        transaction.set_rollback(True)
    assert connection.in_atomic_block
