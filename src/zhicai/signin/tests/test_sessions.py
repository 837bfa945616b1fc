"""Devices: seen, ended, and a cookie that is refused afterwards."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhicai.accounts.models import Role
from zhicai.audit.models import Entry
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.signin.models import Session
from zhicai.signin.tests.scene import (
    AT,
    DOOR,
    GOOD,
    PRIVATE,
    browser,
    enter,
    hubei,
    is_in,
    officer,
    words,
)  # fmt: skip

pytestmark = pytest.mark.django_db
NEW = "Another-knows-5-skills"


@pytest.fixture(autouse=True)
def chen(db):
    hubei()
    with clock.standing_at(AT):
        yield officer("chen")


def three():
    """Three browsers of one user, signed in."""
    found = [browser(f"10.1.0.{nth}") for nth in (1, 2, 3)]
    for client in found:
        enter(client, "chen")
    return found


def session_at(address):
    return Session.objects.get(address=address)


def cost(client, path):
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_the_page_lists_every_device_with_its_address_for_a_few_queries():
    first, *_ = three()
    frame = cost(first, "/signin/password/")
    assert cost(first, "/signin/") <= frame + 4
    page = words(first.get("/signin/"))
    for nth in (1, 2, 3):
        assert f"10.1.0.{nth}" in page
    assert page.count("这台设备") >= 1
    assert "Chrome 109 · Windows 7" in page


def test_the_cookie_of_an_ended_session_is_refused():
    first, second, third = three()
    cookie = second.cookies["sessionid"].value
    first.post("/signin/sessions/end/", {"session": session_at("10.1.0.2").pk})
    assert second.get(PRIVATE)["Location"].startswith(DOOR)
    thief = browser()
    thief.cookies["sessionid"] = cookie
    assert not is_in(thief)
    assert is_in(first)
    assert is_in(third)
    assert Entry.objects.filter(verb="signin.session_ended").count() == 1


def test_all_other_devices_are_signed_out_at_once():
    first, second, third = three()
    first.post("/signin/sessions/end/", {})
    assert [is_in(one) for one in (first, second, third)] == [True, False, False]
    assert Entry.objects.get(verb="signin.sessions_ended").values["count"] == 2


@pytest.mark.parametrize("given", ["999999999", "1e9", "-1", "９", "9" * 40])
def test_nobody_ends_a_session_that_is_not_there(given):
    first, *_ = three()
    answer = first.post("/signin/sessions/end/", {"session": given})
    assert answer.status_code in (302, 404)
    assert is_in(first)


def test_nobody_ends_a_colleagues_session():
    first, *_ = three()
    officer("li")
    other = browser("10.1.0.9")
    enter(other, "li")
    answer = first.post("/signin/sessions/end/", {"session": session_at("10.1.0.9").pk})
    assert answer.status_code == 404
    assert is_in(other)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one():
    first, second, _ = three()
    wrong = {"password": "wrong", "new": NEW, "again": NEW}
    assert "现在的密码不对" in words(first.post("/signin/password/", wrong))
    weak = {"password": GOOD, "new": "12345678", "again": "12345678"}
    assert first.post("/signin/password/", weak).status_code == 200
    unlike = {"password": GOOD, "new": NEW, "again": f"{NEW}!"}
    assert "不一样" in words(first.post("/signin/password/", unlike))
    assert is_in(second)
    before = first.session.session_key
    answer = first.post("/signin/password/", {"password": GOOD, "new": NEW, "again": NEW})
    assert answer.status_code == 302
    assert is_in(first)
    assert not is_in(second)
    assert first.session.session_key != before
    assert list(Session.objects.values_list("key", flat=True)) == [first.session.session_key]
    fresh = browser()
    enter(fresh, "chen", NEW)
    assert is_in(fresh)


def test_a_stolen_session_cannot_guess_the_password():
    first, *_ = three()
    for _ in range(5):
        first.post("/signin/password/", {"password": "guess", "new": NEW, "again": NEW})
    answer = first.post("/signin/password/", {"password": GOOD, "new": NEW, "again": NEW})
    assert "秒后再试" in words(answer)


def test_signing_out_takes_the_device_off_the_list():
    first, second, _ = three()
    second.post("/accounts/logout/")
    assert "10.1.0.2" not in words(first.get("/signin/"))


def test_a_session_notes_once_in_five_minutes_that_it_is_used():
    first, *_ = three()
    first.get(PRIVATE)
    assert session_at("10.1.0.1").last_seen == AT
    with clock.standing_at(AT + timedelta(minutes=6)):
        first.get(PRIVATE)
    assert session_at("10.1.0.1").last_seen == AT + timedelta(minutes=6)


def test_the_security_administrator_ends_all_sessions_of_a_user(chen):
    clients = three()
    officer("an", Role.SECURITY_ADMIN, "420500", Level.CITY)
    admin = browser()
    enter(admin, "an")
    assert "chen" in words(admin.get("/signin/accounts/"))
    admin.post(f"/signin/accounts/{chen.pk}/", {"do": "end", "reason": "设备遗失"})
    assert not any(is_in(client) for client in clients)
    assert Entry.objects.get(verb="signin.sessions_ended").reason == "设备遗失"


def test_an_account_of_another_city_is_not_there_for_a_citys_administrator():
    far = officer("far", code="420102")
    officer("an", Role.SECURITY_ADMIN, "420500", Level.CITY)
    admin = browser()
    enter(admin, "an")
    page = f"/signin/accounts/{far.pk}/"
    assert admin.get(page).status_code == 404
    assert admin.post(page, {"do": "end", "reason": "试试"}).status_code == 404
    assert "far" not in words(admin.get("/signin/accounts/"))


def test_the_administrator_releases_an_account_from_waiting(chen):
    for nth in range(6):
        enter(browser(), "chen", f"guess-{nth}")
    officer("an", Role.SECURITY_ADMIN, "420000", Level.PROVINCE)
    admin = browser()
    enter(admin, "an")
    assert "等待到" in words(admin.get(f"/signin/accounts/{chen.pk}/"))
    admin.post(f"/signin/accounts/{chen.pk}/", {"do": "release", "reason": "本人来电"})
    client = browser()
    enter(client, "chen")
    assert is_in(client)


def test_a_long_list_of_accounts_costs_a_few_queries():
    for nth in range(60):
        officer(f"staff{nth}")
    officer("an", Role.SECURITY_ADMIN, "420000", Level.PROVINCE)
    admin = browser()
    enter(admin, "an")
    assert cost(admin, "/signin/accounts/") <= cost(admin, "/signin/password/") + 4
    page = words(admin.get("/signin/accounts/"))
    assert "共 62 个账号" in page
    assert "staff59" in words(admin.get("/signin/accounts/?q=staff59"))
    assert "没有符合条件的账号" in words(admin.get("/signin/accounts/?factor=yes"))
