"""Messages to offices: sent once, read by persons, seen by nobody else."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import Role
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages import actions, queries
from zhicai.messages.models import Message, Reading
from zhicai.messages.rules import Addressee
from zhicai.messages.tests import scenes
from zhicai.messages.tests.scenes import NOON, START, acting, office, officer
from zhicai.places.actions import name_organisation
from zhicai.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hubei():
    scenes.hubei()


def send(to, key="one", *, at=NOON, link="", by=SYSTEM, title="请报送班次计划"):
    return actions.send_message(
        to,
        kind=Message.Kind.REMINDER,
        title=Text(title, "Send in the class plan"),
        body=Text("期限 3 月 31 日。", "Due 31 March."),
        by=by,
        at=at,
        key=key,
        link=link,
        about="plan@420506",
    )


def test_a_message_reaches_everyone_of_the_office_and_nobody_of_another():
    chen = acting(officer("chen", "420506", Level.COUNTY))
    liu = acting(officer("liu", "420506", Level.COUNTY))
    zhang = acting(officer("zhang", "420500", Level.CITY))
    send(office("420506", Level.COUNTY))
    assert [queries.unread_count(one) for one in (chen, liu, zhang)] == [1, 1, 0]


def test_a_seat_at_two_levels_has_one_inbox_for_both():
    xiantao = acting(officer("gao", "429004", Level.CITY, Level.COUNTY))
    send(office("429004", Level.CITY), "city")
    send(office("429004", Level.COUNTY), "county")
    assert queries.inbox_of(xiantao).count() == 2


def test_an_organisation_and_a_person_are_addressed_too():
    base = name_organisation(
        kind="base", name="三峡大学", home=Place.objects.get(code="420500"), since=START, by=SYSTEM
    )
    user = officer("lin", "420500", role=Role.MEMBER, organisation=base)
    send(Addressee(organisation_id=base.pk), "to the base")
    send(Addressee(user_id=user.pk), "to the person")
    assert queries.unread_count(acting(user)) == 2


def test_administrators_of_the_system_get_no_mail_of_the_office():
    admin = acting(officer("root", "420000", Level.PROVINCE, role=Role.SYSTEM_ADMIN))
    send(office("420000", Level.PROVINCE))
    assert queries.unread_count(admin) == 0


def test_sending_with_the_same_key_again_sends_nothing():
    assert send(office("420506", Level.COUNTY)) is not None
    assert send(office("420506", Level.COUNTY)) is None
    assert Message.objects.count() == 1


def test_a_link_out_of_the_site_is_refused():
    for link in ("https://example.org/", "//example.org", "/\\example.org", "javascript:1"):
        with pytest.raises(BadInput):
            send(office("420506", Level.COUNTY), link=link)
    assert not Message.objects.exists()


def test_a_message_without_one_addressee_cannot_be_stored():
    with pytest.raises(ValueError, match="one office"):
        Addressee()
    message = send(office("420506", Level.COUNTY))
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(level="")


def test_reading_counts_for_the_reader_alone_and_the_sender_sees_who_read():
    chen = acting(officer("chen", "420506", Level.COUNTY))
    liu = acting(officer("liu", "420506", Level.COUNTY))
    zhang = acting(officer("zhang", "420500", Level.CITY))
    message = send(office("420506", Level.COUNTY), by=zhang)
    actions.mark_read(message, by=chen, at=NOON)
    actions.mark_read(message, by=chen, at=NOON)
    assert (queries.unread_count(chen), queries.unread_count(liu)) == (0, 1)
    assert [str(reading.user) for reading in queries.receipts(message)] == ["chen"]
    assert list(queries.sent_by(zhang)) == [message]


def test_a_sender_who_looks_at_a_message_has_not_read_it_for_the_addressee():
    zhang = acting(officer("zhang", "420500", Level.CITY))
    message = send(office("420506", Level.COUNTY), by=zhang)
    actions.mark_read(queries.message_for(zhang, message.pk), by=zhang, at=NOON)
    assert not Reading.objects.exists()


def test_the_unread_count_is_one_query(django_assert_num_queries):
    chen = acting(officer("chen", "420506", Level.COUNTY))
    for number in range(60):
        send(office("420506", Level.COUNTY), f"key {number}")
    with django_assert_num_queries(1):
        assert queries.unread_count(chen) == 60


# --- pages -------------------------------------------------------------------------------------


@pytest.fixture
def chen():
    return officer("chen", "420506", Level.COUNTY)


@pytest.fixture
def browser(chen):
    client = Client()
    client.force_login(chen)
    with clock.standing_at(date(2022, 4, 1)):
        yield client


def test_opening_a_message_marks_it_read_and_leads_where_it_points(browser, chen):
    message = send(office("420506", Level.COUNTY), link="/messages/sent/")
    answer = browser.get(f"/messages/{message.pk}/open/")
    assert (answer.status_code, answer.url) == (302, "/messages/sent/")
    assert queries.unread_count(acting(chen)) == 0


def test_a_message_without_a_link_opens_its_own_page(browser):
    message = send(office("420506", Level.COUNTY))
    answer = browser.get(f"/messages/{message.pk}/open/", follow=True)
    assert "期限 3 月 31 日" in answer.content.decode()


def test_a_message_of_another_office_does_not_exist(browser):
    message = send(office("420500", Level.CITY))
    assert browser.get(f"/messages/{message.pk}/").status_code == 404
    assert browser.get(f"/messages/{message.pk}/open/").status_code == 404
    with pytest.raises(OutOfScope):
        queries.message_for(acting(officer("liu", "420102", Level.COUNTY)), message.pk)


def test_the_inbox_filters_by_kind_state_and_words(browser, chen):
    first = send(office("420506", Level.COUNTY), "first", title="第一件")
    send(office("420506", Level.COUNTY), "second", title="第二件")
    actions.mark_read(first, by=acting(chen), at=timezone.now())
    assert "第一件" not in browser.get("/messages/?state=unread").content.decode()
    assert "第二件" not in browser.get("/messages/?q=第一").content.decode()
    none = browser.get("/messages/?kind=notice").content.decode()
    assert "清除筛选" in none
    assert "第一件" in browser.get("/messages/?kind=nonsense&page=99&sort=%00").content.decode()


def test_all_can_be_marked_read_at_once(browser, chen):
    for number in range(3):
        send(office("420506", Level.COUNTY), f"key {number}")
    assert browser.get("/messages/all-read/").status_code == 405
    browser.post("/messages/all-read/")
    assert queries.unread_count(acting(chen)) == 0


def asked(client, address):
    """How many questions a page asks the database, and the page."""
    with CaptureQueriesContext(connection) as caught:
        page = client.get(address).content.decode()
    return len(caught), page


def test_the_inbox_asks_the_same_few_questions_for_two_hundred_messages(browser):
    send(office("420506", Level.COUNTY), "key first")
    few, _ = asked(browser, "/messages/")
    for number in range(199):
        send(office("420506", Level.COUNTY), f"key {number}")
    many, page = asked(browser, "/messages/")
    assert "共 200 条" in page
    assert many <= few


def test_the_sent_box_shows_who_has_read():
    sender = officer("zhang", "420500", Level.CITY)
    chen = acting(officer("chen", "420506", Level.COUNTY))
    client = Client()
    client.force_login(sender)
    messages = [send(office("420506", Level.COUNTY), "key first", by=acting(sender))]
    with clock.standing_at(date(2022, 4, 1)):
        actions.mark_read(messages[0], by=chen, at=NOON)
        few, _ = asked(client, "/messages/sent/")
        for number in range(60):
            send(office("420506", Level.COUNTY), f"key {number}", by=acting(sender))
        many, page = asked(client, "/messages/sent/?sort=sent")
        assert "chen" in page
        assert "未读" in page
        assert many <= few
        assert "chen" not in client.get("/messages/sent/?state=unread").content.decode()


def test_visitors_are_asked_to_sign_in():
    assert Client().get("/messages/").status_code == 302
