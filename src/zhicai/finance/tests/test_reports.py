"""Reports of money: shares of the special funds, growth by year, cost of a person, support."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.finance import people
from zhicai.finance.actions import enter_support, withdraw_support
from zhicai.finance.models import BudgetLine, Support
from zhicai.finance.people import People, register_counts
from zhicai.finance.queries.costs import budgets_costed, class_costs, grouped
from zhicai.finance.queries.growth import growth
from zhicai.finance.queries.shares import parted_budgets, share_rows
from zhicai.finance.queries.terms import terms_of
from zhicai.finance.rules.parts import LAUNCH, PEOPLE
from zhicai.finance.rules.supports import SupportFacts
from zhicai.finance.tests.assessment_scenes import (
    SHIYAN,
    WUHAN,
    YICHANG,
    AssessmentMoney,
    at,
    upload,
)
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope
from zhicai.places.queries import tree

pytestmark = pytest.mark.django_db
DAY = date(2022, 7, 30)


@pytest.fixture(autouse=True)
def july():
    with clock.standing_at(DAY):
        yield


@pytest.fixture
def money(db):
    return AssessmentMoney()


@pytest.fixture
def visit(money, client):
    def sign_in(acting):
        user = next(u for u in money.hubei.users.values() if u.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def text(answer):
    return answer.content.decode()


def sheet(answer):
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active]


def terms(money):
    return terms_of(money.year, on=DAY)


@pytest.mark.clause("HB-4.3.a")
def test_the_report_shows_both_special_funds_and_warns_where_they_are_not_the_main_part(
    money, visit
):
    province, city = money.fund(), money.fund(WUHAN)
    gift = money.fund(WUHAN, kind="other", name="赞助", track="")
    launch, more = money.line(province, 6_000_000), money.line(city, 3_000_000, PEOPLE)
    money.budget("c1", [launch, more])
    money.budget("c2", [money.line(province, 5_000_000)])
    rows = share_rows(parted_budgets(money.province(), terms(money), on=DAY), terms(money))
    told = {row.budget.title: (row.money.planned, row.main) for row in rows}
    first = told["考核班c1"][0]
    assert (first.province, first.city, first.other) == (6_000_000, 3_000_000, 0)
    assert all(main for _, main in told.values())
    client = visit(money.province())
    page = text(client.get(reverse("finance:shares")))
    assert "66.7%" in page
    assert "33.3%" in page
    assert "HB-4.3.a" in page
    assert "没有超过" not in page
    BudgetLine.objects.filter(budget__title="考核班c1", fund=province).update(fund=gift)
    warned = text(client.get(reverse("finance:shares")))
    assert "1 个班的两级专项资金合计没有超过 50%" in warned
    assert "专项资金不是主要来源" in warned
    on_class = client.get(reverse("training:money", args=[money.class_("c1").pk]))
    assert "不是本班经费的主要来源" in text(on_class)
    money.hubei.decide("special-funds-main-share", "30")
    assert "没有超过" not in text(client.get(reverse("finance:shares")))
    table = sheet(client.get(reverse("finance:shares") + "?export=xlsx"))
    assert any("考核班c1" in row for row in table)
    assert client.get(reverse("finance:shares") + "?print=1").status_code == 200


@pytest.mark.clause("HB-4.2.a")
def test_the_money_of_each_city_and_county_by_year_with_its_change(money, visit):
    money.fund(YICHANG, 30_000_000, kind="yearly", track="", name="年度资金")
    money.fund("420506", 5_000_000, kind="yearly", track="", name="年度资金")
    given = SupportFacts("money", 2021, "2021 年经费", date(2021, 3, 1), amount=20_000_000)
    enter_support(given, by=money.hubei.county(YICHANG), at=at("03-01"))
    places = tree("420000", on=DAY)
    years, rows = growth(money.province(), money.year, places)
    found = {row.place.code: row for row in rows}
    assert years == [2021, 2022]
    yichang, yiling = found[YICHANG], found["420506"]
    assert (yichang.amounts, yichang.change, yichang.share) == (
        (20_000_000, 30_000_000), 10_000_000, 0.5,
    )  # fmt: skip
    assert (yiling.amounts, yiling.share, yiling.trend) == ((0, 5_000_000), None, "unknown")
    assert found[WUHAN].amounts == (0, 0)
    client = visit(money.province())
    page = text(client.get(reverse("finance:growth") + "?change=more"))
    assert "100,000.00" in page
    assert "50.0%" in page
    assert "HB-4.2.a" in page
    records = reverse("finance:support_records")
    assert f"{records}?year={money.year.pk}&amp;place={YICHANG}&amp;of=2021&amp;kind=money" in page
    assert "2021 年经费" in text(client.get(f"{records}?place={YICHANG}&of=2021&kind=money"))
    assert "年度资金" in text(client.get(f"{records}?place={YICHANG}&of=2022&kind=money"))
    table = sheet(client.get(reverse("finance:growth") + "?export=xlsx"))
    line = next(row for row in table if "宜昌市" in row)
    assert {50, 100_000} <= set(line)
    mine = text(visit(money.hubei.county("420506")).get(reverse("finance:growth")))
    assert "夷陵区" in mine
    assert "西陵区" not in mine


@pytest.mark.clause("HB-4.3.g")
def test_what_a_trained_and_a_certified_person_cost_by_class_city_and_year(money, visit):
    counted = {
        money.cost("c1").key: People(200, 160, "/results/?class=1"),
        money.cost("c2").key: People(100),
    }
    before = list(people._counts)
    register_counts(lambda keys: {key: counted[key] for key in keys if key in counted})
    try:
        for key in ("c1", "c2", "c3"):
            money.budget(key)
            money.bought(key, fen=8_000_000, mark=key)
        rows = budgets_costed(money.province(), money.year, all_years=False, on=DAY)
        found = class_costs(rows, tree("420000", on=DAY))
        by_class = {row.label: row for row in grouped(found, "class")}
        first = by_class["考核班c1"]
        assert (first.per_trained, first.per_certified) == (40_000, 50_000)
        assert (by_class["考核班c2"].per_trained, by_class["考核班c2"].per_certified) == (
            80_000, None,
        )  # fmt: skip
        assert by_class["考核班c3"].trained == 0
        by_city = {row.label: row for row in grouped(found, "city")}
        assert by_city["宜昌市"].per_trained == 80_000
        (year,) = grouped(found, "year")
        assert (year.trained, year.certified, year.spent) == (300, 160, 24_000_000)
        assert (year.per_trained, year.per_certified) == (16_000_000 // 300, 50_000)
        client = visit(money.province())
        for group in ("class", "city", "year"):
            page = text(client.get(reverse("finance:costs") + f"?by={group}"))
            assert "500.00" in page
            assert "HB-4.3.g" in page
        assert "/results/?class=1" in text(client.get(reverse("finance:costs")))
        table = sheet(client.get(reverse("finance:costs") + "?by=city&export=xlsx"))
        assert any({"武汉市", 400, 500} <= set(row) for row in table)
        assert client.get(reverse("finance:costs") + "?print=1&by=year").status_code == 200
    finally:
        people._counts[:] = before


@pytest.mark.clause("HB-4.2.c")
def test_an_office_records_staff_money_and_policies_and_the_province_compares(money, visit):
    yichang, at_once = money.hubei.county(YICHANG), reverse("finance:support_new")
    client = visit(yichang)
    fields = {"year": "2022", "on": "2022-03-01", "title": "专班"}
    bare = client.post(at_once, fields | {"kind": "staff"})
    assert bare.status_code == 422
    assert "请填投入的人数" in text(bare)
    assert client.post(at_once, fields | {"kind": "policy"}).status_code == 422
    assert client.post(at_once, fields | {"kind": "money", "amount": "x"}).status_code == 422
    done = client.post(at_once, fields | {"kind": "staff", "people": "4", "file": upload()})
    assert done.status_code == 302
    client.post(at_once, fields | {"kind": "money", "amount": "2万元", "title": "租车"})
    client.post(at_once, fields | {"kind": "policy", "number": "宜知发 3 号", "title": "奖补"})
    money.fund(YICHANG, 30_000_000, kind="yearly", track="", name="年度资金")
    enter_support(
        SupportFacts("staff", 2022, "一人", date(2022, 3, 1), people=1),
        by=money.hubei.county(SHIYAN), at=at("03-01"),
    )  # fmt: skip
    page = visit(money.province()).get(reverse("finance:support"))
    rows = {row.place.code: row for row in page.context["page"].matching}
    assert (rows[YICHANG].staff, rows[YICHANG].money, rows[YICHANG].policies) == (
        4, 32_000_000, 1,
    )  # fmt: skip
    assert (rows[SHIYAN].staff, rows[SHIYAN].kinds, rows[WUHAN].kinds) == (1, 1, 0)
    assert "HB-4.2.c" in text(page)
    lacking = client.get(reverse("finance:support") + "?lacks=policy")
    assert YICHANG not in {row.place.code for row in lacking.context["page"].matching}
    row = Support.objects.get(kind="staff", place__code=YICHANG)
    assert client.get(reverse("finance:support_evidence", args=[row.pk])).status_code == 200
    table = sheet(client.get(reverse("finance:support") + "?export=xlsx"))
    assert {4, 320_000, 1} <= set(next(line for line in table if "宜昌市" in line))
    assert client.get(reverse("finance:support") + "?print=1").status_code == 200
    assert client.get(reverse("finance:support_records") + "?export=xlsx").content[:2] == b"PK"


def test_support_is_the_offices_own_to_enter_and_to_withdraw_with_a_reason(money, visit):
    facts = SupportFacts("staff", 2022, "专班", date(2022, 3, 1), people=3)
    by = money.hubei.county(YICHANG)
    row = enter_support(facts, by=by, at=at("03-01"))
    assert enter_support(facts, by=by, at=at("03-02")) == row
    with pytest.raises(NotYourPage):
        enter_support(facts, by=money.province(), at=at("03-01"))
    with pytest.raises(OutOfScope):
        withdraw_support(row, reason="x", by=money.hubei.county(SHIYAN), at=at("03-02"))
    with pytest.raises(BadInput):
        withdraw_support(row, reason=" ", by=by, at=at("03-02"))
    answer = visit(by).post(
        reverse("finance:support_withdraw", args=[row.pk]), {"reason": "填错了"}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_for == "填错了"
    page = visit(money.province()).get(reverse("finance:support"))
    rows = {one.place.code: one for one in page.context["page"].matching}
    assert rows[YICHANG].staff == 0


def test_broken_addresses_of_reports_are_no_server_error(money, visit):
    client = visit(money.province())
    for name in ("shares", "growth", "costs", "support", "support_records"):
        for query in ("?year=x", "?of=99999999999", "?by=x&track=y", "?place=1&kind=z", "?unit=z"):
            assert client.get(reverse(f"finance:{name}") + query).status_code == 200


def test_reports_ask_few_questions(money, visit, django_assert_max_num_queries):
    for key in ("c1", "c2", "c3"):
        money.budget(key, [money.line(money.fund(), part=LAUNCH)])
    client = visit(money.province())
    for name in ("shares", "growth", "costs", "support", "support_records"):
        with django_assert_max_num_queries(50):
            assert client.get(reverse(f"finance:{name}")).status_code == 200
