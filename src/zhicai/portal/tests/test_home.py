"""What a visitor reads on the public home page, and what not."""

import re
from datetime import date

import pytest
from django.conf import settings as site

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import Role
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions, read_division_table
from zhicai.places.models import Place
from zhicai.planning.tests import scenes
from zhicai.programmes.actions import reword
from zhicai.programmes.models import ProgrammeYear

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 21)

CITIES = re.split(
    r"\s+",
    "武汉市 黄石市 十堰市 宜昌市 襄阳市 鄂州市 荆门市 孝感市 荆州市 黄冈市 咸宁市 随州市 "
    "恩施土家族苗族自治州 仙桃市 潜江市 天门市 神农架林区",
)
BOTH = "市、县同一机关"

MOST_QUERIES = 17
"""The same for a province of three places and for Hubei with its 117."""


@pytest.fixture(autouse=True)
def _on_a_day_in_march():
    with clock.standing_at(DAY):
        yield


@pytest.fixture
def hubei(db):
    """Hubei with its year opened."""
    return scenes.hubei()


@pytest.fixture
def visit(client):
    """Open the home page as someone who is not signed in; returns its text without tags."""

    def visit(language="zh-hans"):
        client.cookies[site.LANGUAGE_COOKIE_NAME] = language
        page = client.get("/")
        assert page.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))

    return visit


def regions(client):
    """City → its counties, as the list of the page has them."""
    page = client.get("/").content.decode()
    (card,) = re.findall(r'id="regions".*?</section>', page, re.DOTALL)
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card)
    shown = {city: re.sub(r"<[^>]+>", "", counties) for city, counties in rows}
    return {city: [said] if said == BOTH else said.split("、") for city, said in shown.items()}


@pytest.mark.clause("HB-P.c")
def test_a_visitor_reads_that_the_whole_province_takes_part_and_which_prefectures(
    hubei, visit, client
):
    assert "覆盖全省 17 个市州" in visit()
    assert sorted(regions(client)) == sorted(CITIES)


def test_every_county_stands_under_its_prefecture_and_direct_units_say_that_they_are_both(
    hubei, client
):
    shown = regions(client)
    assert "夷陵区" in shown["宜昌市"]
    alone = [city for city, counties in shown.items() if counties == [BOTH]]
    assert sum(map(len, shown.values())) == 103
    assert sorted(alone) == sorted(["仙桃市", "潜江市", "天门市", "神农架林区"])


def test_the_page_reads_in_english_too(hubei, visit):
    said = visit("en")
    assert "in all 17 cities of the province" in said
    assert "Yichang" in said
    assert "覆盖全省" not in said


def test_a_visitor_before_the_first_year_is_told_what_will_stand_here(db, visit):
    said = visit()
    assert "还没有开启的年度方案" in said
    assert "覆盖全省" not in said


def test_a_year_that_opens_later_is_not_shown_before_its_day(hubei, visit):
    ProgrammeYear.objects.update(opened_on=date(2022, 3, 22))
    assert "覆盖全省" not in visit()
    ProgrammeYear.objects.update(opened_on=DAY)
    assert "覆盖全省" in visit()


def test_totals_are_those_of_the_whole_province_by_the_end_of_the_day(hubei, visit):
    assert "0 人" in visit()
    hubei.accepted(scenes.YILING, on="03-20")
    hubei.accepted(scenes.XILING, on="03-20", draft=scenes.good_draft(scenes.lesson(people="101")))
    said = visit()
    assert "2 班" in said
    assert "221 人" in said


def test_no_person_and_no_offices_plan_is_shown(hubei, visit):
    plan = hubei.accepted(scenes.YILING, on="03-20")
    said = visit()
    assert plan.edited_by not in said
    assert "陈立群" not in said
    assert "0717" not in said
    assert "逾期" not in said


def test_a_service_without_an_address_says_so_and_links_once_the_province_has_set_it(
    hubei, visit, client
):
    assert "公共服务平台 （地址待省局设定）" in visit()
    assert "<a" not in services(client)
    keeper = hubei.officer(scenes.HUBEI, Level.PROVINCE, role=Role.RULE_KEEPER, name="周敏")
    reword(
        hubei.year,
        "address-portal-platform",
        zh="https://ip.example.gov.cn",
        en="",
        reason="平台已开通",
        by=keeper,
        at=clock.midday(DAY),
    )
    assert 'href="https://ip.example.gov.cn"' in services(client)


def services(client):
    page = client.get("/").content.decode()
    (card,) = re.findall(r"<h2>公共服务</h2>.*?</section>", page, re.DOTALL)
    return card


def test_the_two_networks_have_two_entries_or_one_as_the_province_decides(hubei, client):
    """A-HB-23: ``portal-links``."""
    assert services(client).count("<li>") == 2
    hubei.decide("portal-links", "one")
    assert services(client).count("<li>") == 1


def test_an_outside_system_that_is_not_for_the_public_is_not_linked(hubei, client):
    assert "知慧桥" not in services(client)


@pytest.fixture
def led_to(hubei, client):
    """Where the home page leads someone of the province who is signed in, by role."""

    def led_to(role):
        hubei.officer(scenes.HUBEI, Level.PROVINCE, role=role, name="周敏")
        (user,) = hubei.users.values()
        client.force_login(user)
        answer = client.get("/", follow=True)
        assert answer.status_code == 200
        return answer.redirect_chain[-1][0]

    return led_to


def test_an_officer_of_the_province_goes_on_to_the_cockpit(led_to):
    assert led_to(Role.OFFICER) == "/cockpit/"


def test_an_officer_of_a_county_goes_on_to_what_waits_there(hubei, client):
    hubei.county(scenes.YILING)
    (user,) = hubei.users.values()
    client.force_login(user)
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/desk/"


def test_who_has_no_cockpit_goes_on_to_the_programme_page(led_to):
    assert led_to(Role.SYSTEM_ADMIN) == "/programme/"


def test_the_rule_keeper_of_a_province_that_has_just_begun_is_led_to_opening_the_year(
    hubei, led_to
):
    ProgrammeYear.objects.all().delete()
    assert led_to(Role.RULE_KEEPER) == "/programme/open-year/"


def test_the_page_asks_the_database_as_often_for_three_places_as_for_hubei(
    client, django_assert_max_num_queries
):
    rows = """code,name,level,type,parent_code,short,english
420000,湖北省,province,省,,湖北,Hubei
420500,宜昌市,prefecture,地级市,420000,宜昌,Yichang
420506,夷陵区,county,市辖区,420500,夷陵,Yiling District
"""
    load_divisions(read_division_table(rows), province="420000", since=scenes.SINCE, by=SYSTEM)
    ProgrammeYear.objects.create(
        programme="hubei-2022",
        year=2022,
        province=Place.objects.get(code="420000"),
        opened_on=scenes.SINCE,
        opened_by="周敏",
    )
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get("/")
    load_divisions(scenes._divisions(), province="420000", since=scenes.SINCE, by=SYSTEM)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get("/")
    assert len(many) == len(few)


def test_a_province_that_the_package_does_not_know_has_its_home_page_too(client, visit):
    rows = """code,name,level,type,parent_code,short,english
990000,青石省,province,省,,青石,Qingshi
990100,明川市,prefecture,地级市,990000,明川,Mingchuan
990121,石桥县,county,县,990100,石桥,Shiqiao County
999001,望海市,direct,省直辖县级市,990000,望海,
"""
    load_divisions(read_division_table(rows), province="990000", since=scenes.SINCE, by=SYSTEM)
    ProgrammeYear.objects.create(
        programme="zhejiang-2024",
        year=2024,
        province=Place.objects.get(code="990000"),
        opened_on=scenes.SINCE,
        opened_by="石磊",
    )
    assert "覆盖全省 2 个市州" in visit()
    assert regions(client) == {"明川市": ["石桥县"], "望海市": [BOTH]}
    assert "望海市" in visit("en")


def test_a_programme_in_which_nobody_plans_classes_shows_no_figures_of_plans(client, visit):
    load_divisions(scenes._divisions(), province="330000", since=scenes.SINCE, by=SYSTEM)
    ProgrammeYear.objects.create(
        programme="zhejiang-2024",
        year=2024,
        province=Place.objects.get(code="330000"),
        opened_on=scenes.SINCE,
        opened_by="石磊",
    )
    assert "覆盖全省 11 个市州" in visit()
    assert "0 班" not in visit()
