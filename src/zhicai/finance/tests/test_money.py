"""Funds and budgets: the needs they answer, limits, notes, ledgers, what is counted."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from zhicai.accounts.waiting import sources
from zhicai.audit.models import Entry
from zhicai.finance.actions import (
    answer_note,
    ask_note,
    book_expense,
    book_expenses,
    change_fund,
    close_budget,
    enter_charge,
    enter_fund,
    refund_charge,
    reverse_expense,
    set_budget,
)
from zhicai.finance.models import Budget, BudgetLine, Charge, Expense, Fund, SourceNote
from zhicai.finance.queries.budgets import sheet_of, sums_of
from zhicai.finance.queries.funds import uses_of
from zhicai.finance.queries.terms import terms_of
from zhicai.finance.rules.lines import ChargeFacts, ExpenseFacts, FundFacts, LineFacts
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.messages.models import Message
from zhicai.outreach.models import Opinion
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.training.money import cost_of
from zhicai.training.tests.scenes import XILING, YICHANG, at

DAY = date(2022, 4, 20)


def facts(**changes):
    fixed = {
        "name": "年度培训资金", "kind": "yearly", "amount": 10_000_000,
        "placed_on": date(2022, 1, 20), "purpose": "专员培训", "answers": "企业要学检索",
    }  # fmt: skip
    return FundFacts(**fixed | changes)


def need(hubei, code="420506"):
    return Opinion.objects.create(
        place=hubei.hubei.places[code], sort="need", topic="other", says="想学检索", sender="某厂",
        contact="周工", phone="1", source="office", sent_on=date(2022, 2, 1), sent_at=at("02-01"),
        holder_place=hubei.hubei.places[YICHANG], holder_level="city",
    )  # fmt: skip


def counting(hubei):
    year = hubei.hubei.year
    return Counting(year.pk, year.year, settings_of(year, on=DAY))


def counted(hubei, name):
    found = measure(metric(name), counting(hubei), [date(2022, 12, 31)])
    codes = {place.pk: code for code, place in hubei.hubei.places.items()}
    return {codes[pk]: sum(days.values()) for pk, days in found.items()}


def bought(line, fen=1000, key="", **changes):
    fixed = {"payee": "会议中心", "voucher": "记-1", "paid_on": DAY}
    return ExpenseFacts(line=line.pk, amount=fen, key=key, **fixed | changes)


@pytest.mark.clause("HB-4.2.b")
@pytest.mark.parametrize("code", [YICHANG, "420506"])
def test_an_office_records_its_yearly_money_with_the_needs_it_answers(hubei, code):
    wanted, elsewhere = need(hubei), need(hubei, "421321")
    by = hubei.county(code)
    with pytest.raises(BadInput) as missing:
        enter_fund(hubei.hubei.year, facts(answers=""), by=by, at=at("01-20"))
    assert [(one.field, one.clause) for one in missing.value.faults] == [("answers", "HB-4.2.b")]
    row = enter_fund(
        hubei.hubei.year, facts(answers="", needs=(wanted.pk, elsewhere.pk)), by=by, at=at("01-20")
    )
    assert list(row.needs.all()) == [wanted]
    assert (row.place.code, row.payer) == (code, "city" if code == YICHANG else "county")
    assert Entry.objects.get(verb="finance.fund_entered").clause == "HB-4.2.b"
    by_city = counted(hubei, "finance.city_training_budgets_set")
    assert by_city == {code: 1}
    assert counted(hubei, "finance.training_money") == {code: Decimal(100_000)}


def test_one_name_stands_once_and_a_change_never_takes_what_budgets_hold(hubei):
    fund = hubei.fund(fen=10_000_000)
    by = hubei.county()
    with pytest.raises(BadInput):
        enter_fund(hubei.hubei.year, facts(), by=by, at=at("01-21"))
    hubei.budget(hubei.bare_class(), fen=6_000_000)
    same = facts(amount=10_000_000, purpose=fund.purpose, answers=fund.answers)
    before = Entry.objects.count()
    assert change_fund(fund, same, by=by, at=at("02-01")).revision == 1
    assert Entry.objects.count() == before
    with pytest.raises(Refused):
        change_fund(fund, facts(amount=5_999_999), by=by, at=at("02-01"))
    changed = change_fund(fund, facts(amount=6_000_000), by=by, at=at("02-01"), revision=1)
    assert changed.amount == 6_000_000
    with pytest.raises(Stale):
        change_fund(fund, facts(amount=7_000_000), by=by, at=at("02-02"), revision=1)
    with pytest.raises(Refused) as astray:
        change_fund(fund, facts(amount=7_000_000, track="assessment"), by=by, at=at("02-02"))
    assert astray.value.reasons[0].clause == "HB-4.3.f"


def test_only_the_own_office_writes_its_money(hubei):
    fund, found = hubei.fund(), hubei.bare_class()
    cost = cost_of(found)
    for stranger in (hubei.city(), hubei.county(XILING)):
        with pytest.raises(OutOfScope):
            change_fund(fund, facts(), by=stranger, at=at("02-01"))
        with pytest.raises(OutOfScope):
            set_budget(cost, [LineFacts("venue", fund.pk, 1)], by=stranger, at=at("02-01"))
    with pytest.raises(NotYourPage):
        enter_fund(hubei.hubei.year, facts(), by=hubei.base(), at=at("02-01"))
    foreign = hubei.fund(XILING)
    lines = [LineFacts("venue", foreign.pk, 1, "x")]
    with pytest.raises(BadInput):
        set_budget(cost, lines, by=hubei.county(), at=at("02-01"))


def test_a_fund_gives_no_more_than_it_holds(hubei):
    fund, by = hubei.fund(fen=1_000_000), hubei.county()
    found = hubei.bare_class()
    with pytest.raises(Refused) as short:
        set_budget(cost_of(found), [LineFacts("venue", fund.pk, 1_000_001)], by=by, at=at("03-25"))
    assert "还能安排 10,000.00 元" in short.value.reasons[0].says.zh
    row = hubei.budget(found, fen=1_000_000)
    assert uses_of([fund.pk])[fund.pk].bound == 1_000_000
    book_expense(cost_of(found), bought(row.lines.get(), 300_000), by=by, at=at("04-20"))
    close_budget(cost_of(found), by=by, at=at("05-01"))
    use = uses_of([fund.pk])[fund.pk]
    assert (use.bound, use.spent) == (300_000, 300_000)


def test_the_same_budget_again_writes_nothing_and_a_stale_one_is_told(hubei):
    found, by = hubei.bare_class(), hubei.county()
    row = hubei.budget(found)
    before = Entry.objects.count()
    again = hubei.budget(found)
    assert (again.pk, again.revision) == (row.pk, row.revision)
    assert Entry.objects.count() == before
    lines = [LineFacts("venue", hubei.fund().pk, 1)]
    with pytest.raises(Stale):
        set_budget(cost_of(found), lines, by=by, at=at("03-26"), revision=row.revision - 1)


@pytest.mark.clause("HB-4.3.f")
def test_an_expense_names_fund_and_class_and_ring_fenced_money_pays_for_nothing_else(hubei):
    found, by = hubei.bare_class(), hubei.county()
    fund = hubei.fund(name="考核专项", track="assessment")
    with pytest.raises(Refused) as refusal:
        set_budget(cost_of(found), [LineFacts("venue", fund.pk, 1)], by=by, at=at("03-25"))
    assert [one.clause for one in refusal.value.reasons] == ["HB-4.3.f"]
    assert not BudgetLine.objects.exists()
    own = hubei.fund(name="预科专项", track="preparatory", kind="special")
    row = set_budget(cost_of(found), [LineFacts("venue", own.pk, 5000)], by=by, at=at("03-25"))
    line = row.lines.get()
    expense = book_expense(cost_of(found), bought(line), by=by, at=at("04-20"))
    assert (expense.line.fund, expense.budget.cost_object) == (own, cost_of(found).key)
    Fund.objects.filter(pk=own.pk).update(track="assessment")
    with pytest.raises(Refused) as astray:
        book_expense(cost_of(found), bought(line, key="y"), by=by, at=at("04-21"))
    assert astray.value.reasons[0].clause == "HB-4.3.f"
    assert counted(hubei, "finance.expenses_off_purpose") == {"420506": 1}


def test_the_setting_of_payers_decides_who_may_pay(hubei):
    city, found = hubei.fund(YICHANG, shared=True), hubei.bare_class()
    lines = [LineFacts("venue", city.pk, 1000, "市里补助")]
    set_budget(cost_of(found), lines, by=hubei.county(), at=at("03-25"))
    hubei.hubei.decide("preparatory-payers", ["county"])
    other = [LineFacts("venue", city.pk, 2000, "市里补助")]
    with pytest.raises(Refused) as refusal:
        set_budget(cost_of(found), other, by=hubei.county(), at=at("03-26"))
    assert refusal.value.reasons[0].clause == "HB-4.3.b"
    hubei.hubei.decide("other-sources-with-note", False)
    with pytest.raises(Refused) as closed:
        ask_note(cost_of(found), city.pk, reason="补助", by=hubei.county(), at=at("03-26"))
    assert "没有开放其他来源" in closed.value.reasons[0].says.zh


def test_the_province_notes_another_source_once_and_the_county_is_told(hubei):
    gift, found = hubei.fund(name="赞助", kind="other"), hubei.bare_class()
    cost, by, province = cost_of(found), hubei.county(), hubei.province()
    note = ask_note(cost, gift.pk, reason="协会愿出", by=by, at=at("03-25"))
    assert ask_note(cost, gift.pk, reason="再问", by=by, at=at("03-26")) == note
    waiting = next(one for one in sources() if one.key == "finance.notes")
    assert waiting.count(province, DAY) == 1
    assert "赞助" in waiting.items(province, DAY, 5)[0].title.zh
    assert waiting.count(by, DAY) == 0
    with pytest.raises(NotYourPage):
        answer_note(note, give=True, says="x", by=by, at=at("03-27"))
    answer_note(note, give=False, says="不合适", by=province, at=at("03-27"))
    assert Message.objects.filter(about=cost.key).exists()
    with pytest.raises(Refused):
        answer_note(note, give=True, says="又同意", by=province, at=at("03-28"))
    second = ask_note(cost, gift.pk, reason="限资料费", by=by, at=at("03-29"))
    assert second != note
    answer_note(second, give=True, says="限资料费", by=province, at=at("03-30"))
    assert waiting.count(province, DAY) == 0
    lines = [LineFacts("materials", gift.pk, 5000, "协会赞助")]
    assert set_budget(cost, lines, by=by, at=at("03-31")).lines.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceNote.objects.create(
            budget=second.budget, fund=gift, reason="x", asked_on=DAY, asked_by="x", office="x"
        )


def test_ceilings_bind_once_the_province_has_set_them(hubei):
    found, by = hubei.bare_class(), hubei.county()
    row = hubei.budget(found, fen=5_200_000)
    line = row.lines.get()
    assert terms_of(hubei.hubei.year, on=DAY).ceilings().lecture is None
    book_expense(cost_of(found), bought(line, 400_000, "free"), by=by, at=at("04-20"))
    hubei.hubei.decide("lecture-fee-most", "500")
    hubei.hubei.decide("training-day-most", "100")
    with pytest.raises(Refused) as lecture:
        book_expense(
            cost_of(found), bought(line, 400_000, "x", hours=Decimal(4)), by=by, at=at("04-20")
        )
    assert lecture.value.reasons[0].clause == "HB-4.3.e"
    fits = bought(line, 200_000, "fits", hours=Decimal(4))
    assert book_expense(cost_of(found), fits, by=by, at=at("04-20")).amount == 200_000
    with pytest.raises(Refused) as day:
        hubei.budget(found, fen=2_400_001)
    assert day.value.reasons[0].clause == "HB-4.3.e"
    assert hubei.budget(found, fen=2_400_000).lines.get().amount == 2_400_000


@pytest.mark.clause("HB-4.3.e")
def test_each_category_has_its_ceiling_and_an_expense_above_it_is_blocked(hubei):
    found, by = hubei.bare_class(), hubei.county()
    cost = cost_of(found)
    own = hubei.fund(fen=100_000_000)
    kinds = ("venue", "meals", "lecturers")
    row = set_budget(cost, [LineFacts(kind, own.pk, 9_000_000) for kind in kinds], by=by,
                     at=at("03-25"))  # fmt: skip
    lines = {line.kind: line for line in row.lines.all()}
    table = [
        {**one, "yuan": "50" if one["kind"] == "meals" else one["yuan"]}
        for one in map(dict, settings_of(hubei.hubei.year, on=DAY)["cost-day-most"])
    ]
    hubei.hubei.decide("cost-day-most", table)
    hubei.hubei.decide("lecture-fee-most", "500")
    most = 5_000 * cost.people * cost.days
    book_expense(cost, bought(lines["meals"], most - 100, "a"), by=by, at=at("04-20"))
    for over in (bought(lines["meals"], 101, "b"), bought(lines["lecturers"], 60_000, "c")):
        with pytest.raises(Refused) as refusal:
            book_expense(cost, over, by=by, at=at("04-20"))
        assert refusal.value.reasons[0].clause == "HB-4.3.e"
    with pytest.raises(BadInput) as several:
        book_expenses(cost, [bought(lines["meals"], 60, "d"), bought(lines["meals"], 60, "e")],
                      by=by, at=at("04-20"))  # fmt: skip
    assert [(one.row, one.clause) for one in several.value.faults] == [(2, "HB-4.3.e")]
    assert book_expense(cost, bought(lines["meals"], 100, "f"), by=by, at=at("04-20"))
    assert book_expense(cost, bought(lines["venue"], 9_000_000, "g"), by=by, at=at("04-20"))


def test_a_closed_budget_takes_nothing_more_even_past_the_actions(hubei):
    found, by = hubei.bare_class(), hubei.county()
    row = hubei.budget(found)
    line = row.lines.get()
    expense = book_expense(cost_of(found), bought(line), by=by, at=at("04-20"))
    with pytest.raises(BadInput):
        hubei.budget(found, fen=999)
    close_budget(cost_of(found), by=by, at=at("05-01"))
    for deed in (
        lambda: book_expense(cost_of(found), bought(line, 5, "k"), by=by, at=at("05-02")),
        lambda: reverse_expense(cost_of(found), expense.pk, reason="x", by=by, at=at("05-02")),
        lambda: hubei.budget(found, fen=9_000_000),
    ):
        with pytest.raises(Refused):
            deed()
    values = {
        "budget": row, "line": line, "paid_on": DAY, "payee": "x", "amount": 1, "voucher": "1",
        "key": "z", "booked_at": at("05-02"), "booked_by": "x", "office": "x",
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        Expense.objects.create(**values)
    for broken in (
        lambda: Expense.objects.filter(pk=expense.pk).update(amount=1),
        lambda: Expense.objects.filter(pk=expense.pk).delete(),
        lambda: Fund.objects.update(amount=0),
        lambda: BudgetLine.objects.update(amount=-1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            broken()


def test_an_expense_stays_within_its_own_budget(hubei):
    one, other = hubei.class_(), hubei.class_(XILING)
    mine = Budget.objects.get(cost_object=cost_of(one).key)
    theirs = Budget.objects.get(cost_object=cost_of(other).key)
    by = hubei.county()
    with pytest.raises(BadInput):
        book_expense(cost_of(one), bought(theirs.lines.get()), by=by, at=at("04-20"))
    values = {
        "budget": mine, "line": theirs.lines.get(), "paid_on": DAY, "payee": "x", "amount": 1,
        "voucher": "1", "key": "z", "booked_at": at("05-02"), "booked_by": "x", "office": "x",
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Expense.objects.create(**values)
    book_expense(cost_of(other), bought(theirs.lines.get()), by=hubei.county(XILING),
                 at=at("04-20"))  # fmt: skip
    pk = theirs.expenses.get().pk
    with pytest.raises(OutOfScope):
        reverse_expense(cost_of(one), pk, reason="x", by=by, at=at("04-21"))


@pytest.fixture
def ledger(hubei):
    """A budget of 20 yuan, and who spends it."""
    found = hubei.bare_class()
    return cost_of(found), hubei.budget(found, fen=2000), hubei.county()


STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("book"), some.integers(1, 900)),
        some.tuples(some.just("undo"), some.integers(0, 9)),
    ),
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_the_ledger_adds_up_whatever_is_booked_and_undone(ledger, steps):
    cost, row, by = ledger
    with transaction.atomic():
        line, standing = row.lines.get(), {}
        for number, (deed, value) in enumerate(steps):
            if deed == "book":
                left = 2000 - sum(standing.values())
                entry = bought(line, value, f"k{number}")
                if value > left:
                    with pytest.raises(Refused):
                        book_expense(cost, entry, by=by, at=at("04-20"))
                    continue
                booked = book_expense(cost, entry, by=by, at=at("04-20"))
                assert book_expense(cost, entry, by=by, at=at("04-20")) == booked
                standing[booked.pk] = value
            elif standing:
                pk = sorted(standing)[value % len(standing)]
                for _ in range(2):
                    reverse_expense(cost, pk, reason="误记", by=by, at=at("04-21"))
                del standing[pk]
            whole = Expense.objects.filter(budget=row).aggregate(n=Sum("amount"))["n"] or 0
            assert whole == sum(standing.values()) == sums_of([row.pk])[row.pk].spent
            assert 0 <= whole <= 2000
        assert sheet_of(cost.key).lines[0].left == 2000 - sum(standing.values())
        transaction.set_rollback(True)


def test_fees_are_counted_to_the_fen_where_a_programme_allows_them(hubei):
    found, by = hubei.class_(), hubei.county()
    cost = cost_of(found)
    paid = ChargeFacts("trainee", "board", 50, DAY, key="f")
    with pytest.raises(Refused) as refusal:
        enter_charge(cost, paid, by=by, at=at("04-20"))
    assert refusal.value.reasons[0].clause == "HB-4.3.d"
    fare = enter_charge(cost, ChargeFacts("trainee", "fare", 9900, DAY), by=by, at=at("04-20"))
    assert fare.own_cost
    assert counted(hubei, "finance.preparatory_fees_from_trainees") == {}
    hubei.hubei.decide("fee-from-employer", "allow")
    employer = ChargeFacts("employer", "tuition", 100, DAY, key="e")
    enter_charge(cost, employer, by=by, at=at("04-20"))
    assert counted(hubei, "finance.preparatory_fees_from_trainees") == {}
    hubei.hubei.decide("trainee-pays-only", ["fare", "board"])
    assert enter_charge(cost, paid, by=by, at=at("04-20")).own_cost
    hubei.hubei.decide("rule-trainee-fee", False)
    fee = enter_charge(cost, ChargeFacts("trainee", "tuition", 50, DAY), by=by, at=at("04-20"))
    assert counted(hubei, "finance.preparatory_fees_from_trainees") == {"420506": Decimal("0.5")}
    for _ in range(2):
        refund_charge(cost, fee.pk, by=by, at=at("04-21"))
    assert Charge.objects.filter(item="tuition", payer="trainee").count() == 2
    sums = sums_of([Budget.objects.get(cost_object=cost.key).pk]).popitem()[1]
    assert (sums.charged, sums.from_employers, sums.own) == (0, 100, 9950)


def test_a_budget_counts_from_its_first_line_and_off_purpose_is_nothing(hubei):
    found = hubei.bare_class()
    gift = hubei.fund(name="赞助", kind="other")
    ask_note(cost_of(found), gift.pk, reason="协会愿出", by=hubei.county(), at=at("03-25"))
    assert counted(hubei, "finance.preparatory_budgets_set") == {}
    hubei.budget(found)
    assert counted(hubei, "finance.preparatory_budgets_set") == {"420506": 1}
    assert counted(hubei, "finance.expenses_off_purpose") == {}
    assert counted(hubei, "finance.training_money") == {"420506": Decimal(200_000)}
