"""Settling the money of a class: vouchers, differences explained, and nothing after it."""

import json

import pytest
from django.db import DatabaseError, transaction

from zhicai.audit.models import Entry
from zhicai.finance.actions import (
    add_voucher,
    answer_note,
    ask_note,
    book_expense,
    enter_charge,
    release_budget,
    reverse_expense,
    set_budget,
    settle,
)
from zhicai.finance.announcements import Settled
from zhicai.finance.models import (
    Budget,
    BudgetLine,
    Charge,
    Expense,
    Settlement,
    SourceNote,
    Voucher,
)
from zhicai.finance.queries import settlement_of
from zhicai.finance.queries.budgets import sheet_of
from zhicai.finance.queries.funds import uses_of
from zhicai.finance.rules.lines import ChargeFacts, ExpenseFacts
from zhicai.finance.rules.settling import figures_digest
from zhicai.finance.tests.assessment_scenes import WUHAN, AssessmentMoney, at, upload
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import BadInput, Refused
from zhicai.training.money import count_to_settle, to_settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def money(db):
    found = AssessmentMoney()
    found.budget()
    return found


def says(error):
    return [one.says.zh for one in error.value.reasons]


@pytest.mark.clause("HB-3.2.6.6.b")
def test_the_group_settles_what_was_spent_with_vouchers_and_it_is_locked(money):
    row = sheet_of(money.cost().key).budget
    money.bought(fen=9_000_000, paper=False)
    with pytest.raises(Refused) as running:
        settle(money.cost(), {}, by=money.group, at=at("07-08"))
    assert [one.clause for one in running.value.reasons] == ["HB-3.2.6.6.b"] * 2
    cost = money.ended()
    with pytest.raises(Refused) as bare:
        settle(cost, {}, by=money.group, at=at("07-08"))
    assert "1 笔支出没有凭证附件" in says(bare)[0]
    expense = row.expenses.get()
    add_voucher(cost, expense.pk, upload(), by=money.unit(), at=at("07-08"))
    with pytest.raises(BadInput) as unexplained:
        settle(cost, {}, by=money.group, at=at("07-08"))
    line = row.lines.get()
    assert [one.field for one in unexplained.value.faults] == [f"why_{line.pk}"]
    heard = []
    subscribe(Settled, heard.append, within=True)
    found = settle(cost, {line.pk: "场地按半天结算"}, by=money.group, at=at("07-08"))
    assert [one.cost_object for one in heard] == [cost.key]
    assert (found.planned, found.spent) == (10_000_000, 9_000_000)
    assert found.sha256 == figures_digest(json.loads(json.dumps(found.figures)))
    facts = settlement_of(cost.key)
    assert [(one.difference, one.why) for one in facts.lines] == [(1_000_000, "场地按半天结算")]
    assert (facts.difference, facts.settled_by) == (1_000_000, money.group.name)
    assert found.figures["expenses"][0]["files"] == [expense.vouchers.get().file.sha256]
    assert Entry.objects.get(verb="finance.settled").clause == "HB-3.2.6.6.b"
    row.refresh_from_db()
    assert row.state == Budget.State.CLOSED
    assert uses_of([line.fund_id])[line.fund_id].bound == 9_000_000


def test_settling_again_changes_nothing(money):
    money.bought()
    first = money.settled()
    entries = Entry.objects.count()
    again = settle(money.cost(), {1: "别的说法"}, by=money.province(), at=at("07-20"))
    assert (again.pk, again.sha256, again.settled_on) == (
        first.pk, first.sha256, first.settled_on,
    )  # fmt: skip
    assert Entry.objects.count() == entries
    assert Settlement.objects.count() == 1


def test_what_is_to_be_settled_waits_for_the_group_alone(money):
    money.bought()
    assert count_to_settle(money.group, at("06-01").date()) == 0
    money.ended()
    assert count_to_settle(money.group, at("06-01").date()) == 1
    waiting = to_settle(money.group, at("06-01").date(), 5)[0]
    assert waiting.clause == "HB-3.2.6.6.b"
    for other in (money.unit(), money.province(), money.hubei.county(WUHAN)):
        assert count_to_settle(other, at("06-01").date()) == 0
    money.settled()
    assert count_to_settle(money.group, at("07-08").date()) == 0


def test_a_note_still_awaited_holds_the_settlement_up(money):
    city = money.fund(WUHAN, kind="other", name="赞助", track="")
    note = ask_note(money.cost(), city.pk, reason="愿意出", by=money.unit(), at=at("05-04"))
    money.bought()
    with pytest.raises(Refused) as waiting:
        money.settled()
    assert "待省局说明" in says(waiting)[0]
    answer_note(note, give=False, says="不需要", by=money.province(), at=at("05-05"))
    assert money.settled().figures["notes"][0]["state"] == "refused"


def test_a_budget_that_was_released_is_not_settled(money):
    release_budget(money.cost().key, reason="班次取消", by=money.province(), at=at("05-10"))
    with pytest.raises(Refused) as released:
        settle(money.ended(), {}, by=money.group, at=at("07-08"))
    assert "已释放" in says(released)[0]


def test_no_action_writes_to_what_is_settled(money):
    expense = money.bought(fen=4_000_000)
    money.settled()
    cost, by, late = money.cost(), money.unit(), at("07-15")
    line = sheet_of(cost.key).lines[0].line
    facts = ExpenseFacts(line.pk, late.date(), "某公司", 100, voucher="1")
    for deed in (
        lambda: book_expense(cost, facts, by=by, at=late),
        lambda: reverse_expense(cost, expense.pk, reason="误记", by=by, at=late),
        lambda: add_voucher(cost, expense.pk, upload("补.pdf", b"x"), by=by, at=late),
        lambda: set_budget(cost, [money.line(money.fund(), 99)], by=by, at=late),
        lambda: ask_note(cost, line.fund_id, reason="x", by=by, at=late),
        lambda: enter_charge(cost, ChargeFacts("trainee", "fare", 1, late.date()), by=by, at=late),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.reasons[0].clause == "HB-3.2.6.6.b"
    assert Expense.objects.count() == 1


def test_the_database_itself_refuses_every_write_to_what_is_settled(money):
    expense = money.bought()
    gift = money.fund(WUHAN, kind="other", name="赞助", track="")
    note = ask_note(money.cost(), gift.pk, reason="愿意出", by=money.unit(), at=at("05-04"))
    answer_note(note, give=True, says="同意", by=money.province(), at=at("05-05"))
    other = sheet_of(money.cost("c2").key).budget or money.budget("c2")
    settled = money.settled()
    row, line = settled.budget, settled.budget.lines.get()
    by = {"booked_at": at("07-15"), "booked_by": "x", "office": "x"}
    asked = {"asked_on": at("07-15").date(), "asked_by": "x", "office": "x", "reason": "x"}
    file = expense.vouchers.get().file
    for broken in (
        lambda: Budget.objects.filter(pk=row.pk).update(state="open", closed_on=None),
        lambda: Budget.objects.filter(pk=row.pk).update(title="x"),
        lambda: Budget.objects.filter(pk=row.pk).delete(),
        lambda: BudgetLine.objects.create(budget=row, fund=gift, kind="misc", amount=1),
        lambda: BudgetLine.objects.filter(pk=line.pk).update(amount=1),
        lambda: BudgetLine.objects.filter(budget=other).update(budget=row),
        lambda: BudgetLine.objects.filter(pk=line.pk).delete(),
        lambda: Expense.objects.create(budget=row, line=line, paid_on=at("07-15").date(),
                                       payee="x", amount=1, voucher="1", key="z", **by),
        lambda: Expense.objects.filter(pk=expense.pk).update(amount=1),
        lambda: Expense.objects.filter(pk=expense.pk).delete(),
        lambda: Charge.objects.create(budget=row, payer="trainee", item="fare", amount=1,
                                      own_cost=True, on=at("07-15").date(), key="z", **by),
        lambda: SourceNote.objects.create(budget=row, fund=line.fund, **asked),
        lambda: SourceNote.objects.filter(pk=note.pk).update(state="asked"),
        lambda: SourceNote.objects.filter(pk=note.pk).delete(),
        lambda: Voucher.objects.create(expense=expense, file=file, added_at=at("07-15"),
                                       added_by="x", office="x"),
        lambda: Voucher.objects.filter(expense=expense).delete(),
        lambda: Settlement.objects.filter(pk=settled.pk).update(spent=1),
        lambda: Settlement.objects.filter(pk=settled.pk).delete(),
        lambda: Settlement.objects.create(budget=other, planned=1, spent=0, figures={},
                                          sha256="x", settled_on=at("07-15").date(),
                                          settled_at=at("07-15"), settled_by="x", office="x"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            broken()
    assert BudgetLine.objects.filter(pk=line.pk, amount=line.amount).exists()
