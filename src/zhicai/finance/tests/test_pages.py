"""The pages of money: through the browser's requests, with a budget of queries, both languages."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from zhicai.finance.actions import book_expense
from zhicai.finance.models import Budget, BudgetLine, Expense, Fund
from zhicai.finance.rules.lines import ExpenseFacts
from zhicai.foundation import clock
from zhicai.training.money import cost_of
from zhicai.training.tests.scenes import XILING, YICHANG, at

LISTS = ("home", "funds", "budgets", "expenses", "notes", "report")


@pytest.fixture(autouse=True)
def april():
    with clock.standing_at(date(2022, 4, 20)):
        yield


@pytest.fixture
def visit(hubei, client):
    """Sign someone in and return the client."""

    def sign_in(acting):
        user = next(u for u in hubei.hubei.users.values() if u.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def url(name, *args):
    return reverse(f"finance:{name}", args=args)


def text(answer):
    return answer.content.decode()


def spent(hubei, code="420506", fen=300_000):
    """A class whose county has set its budget and paid something."""
    found = hubei.class_(code)
    line = BudgetLine.objects.get(budget__cost_object=cost_of(found).key)
    facts = ExpenseFacts(line.pk, date(2022, 4, 18), "三峡大学", fen, voucher="记-9")
    book_expense(cost_of(found), facts, by=hubei.county(code), at=at("04-19"))
    return found


FUND = {
    "name": "年度培训资金", "kind": "yearly", "amount": "12万元", "placed_on": "2022-02-01",
    "purpose": "专员培训", "ring_fenced": "on",
}  # fmt: skip


def test_an_office_enters_its_yearly_money_in_the_browser(hubei, visit):
    client = visit(hubei.city())
    assert "登记培训资金" in text(client.get(url("funds")))
    wrong = client.post(url("fund_new"), FUND | {"amount": "0.001", "placed_on": "1990-01-01"})
    assert wrong.status_code == 422
    assert "HB-4.2.b" in text(wrong)
    made = client.post(url("fund_new"), FUND | {"answers": "送课到园区", "shared": "on"})
    fund = Fund.objects.get()
    assert made.headers["Location"] == url("fund", fund.pk)
    assert (fund.amount, fund.level, fund.shared) == (12_000_000, "city", True)
    page = text(client.get(url("fund", fund.pk)))
    assert "送课到园区" in page
    assert "120,000.00" in page
    form = text(client.get(url("fund_edit", fund.pk)))
    assert 'value="120,000.00"' in form
    saved = FUND | {"answers": "送课到园区", "revision": "1", "amount": "130000"}
    assert client.post(url("fund_edit", fund.pk), saved).status_code == 302
    assert client.post(url("fund_edit", fund.pk), saved | {"amount": "1"}).status_code == 409
    fund.refresh_from_db()
    assert fund.amount == 13_000_000
    stranger = visit(hubei.county())
    assert stranger.get(url("fund", fund.pk)).status_code == 404
    assert visit(hubei.province()).get(url("fund_edit", fund.pk)).status_code == 404


def test_a_place_with_both_seats_says_for_which_it_places_money(hubei, visit):
    client = visit(hubei.county("429004"))
    assert 'name="level"' in text(client.get(url("fund_new")))
    fields = FUND | {"answers": "送课", "level": "city"}
    assert client.post(url("fund_new"), fields).status_code == 302
    assert Fund.objects.get().payer == "city"
    assert client.post(url("fund_new"), fields | {"level": "county"}).status_code == 302
    assert client.post(url("fund_new"), fields | {"level": "province"}).status_code == 422


def test_every_number_opens_to_its_records(hubei, visit):
    spent(hubei)
    spent(hubei, XILING, 120_050)
    client = visit(hubei.city())
    home = client.get(url("home"))
    row = next(one for one in home.context["page"] if one.place.code == "420506")
    assert (row.yearly, row.planned, row.spent, row.charged) == (20_000_000, 5_200_000, 300_000, 0)
    assert home.context["sums"].spent == 420_050
    query = {"place": "420506", "only": "1"}
    assert client.get(url("funds"), query).context["whole"] == row.funds
    budgets = client.get(url("budgets"), query).context
    assert (budgets["sums"].planned, budgets["sums"].spent) == (row.planned, row.spent)
    assert client.get(url("expenses"), query).context["whole"] == row.spent
    report = client.get(url("report")).context["report"]
    assert report.sums.spent == 420_050
    assert sum(one.spent for one in report.sources) == 420_050
    assert sum(paid for _, _, paid in report.costs) == 420_050


def test_each_sees_the_money_of_the_own_area_alone(hubei, visit):
    spent(hubei)
    spent(hubei, XILING)
    hubei.fund(YICHANG)
    county = visit(hubei.county())
    for name in LISTS:
        page = text(county.get(url(name))).split("<main")[1]
        assert "西陵区" not in page
    assert {row.place.code for row in county.get(url("home")).context["page"]} == {"420506"}
    foreign = Expense.objects.get(budget__place__code=XILING)
    assert county.get(url("expenses"), {"place": XILING}).context["whole"] == 0
    assert foreign.budget.title not in text(county.get(url("expenses"), {"q": "西陵"}))
    assert visit(hubei.base()).get(url("home")).status_code == 403


def test_classes_without_a_budget_are_listed(hubei, visit):
    found = hubei.bare_class()
    client = visit(hubei.county())
    assert found.title in text(client.get(url("budgets")))
    assert "1 个班还没有预算" in text(client.get(url("home")))
    assert f"编制“{found.title}”的预算" in text(client.get(reverse("desk:inbox")))
    hubei.budget(found)
    assert "1 个班还没有预算" not in text(client.get(url("home")))


def test_lists_filter_print_and_export(hubei, visit):
    spent(hubei)
    for acting in (hubei.county(), hubei.city(), hubei.province()):
        client = visit(acting)
        for name in ("home", "funds", "budgets", "expenses"):
            assert client.get(url(name), {"export": "xlsx"}).content[:2] == b"PK"
            for query in (
                {"q": "夷陵"}, {"payer": "county"}, {"state": "open"}, {"kind": "venue"},
                {"place": "420506"}, {"place": "x"}, {"only": "1"}, {"sort": "-amount"},
                {"missing": "yearly"}, {"bare": "on"}, {"fund": "9" * 30}, {"year": "９"},
                {"unit": "x"}, {"page": "99"},
            ):  # fmt: skip
                assert client.get(url(name), query).status_code == 200
        for name in ("budgets", "report"):
            assert client.get(url(name), {"print": "1"}).status_code == 200


def test_the_lists_do_not_ask_more_for_more_rows(hubei, visit, django_assert_max_num_queries):
    spent(hubei)
    budget, line = Budget.objects.get(), BudgetLine.objects.get()
    fund = Fund.objects.filter(pk=line.fund_id).values().get()
    del fund["id"]
    funds = Fund.objects.bulk_create(Fund(**fund | {"name": f"资金{n}"}) for n in range(80))
    values = Budget.objects.filter(pk=budget.pk).values().get()
    del values["id"]
    rows = Budget.objects.bulk_create(
        Budget(**values | {"cost_object": f"training.class:{n + 9000}"}) for n in range(80)
    )
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(budget=row, fund=one, kind="venue", amount=100)
        for row, one in zip(rows, funds, strict=True)
    )
    Expense.objects.bulk_create(
        Expense(
            budget=one.budget, line=one, paid_on=date(2022, 4, 18), payee="x", amount=50,
            voucher="1", key="k", booked_at=at("04-18"), booked_by="x", office="x",
        )
        for one in lines
    )  # fmt: skip
    for acting in (hubei.county(), hubei.province()):
        client = visit(acting)
        for name in LISTS:
            with django_assert_max_num_queries(40):
                assert client.get(url(name)).status_code == 200


def test_the_pages_speak_english(hubei, visit):
    spent(hubei)
    client = visit(hubei.county())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for name in LISTS:
        assert client.get(url(name)).status_code == 200
    assert "Money of training 2022" in text(client.get(url("home")))
    assert "Charged to trainees" in text(client.get(url("report")))
