"""The first page of who acts for nobody else: a trainee, a lecturer, someone with neither."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.admission.tests.scenes import SINCE, YILING, at, hubei, open_class
from zhicai.admission.tests.test_feedback import lessons_in, seat
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.messages.actions import send_message
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.people.actions import answer_purposes, open_login

ON = date(2022, 4, 12)


@pytest.fixture
def scene(db):
    return hubei()


@pytest.fixture
def trainee(scene):
    """Someone with a seat in an open class whose account is open; the notice is unanswered."""
    found = open_class(scene)
    lessons_in(scene, found)
    row = seat(scene, found, 1)
    open_login(row.person, "xueyuan", by=scene.county(YILING), at=at("04-07"))
    row.person.refresh_from_db()
    return row.person


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def answered(person):
    acting = actings_of(person.user, on=ON)[0]
    answer_purposes(person, [], by=acting, at=at("04-08"))


def told(user, title="顺延通知"):
    return send_message(
        Addressee(user_id=user.pk), kind=Message.Kind.NOTICE, title=Text(title, "Put off"),
        body=Text("顺延一周", "by a week"), by=SYSTEM, at=at("04-11"), key=title,
    )  # fmt: skip


def test_a_trainee_lands_on_the_own_page_once_the_notice_is_answered(
    trainee, django_assert_max_num_queries
):
    client = client_of(trainee.user)
    with clock.standing_at(ON):
        first = client.get("/", follow=True)
        assert first.redirect_chain[-1][0] == reverse("people:consents")
        answered(trainee)
        landed = client.get("/", follow=True)
        assert landed.redirect_chain[-1][0] == reverse("desk:home")
        with django_assert_max_num_queries(60):
            page = client.get(reverse("desk:home")).content.decode()
    assert f"{trainee.name}，" in page
    assert "宜昌某某新材料有限公司" in page
    assert "第 1 讲" in page
    assert "我的班次" in page


def test_messages_stand_on_the_page_until_they_are_read(trainee):
    answered(trainee)
    told(trainee.user)
    client = client_of(trainee.user)
    with clock.standing_at(ON):
        assert "顺延通知" in client.get(reverse("desk:home")).content.decode()
        assert "顺延一周" in client.get(reverse("desk:messages")).content.decode()
        assert client.post(reverse("desk:all_read")).status_code == 302
        assert "顺延通知" not in client.get(reverse("desk:home")).content.decode()
        assert "顺延通知" in client.get(reverse("desk:messages")).content.decode()


def test_another_persons_messages_are_not_shown(scene, trainee):
    answered(trainee)
    other = open_account("other", name="旁人", by=SYSTEM)
    give_membership(other, Role.PERSON, place=scene.places[YILING], by=SYSTEM, since=SINCE)
    told(other)
    with clock.standing_at(ON):
        page = client_of(trainee.user).get(reverse("desk:messages")).content.decode()
        mine = client_of(other).get(reverse("desk:messages")).content.decode()
    assert "顺延通知" not in page
    assert "顺延通知" in mine


def test_who_has_neither_record_nor_lessons_finds_an_empty_page(scene):
    other = open_account("other", name="旁人", by=SYSTEM)
    give_membership(other, Role.PERSON, place=scene.places[YILING], by=SYSTEM, since=SINCE)
    with clock.standing_at(ON):
        page = client_of(other).get(reverse("desk:home"))
    assert page.status_code == 200
    assert "现在没有安排" in page.content.decode()


def test_an_officer_lands_in_the_inbox_and_may_look_at_the_own_page(scene):
    officer = User.objects.get(pk=scene.county(YILING).user_id)
    client = client_of(officer)
    with clock.standing_at(ON):
        assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("desk:inbox")
        assert client.get(reverse("desk:home")).status_code == 200


def test_a_message_is_opened_by_who_it_is_for_and_by_nobody_else(scene, trainee):
    answered(trainee)
    other = open_account("other", name="旁人", by=SYSTEM)
    give_membership(other, Role.PERSON, place=scene.places[YILING], by=SYSTEM, since=SINCE)
    sent = told(other)
    url = reverse("desk:open_message", args=[sent.pk])
    with clock.standing_at(ON):
        assert client_of(trainee.user).get(url).status_code == 404
        assert client_of(other).get(url).status_code == 302
        assert "未读" not in client_of(other).get(reverse("desk:messages")).content.decode()
        # What others have sent as themselves is no message of one's office.
        assert client_of(trainee.user).get(reverse("messages:sent")).status_code == 403
