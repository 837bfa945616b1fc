"""Surveys from the office's side, and the three scores by year and city."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.documents.tests.scanning import scanned_svg
from zhicai.foundation import clock
from zhicai.planning.tests import scenes
from zhicai.publicity.queries import SCORES
from zhicai.publicity.starting import STARTING
from zhicai.publicity.tests.scene import FRAME
from zhicai.surveys.actions import answer, begin
from zhicai.surveys.models import Answer, Invitation, Questionnaire, Round
from zhicai.surveys.queries import invitation_by_token

DAY = date(2022, 4, 8)


def answered(round_, place, points, times, on):
    """Let some people of a place answer: all scales ``points``."""
    for _ in range(times):
        given = {"q1": "o1", "q2": "no", "q7": "yes"} | dict.fromkeys(
            ("q3", "q5", "q6", "q8", "q9"), points
        )
        answer(invitation_by_token(begin(round_, place=place, on=on)), given, on=on)


@pytest.fixture
def asked(hubei, sign_in):
    """Write, publish and open the survey of the three scores through the pages."""

    def asked(on=DAY):
        client = sign_in(hubei.province())
        with clock.standing_at(on):
            if not Questionnaire.objects.exists():
                form = {"title": "三度调查", "written": STARTING, "go": "publish"}
                client.post(reverse("publicity:new_questionnaire") + "?use=scores", form)
            drafted = Questionnaire.objects.get()
            terms = {
                "title": f"{on.year} 三度调查", "opens_on": on.isoformat(),
                "closes_on": (on + timedelta(days=10)).isoformat(), "anonymous": "yes",
                "by_link": "on", "asks_place": "on", "expected-420500": "10",
                "expected-420100": "8",
            }  # fmt: skip
            client.post(reverse("publicity:open_round", args=[drafted.pk]), terms)
        return Round.objects.order_by("-pk").first()

    return asked


@pytest.mark.clause("HB-4.4.g")
def test_a_survey_yields_three_scores_by_year_and_city_beside_the_round_before(
    asked, hubei, sign_in, django_assert_max_num_queries
):
    yichang, wuhan = hubei.places[scenes.YICHANG], hubei.places[scenes.WUHAN]
    last_year, this_year = DAY, date(2023, 4, 10)
    before = asked(last_year)
    assert before.about == SCORES
    answered(before, yichang, "3", 4, last_year)
    answered(before, wuhan, "2", 3, last_year)
    now = asked(this_year)
    answered(now, yichang, "4", 5, this_year)
    answered(now, wuhan, "2", 3, this_year)
    client = sign_in(hubei.province())
    with clock.standing_at(this_year + timedelta(days=11)):
        with django_assert_max_num_queries(FRAME + 14):
            page = client.get(reverse("publicity:scores")).content.decode()
        file = client.get(reverse("publicity:scores") + "?export=xlsx").content
    for topic in ("认知度", "认可度", "满意度"):
        assert topic in page
    assert "<b>56.2</b>" in page
    assert "上一轮 39.3" in page
    assert "2022 三度调查" in page
    cells = [[c.value for c in row] for row in load_workbook(BytesIO(file)).active.iter_rows()]
    (row,) = [r for r in cells if "宜昌市" in r]
    assert row[2:] == ["5", "50.0%", 75, 50, 75, 50, 75, 50]


def test_a_city_reads_its_own_row_and_another_city_does_not(asked, hubei, sign_in):
    now = asked(DAY)
    answered(now, hubei.places[scenes.YICHANG], "4", 5, DAY)
    answered(now, hubei.places[scenes.WUHAN], "2", 3, DAY)
    with clock.standing_at(DAY + timedelta(days=11)):
        yichang = sign_in(hubei.city()).get(reverse("publicity:scores")).content.decode()
        assert '<th scope="row">宜昌市</th>' in yichang
        assert '<th scope="row">武汉市</th>' not in yichang
        assert (
            sign_in(hubei.city()).get(reverse("publicity:round", args=[now.pk])).status_code == 404
        )


def test_while_it_runs_an_anonymous_round_shows_counts_and_a_link_only(asked, hubei, sign_in):
    now = asked(DAY)
    answered(now, hubei.places[scenes.YICHANG], "4", 5, DAY)
    client = sign_in(hubei.province())
    with clock.standing_at(DAY):
        page = client.get(reverse("publicity:round", args=[now.pk])).content.decode()
        scores = client.get(reverse("publicity:scores")).content.decode()
    assert "截止之前只显示份数" in page
    assert "截止之前只显示份数" in scores
    assert f"/surveys/r/{now.link}/" in page
    assert scanned_svg(page) == [f"http://testserver/surveys/r/{now.link}/"]
    with clock.standing_at(DAY + timedelta(days=11)):
        page = client.get(reverse("publicity:round", args=[now.pk])).content.decode()
        files = [
            client.get(reverse("publicity:round", args=[now.pk]) + f"?export={kind}").content
            for kind in ("xlsx", "places")
        ]
    assert "少于 3 份" not in page
    assert all(load_workbook(BytesIO(file)).active.max_row > 2 for file in files)


def test_invited_by_name_each_gets_an_own_link_in_excel_once(asked, hubei, sign_in):
    now = asked(DAY)
    client = sign_in(hubei.province())
    with clock.standing_at(DAY):
        file = client.post(
            reverse("publicity:invite", args=[now.pk]), {"names": "甲公司\n乙公司\n甲公司\n"}
        ).content
        rows = [[c.value for c in row] for row in load_workbook(BytesIO(file)).active.iter_rows()]
        links = {row[1]: row[2] for row in rows if row[1] in ("甲公司", "乙公司")}
        assert len(links) == 2
        page = client.get(links["甲公司"].replace("http://testserver", ""))
    assert page.status_code == 200
    assert Invitation.objects.count() == 2
    assert Answer.objects.count() == 0


def test_a_questionnaire_that_cannot_be_understood_names_its_lines(hubei, sign_in):
    client = sign_in(hubei.province())
    sent = {"title": "甲", "written": "乱写\n1. 问【奇怪】", "go": "publish"}
    page = client.post(reverse("publicity:new_questionnaire"), sent)
    assert page.status_code == 422
    assert "1: 这一行看不懂" in page.content.decode()
    assert not Questionnaire.objects.exists()


def test_a_questionnaire_is_previewed_changed_and_published_again(asked, hubei, sign_in):
    asked(DAY)
    drafted = Questionnaire.objects.get()
    client = sign_in(hubei.province())
    address = reverse("publicity:questionnaire", args=[drafted.pk])
    page = client.get(address).content.decode()
    assert "data-zc-show" in page
    sent = {"title": "三度调查", "written": STARTING + "11. 联系人【文字】\n", "revision": "1",
            "go": "publish"}  # fmt: skip
    client.post(address, sent)
    assert drafted.versions.count() == 2
    assert client.post(address, sent).status_code == 409
    assert Round.objects.get().version.number == 1


def test_a_round_ends_early_on_its_page_with_a_reason(asked, hubei, sign_in):
    now = asked(DAY)
    client = sign_in(hubei.province())
    with clock.standing_at(DAY + timedelta(days=3)):
        client.post(reverse("publicity:close_round", args=[now.pk]), {"reason": "份数已够"})
    now.refresh_from_db()
    assert now.closes_on == DAY + timedelta(days=2)


def test_before_any_survey_and_before_publication_pages_say_what_to_do(hubei, sign_in):
    client = sign_in(hubei.province())
    assert "还没有开展三度调查" in client.get(reverse("publicity:scores")).content.decode()
    assert "还没有开展调查" in client.get(reverse("publicity:rounds")).content.decode()
    assert "还没有问卷" in client.get(reverse("publicity:questionnaires")).content.decode()
    client.post(reverse("publicity:new_questionnaire"), {"title": "甲", "written": "1. 问【文字】"})
    drafted = Questionnaire.objects.get()
    page = client.get(reverse("publicity:open_round", args=[drafted.pk])).content.decode()
    assert "还没有发布" in page


@pytest.mark.parametrize("sent", [{}, {"opens_on": "x"}, {"expected-420500": "-3"}])
def test_a_broken_round_is_shown_again(asked, hubei, sign_in, sent):
    asked(DAY)
    drafted = Questionnaire.objects.get()
    page = sign_in(hubei.province()).post(reverse("publicity:open_round", args=[drafted.pk]), sent)
    assert page.status_code == 422


def test_lists_cost_few_queries(asked, hubei, sign_in, django_assert_max_num_queries):
    for number in range(5):
        asked(DAY + timedelta(days=number))
    client = sign_in(hubei.province())
    with django_assert_max_num_queries(FRAME + 6):
        client.get(reverse("publicity:rounds"))
    with django_assert_max_num_queries(FRAME + 14):
        client.get(reverse("publicity:round", args=[Round.objects.first().pk]))
