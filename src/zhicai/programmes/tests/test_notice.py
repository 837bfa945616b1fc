"""The notice: to whom it goes, who has it, who has confirmed."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from zhicai.accounts.models import Role
from zhicai.audit.models import Entry
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope
from zhicai.law.schema import Level
from zhicai.places.actions import open_custom_unit
from zhicai.programmes.actions import acknowledge, decide_setting, issue_notice
from zhicai.programmes.models import Receipt
from zhicai.programmes.queries import receipts_owed
from zhicai.programmes.queries.receipts import receipt_rows
from zhicai.programmes.tests import scenes


@pytest.fixture
def base(hubei):
    return scenes.base_at(scenes.YICHANG, "三峡大学知识产权培训基地")


@pytest.fixture
def notice(year, base):
    return issue_notice(year, by=scenes.province_officer(), on=scenes.TODAY)


def receipt_at(notice, code=scenes.YICHANG):
    return Receipt.objects.get(notice=notice, place__code=code, organisation=None)


def states(notice):
    return {row.code: row.state for row in receipt_rows(notice, on=scenes.TODAY)}


@pytest.mark.clause("HB-0.a")
def test_the_notice_reaches_every_city_and_every_unit_that_it_names(notice, base):
    offices = Receipt.objects.filter(notice=notice, organisation=None)
    assert offices.count() == 17
    assert {scenes.XIANTAO, scenes.SHENNONGJIA} <= set(
        offices.values_list("place__code", flat=True)
    )
    assert Receipt.objects.filter(notice=notice, organisation=base).count() == 1


@pytest.mark.clause("HB-0.a")
def test_the_province_sees_to_whom_it_was_delivered(notice):
    scenes.city_officer(scenes.WUHAN)
    rows = receipt_rows(notice, on=scenes.TODAY)
    found = {row.code: row.state for row in rows if row.receipt.organisation_id is None}
    assert found[scenes.WUHAN] == "delivered"
    assert found[scenes.YICHANG] == "unreachable"  # nobody there can sign in


def test_issuing_again_reaches_only_those_who_have_come_since(year, notice):
    before = Receipt.objects.count()
    scenes.base_at(scenes.WUHAN, "自贸区知识产权培训基地")
    again = issue_notice(year, by=scenes.keeper(), on=date(2022, 3, 1), title="另一个标题")
    assert (again.pk, again.title) == (notice.pk, notice.title)
    assert Receipt.objects.count() == before + 1
    issue_notice(year, by=scenes.keeper(), on=date(2022, 3, 2))
    assert Receipt.objects.count() == before + 1


def test_a_custom_unit_with_a_city_seat_is_an_addressee(year):
    open_custom_unit(
        code="42019901",
        name="东湖新技术开发区",
        parent=scenes.place(scenes.HUBEI),
        level=Level.CITY,
        since=scenes.START,
        by=scenes.SYSTEM,
    )
    notice = issue_notice(year, by=scenes.keeper(), on=scenes.TODAY)
    assert Receipt.objects.filter(notice=notice, place__code="42019901").exists()


def test_cities_and_counties_issue_nothing(year):
    for officer in (scenes.city_officer(), scenes.county_officer()):
        with pytest.raises(NotYourPage):
            issue_notice(year, by=officer, on=scenes.TODAY)


def test_a_title_that_is_too_long_is_bad_input(year):
    with pytest.raises(BadInput):
        issue_notice(year, by=scenes.keeper(), on=scenes.TODAY, title="长" * 201)


def test_an_office_acknowledges_once_and_for_itself_alone(notice):
    yichang = scenes.city_officer()
    receipt = receipt_at(notice)
    acknowledge(receipt, by=yichang, on=date(2022, 2, 11))
    again = acknowledge(receipt, by=yichang, on=date(2022, 2, 20))
    assert again.acknowledged_on == date(2022, 2, 11)
    assert again.opened_on == date(2022, 2, 11)
    assert Entry.objects.filter(verb="programmes.notice_acknowledged").count() == 1
    with pytest.raises(OutOfScope):
        acknowledge(receipt_at(notice, scenes.WUHAN), by=yichang, on=scenes.TODAY)
    with pytest.raises(NotYourPage):
        acknowledge(receipt, by=scenes.keeper(), on=scenes.TODAY)


def test_a_base_acknowledges_through_its_members(notice, base):
    member = scenes.acting(scenes.user("base", scenes.YICHANG, role=Role.MEMBER, organisation=base))
    receipt = Receipt.objects.get(organisation=base)
    assert list(receipts_owed(member)) == [receipt]
    acknowledge(receipt, by=member, on=scenes.TODAY)
    assert not receipts_owed(member).exists()


@pytest.mark.clause("HB-0.e")
def test_an_office_opens_and_acknowledges_and_the_province_sees_who_has_not(
    notice, django_assert_max_num_queries
):
    city = scenes.browser(scenes.city_officer())
    page = city.get("/programme/receipts/", follow=True)
    assert "确认收悉" in page.content.decode()
    assert receipt_at(notice).opened_on == scenes.TODAY
    assert states(notice)[scenes.YICHANG] == "opened"
    pk = receipt_at(notice).pk
    city.post(f"/programme/receipts/{pk}/acknowledge/")
    assert states(notice)[scenes.YICHANG] == "acknowledged"
    province = scenes.browser(scenes.province_officer())
    province.get("/programme/receipts/")
    with django_assert_max_num_queries(24):
        page = province.get("/programme/receipts/?state=waiting").content.decode()
    assert "武汉市" in page
    assert "宜昌市</a>" not in page


def test_the_province_looking_at_a_receipt_opens_nothing(notice):
    pk = receipt_at(notice).pk
    assert (
        scenes.browser(scenes.province_officer()).get(f"/programme/receipts/{pk}/").status_code
        == 200
    )
    assert receipt_at(notice).opened_on is None


def test_the_receipt_of_another_office_does_not_exist(notice):
    pk = receipt_at(notice, scenes.WUHAN).pk
    city = scenes.browser(scenes.city_officer())
    assert city.get(f"/programme/receipts/{pk}/").status_code == 404
    assert city.post(f"/programme/receipts/{pk}/acknowledge/").status_code == 404
    assert city.get("/programme/receipts/999999/").status_code == 404
    county = scenes.browser(scenes.county_officer())
    assert county.get(f"/programme/receipts/{receipt_at(notice).pk}/").status_code == 404


def test_a_county_that_is_no_addressee_is_told_so(notice):
    page = scenes.browser(scenes.county_officer()).get("/programme/receipts/")
    assert "没有需要收悉的通知" in page.content.decode()


def test_the_notice_waits_for_its_addressee_until_acknowledged(notice):
    city = scenes.browser(scenes.city_officer())
    assert receipts_owed(scenes.city_officer()).count() == 1
    city.post(f"/programme/receipts/{receipt_at(notice).pk}/acknowledge/")
    assert not receipts_owed(scenes.city_officer()).exists()


def test_the_receipts_go_out_as_excel_with_the_filters_of_the_page(notice):
    acknowledge(receipt_at(notice), by=scenes.city_officer(), on=scenes.TODAY)
    province = scenes.browser(scenes.province_officer())
    answer = province.get("/programme/receipts/?state=acknowledged&export=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert "宜昌市" in rows[-1]
    assert sum("已确认收悉" in (row or ()) for row in rows) == 1


def test_issuing_in_the_browser_shows_the_addressees_first(year):
    province = scenes.browser(scenes.province_officer())
    preview = province.get("/programme/receipts/issue/").content.decode()
    assert "神农架林区" in preview
    assert not Receipt.objects.exists()
    answer = province.post("/programme/receipts/issue/", {"title": "", "number": "x" * 70})
    assert answer.status_code == 422
    province.post("/programme/receipts/issue/", {"title": "通知", "number": ""})
    assert Receipt.objects.count() == 17


def test_a_due_date_that_has_passed_is_shown(year, notice):
    decide_setting(
        year,
        "notice-receipt-due",
        "2022-02-01",
        reason="一月",
        in_force_from=date(2022, 1, 1),
        by=scenes.keeper(),
        at=scenes.NOON,
    )
    page = scenes.browser(scenes.province_officer()).get("/programme/receipts/").content.decode()
    assert "2022 年 2 月 1 日" in page
