"""Answering on a phone: by the link, screen by screen, resumed, handed in once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from zhicai.accounts.waiting import sources
from zhicai.foundation import clock
from zhicai.planning.tests import scenes
from zhicai.surveys.actions import Guest, invite
from zhicai.surveys.models import Answer, Invitation
from zhicai.surveys.tests.scene import AFTER, DAY


@pytest.fixture(autouse=True)
def _on_the_first_day():
    with clock.standing_at(DAY):
        yield


@pytest.fixture
def begun(client, opened):
    """The address of the first screen of someone who came by the link."""
    opened(asks_place=True)

    def begun(round_=None):
        link = round_ or Invitation._meta.get_field("round").related_model.objects.get()
        start = reverse("surveys:start", args=[link.link])
        return client.post(start, {"place": "420500"})["Location"]

    return begun


def test_whoever_has_the_link_says_the_place_and_answers_screen_by_screen(begun, client):
    page = begun()
    first = client.get(page).content.decode()
    assert "第 1 屏，共 2 屏" in first
    assert "认可程度" not in first
    answer = client.post(page, {"step": "1", "q1": "yes", "q2": "4", "go": "next"})
    assert answer["Location"].endswith("?step=2")
    assert "认可程度" in client.get(answer["Location"]).content.decode()
    done = client.post(page, {"step": "2", "q3": "8", "q4": "很好", "go": "send"}, follow=True)
    assert "问卷已提交" in done.content.decode()
    found = Answer.objects.get()
    assert found.answers == {"q1": "yes", "q2": "4", "q3": "8", "q4": "很好"}
    assert found.place.code == "420500"
    again = client.post(page, {"step": "1", "q1": "no", "go": "send"})
    assert "问卷已提交" in again.content.decode()
    assert Answer.objects.count() == 1


def test_who_leaves_goes_on_where_they_were_and_no_cache_keeps_it(begun, client):
    page = begun()
    client.post(page, {"step": "1", "q1": "no", "go": "next"})
    resumed = client.get(page)
    assert "第 2 屏" in resumed.content.decode()
    assert resumed["Cache-Control"] == "private, no-store"
    start = reverse("surveys:start", args=[Invitation.objects.get().round.link])
    assert f'href="{page}"' in client.get(start).content.decode()


def test_everything_wrong_is_shown_at_once_with_the_page_it_is_on(begun, client):
    page = begun()
    client.post(page, {"step": "1", "q1": "yes", "go": "next"})
    refused = client.post(page, {"step": "2", "q3": "99", "go": "send"})
    said = refused.content.decode()
    assert refused.status_code == 422
    assert "第 2 题还没有回答" in said
    assert "第 3 题请从给出的选项里选" in said
    assert f"{page}?step=2#q3" in said


def test_a_question_on_the_same_screen_carries_its_condition_for_the_page(begun, client):
    said = client.get(begun()).content.decode()
    (condition,) = re.findall(r'data-zc-show="([^"]+)"', said)
    assert condition.replace("&quot;", '"') == '{"question": "q1", "is": ["yes"]}'


def test_without_a_place_nobody_begins_and_a_strange_place_is_refused(client, opened):
    start = reverse("surveys:start", args=[opened(asks_place=True).link])
    assert "请选择所在地区" in client.post(start).content.decode()
    assert client.post(start, {"place": "110000"}).status_code == 422
    assert Invitation.objects.count() == 0


def test_before_and_after_its_days_a_round_says_so(client, opened):
    round_ = opened()
    start = reverse("surveys:start", args=[round_.link])
    with clock.standing_at(AFTER):
        assert "已经截止" in client.get(start).content.decode()
        assert client.post(start).status_code == 409
    with clock.standing_at(DAY - timedelta(days=1)):
        assert "开始答题" in client.get(start).content.decode()


@pytest.mark.parametrize("body", [{}, {"step": "x"}, {"step": "9999", "go": "sen"}, {"go": "next"}])
def test_a_broken_form_is_no_failure(begun, client, body):
    assert client.post(begun(), body).status_code in (302, 422)


def test_unknown_links_and_tokens_are_not_found(client, db):
    assert client.get(reverse("surveys:start", args=["x"])).status_code == 404
    assert client.get(reverse("surveys:answer", args=["x"])).status_code == 404


def test_who_is_asked_by_account_finds_it_in_the_inbox_and_nobody_else_opens_it(
    client, opened, hubei, django_assert_max_num_queries
):
    round_ = opened(by_link=False)
    county, city = hubei.county(), hubei.city()
    users = {user.pk: user for user in hubei.users.values()}
    invite(round_, [Guest(user=users[county.user_id])], by=hubei.province(), on=DAY)
    (source,) = [s for s in sources() if s.key == "surveys.asked"]
    with django_assert_max_num_queries(2):
        (waiting,) = source.items(county, DAY, 10)
        assert source.count(county, DAY) == 1
    assert (source.count(city, DAY), waiting.due) == (0, round_.closes_on)
    client.force_login(users[city.user_id])
    assert client.get(waiting.url).status_code == 404
    client.force_login(users[county.user_id])
    with django_assert_max_num_queries(12):
        assert "听说过吗" in client.get(waiting.url).content.decode()
    client.post(waiting.url, {"step": "1", "q1": "no", "go": "next"})
    client.post(waiting.url, {"step": "2", "q3": "5", "go": "send"})
    assert Answer.objects.get().invitation is None
    assert source.count(county, DAY) == 0


def test_the_page_reads_in_english(begun, client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Screen 1 of 2" in client.get(begun()).content.decode()


def test_a_round_only_for_those_invited_has_no_link(client, opened):
    round_ = opened(by_link=False)
    assert (round_.link, scenes.HUBEI) == ("", round_.place.code)
