"""The public site beside its home page: news, specialists, statements, feed; nothing of a person
without consent.
"""

import pytest
from django.urls import reverse

from zhicai.accounts.models import Role
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.planning.tests import scenes
from zhicai.programmes.actions import reword
from zhicai.programmes.models import ProgrammeYear
from zhicai.publicity.actions import publish_item, send_item, write_item
from zhicai.publicity.rules.items import Kind
from zhicai.publicity.tests.scene import AT, DAY, words

pytestmark = pytest.mark.django_db

PAGES = ["portal:news", "portal:specialists", "portal:lists", "portal:contact", "portal:feed"]


@pytest.fixture(autouse=True)
def _on_a_day_in_april():
    with clock.standing_at(DAY):
        yield


@pytest.fixture
def hubei(db):
    return scenes.hubei()


@pytest.fixture
def published(hubei):
    def published(**changes):
        keeper = hubei.officer(scenes.HUBEI, Level.PROVINCE, role=Role.RULE_KEEPER, name="周敏")
        item = write_item(words(**changes), year=hubei.year, by=hubei.province(), at=AT)
        return publish_item(send_item(item, by=hubei.province(), at=AT), by=keeper, at=AT)

    return published


@pytest.mark.clause("HB-4.4.d")
def test_the_public_site_has_a_section_on_specialists_and_their_achievements(published, client):
    assert "还没有专员风采" in client.get(reverse("portal:specialists")).content.decode()
    published(kind=Kind.SPECIALIST, person="王芳", employer="宜化集团", title="一年布局十件专利",
              summary="从车间走出的专员", consent_on=DAY)  # fmt: skip
    page = client.get(reverse("portal:specialists")).content.decode()
    for said in ("王芳", "宜化集团", "一年布局十件专利", "从车间走出的专员"):
        assert said in page
    assert "专员风采" in client.get("/").content.decode()
    assert "王芳" not in client.get(reverse("portal:news")).content.decode()


def test_home_shows_the_latest_news_and_the_feed_carries_them(published, client):
    for number in range(8):
        published(title=f"新闻{number}")
    home = client.get("/").content.decode()
    assert "新闻7" in home
    assert "新闻1<" not in home
    feed = client.get(reverse("portal:feed"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "新闻7" in feed.content.decode()


def test_the_aim_stands_with_nobody_certified_yet(hubei, client):
    page = client.get("/").content.decode()
    aim = page.split('id="aim"')[1].split("</section>")[0]
    assert "人才高地" in aim
    assert "0 人" in aim


def test_two_programmes_are_both_shown_each_with_its_latest_year(hubei, client):
    for programme, year in (("zhejiang-2024", 2022), ("hubei-2022", 2021)):
        ProgrammeYear.objects.create(
            programme=programme, year=year, province=hubei.places[scenes.HUBEI],
            opened_on=scenes.SINCE, opened_by="周敏",
        )  # fmt: skip
    page = client.get("/").content.decode()
    assert page.count('id="figures') == 2
    assert "2021 年度" not in page


def test_statements_and_contact_are_there_and_the_office_fills_in_its_contact(hubei, client):
    for name, said in (("privacy", "匿名问卷"), ("accessibility", "WCAG")):
        assert said in client.get(reverse("portal:statement", args=[name])).content.decode()
    assert client.get(reverse("portal:statement", args=["cookies"])).status_code == 404
    assert "联系方式待省局填写" in client.get(reverse("portal:contact")).content.decode()
    keeper = hubei.officer(scenes.HUBEI, Level.PROVINCE, role=Role.RULE_KEEPER, name="周敏")
    reword(hubei.year, "contact", zh="电话 027-0", en="", reason="公布", by=keeper, at=AT)
    assert "电话 027-0" in client.get(reverse("portal:contact")).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_before_the_first_year_and_is_kept_by_nobody_elses_cache(name, client):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert "private" in page["Cache-Control"]
    assert "Cookie" in page["Vary"]


def test_someone_signed_in_reads_the_public_site_and_finds_the_way_back(hubei, client):
    hubei.province()
    client.force_login(next(iter(hubei.users.values())))
    page = client.get(reverse("portal:public_home"))
    assert "回到工作台" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_pages_cost_few_queries(published, client, django_assert_max_num_queries):
    item = published(body="{{figure:planning.planned_people}}{{figure:publicity.actions}}")
    for number in range(25):
        published(title=f"新闻{number}")
    with django_assert_max_num_queries(5):
        assert "第 2 页" in client.get(reverse("portal:news")).content.decode()
    with django_assert_max_num_queries(10):
        client.get(reverse("portal:news_item", args=[item.pk]))


@pytest.mark.parametrize("pk", ["0", "999999", str(10**30)])
def test_what_is_not_there_is_not_found(db, client, pk):
    for name in ("news", "lists"):
        assert client.get(f"/{name}/{pk}/").status_code == 404
