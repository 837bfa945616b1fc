"""The door: who gets in, who guesses, and whom that does not lock out."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as Stored

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import end_membership
from zhicai.accounts.models import User
from zhicai.audit.models import Entry
from zhicai.foundation import clock
from zhicai.signin.models import NameTried, Session, Tried
from zhicai.signin.rules import NAMES_AN_HOUR
from zhicai.signin.tests.scene import (
    AT,
    DOOR,
    GOOD,
    PRIVATE,
    START,
    browser,
    enter,
    hubei,
    is_in,
    officer,
    words,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chen(db):
    hubei()
    with clock.standing_at(AT):
        yield officer("chen")


def guess(count, username="chen", address="172.16.0.66"):
    """Guess from browsers that nobody knows; return the last answer."""
    for nth in range(count):
        answer = enter(browser(address), username, f"guess-{nth}")
    return answer


def test_the_right_password_lets_in_and_is_recorded_with_browser_and_address():
    client = browser()
    answer = enter(client, "chen", next=PRIVATE)
    assert (answer.status_code, answer["Location"]) == (302, PRIVATE)
    assert is_in(client)
    entry = Entry.objects.get(verb="signin.signed_in")
    assert entry.username == "chen"
    assert entry.values["address"] == "10.1.0.7"
    assert entry.values["browser"] == "Chrome 109 · Windows 7"
    assert Session.objects.get().key == client.session.session_key


def test_the_session_has_another_id_after_the_door():
    client = browser()
    client.get("/language/")
    session = client.session
    session["given"] = "by someone else"
    session.save()
    before = session.session_key
    enter(client, "chen")
    assert client.session.session_key != before
    assert not Stored.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(
    "leads_off",
    ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:alert(1)", ""],
)
def test_next_cannot_lead_off_the_site(leads_off):
    assert enter(browser(), "chen", next=leads_off)["Location"] == "/"


def test_an_unknown_account_and_a_wrong_password_get_the_same_words_and_the_same_wait():
    for name in ("chen", "nobody"):
        answers = [words(enter(browser(), name, "wrong")) for _ in range(7)]
        assert all("账号或密码不对" in answer for answer in answers[:5])
        assert all("30 秒后再试" in answer for answer in answers[5:])


def test_guessing_is_stopped_and_the_waits_grow():
    guess(5)
    assert "后再试" in words(enter(browser(), "chen", GOOD)), "even the right one, during a wait"
    tried, at = 0, AT
    while at < AT + timedelta(days=1):
        at += timedelta(seconds=10)
        with clock.standing_at(at):
            user = User.objects.get(username="chen")
            if user.locked_until <= at:
                guess(1)
                tried += 1
                at += User.objects.get(username="chen").locked_until - at
    assert tried < 60
    held = Entry.objects.filter(verb="signin.held")
    assert held.count() == 1, "the log tells of it once, not of every guess"


def test_the_owner_at_a_known_browser_signs_in_while_someone_guesses():
    own = browser()
    enter(own, "chen")
    own.post("/accounts/logout/")
    guess(8)
    stranger = browser()
    assert "后再试" in words(enter(stranger, "chen"))
    assert not is_in(stranger)
    enter(own, "chen")
    assert is_in(own)
    assert "有陌生浏览器用错误的密码试过" in words(own.get("/signin/"))


def test_a_known_browser_that_guesses_waits_too_and_locks_nobody_else():
    own = browser()
    enter(own, "chen")
    own.post("/accounts/logout/")
    for _ in range(5):
        enter(own, "chen", "wrong")
    assert "后再试" in words(enter(own, "chen"))
    other = browser()
    enter(other, "chen")
    assert is_in(other)


def test_a_browser_known_to_one_account_is_a_stranger_to_another():
    officer("li")
    own = browser()
    enter(own, "li")
    own.post("/accounts/logout/")
    for _ in range(5):
        enter(own, "chen", "wrong")
    assert User.objects.get(username="chen").failed_logins == 5
    assert User.objects.get(username="li").failed_logins == 0


def test_an_office_of_fifty_behind_one_address_with_typing_errors_is_not_locked():
    for nth in range(50):
        officer(f"staff{nth}")
    for nth in range(50):
        client = browser("10.9.9.9")
        enter(client, f"staf{nth}", GOOD)
        for _ in range(2):
            enter(client, f"staff{nth}", "Four-knows-5-skill")
        enter(client, f"staff{nth}")
        assert is_in(client), nth


def test_an_address_that_tries_ever_new_names_is_stopped_and_its_known_browsers_are_not():
    own = browser("10.9.9.9")
    enter(own, "chen")
    own.post("/accounts/logout/")
    NameTried.objects.bulk_create(
        NameTried(network="10.9.9.9", name=f"{nth:064d}", at=AT) for nth in range(NAMES_AN_HOUR)
    )
    assert "分钟后再试" in words(enter(browser("10.9.9.9"), "chen"))
    assert "账号或密码不对" in words(enter(browser("10.9.9.8"), "chen", "wrong"))
    enter(own, "chen")
    assert is_in(own)
    with clock.standing_at(AT + timedelta(hours=1, minutes=1)):
        later = browser("10.9.9.9")
        enter(later, "chen")
        assert is_in(later)


def test_a_new_browser_is_let_in_again_when_the_guessing_has_stopped():
    guess(6)
    with clock.standing_at(AT + timedelta(minutes=2)):
        client = browser()
        enter(client, "chen")
        assert is_in(client)


def test_names_that_were_tried_are_not_kept_in_clear():
    enter(browser(), "My-Password-in-the-wrong-box", "x")
    kept = [*Tried.objects.values_list("key"), *NameTried.objects.values_list("name")]
    assert kept
    assert "My-Password" not in str(kept)


def test_only_as_many_hops_as_we_have_proxies_are_believed(settings):
    claims = {"x-forwarded-for": "1.2.3.4, 5.6.7.8"}
    enter(browser(), "chen")
    browser().post(DOOR, {"username": "chen", "password": GOOD}, headers=claims)
    settings.ZHICAI_PROXIES = 1
    browser().post(DOOR, {"username": "chen", "password": GOOD}, headers=claims)
    addresses = Session.objects.order_by("pk").values_list("address", flat=True)
    assert list(addresses) == ["10.1.0.7", "10.1.0.7", "5.6.7.8"]


def test_a_deactivated_user_is_nobody_from_the_next_request_on(chen):
    client = browser()
    enter(client, "chen")
    User.objects.filter(pk=chen.pk).update(is_active=False)
    assert client.get(PRIVATE).status_code == 302
    assert "账号或密码不对" in words(enter(browser(), "chen"))


def test_who_has_left_the_office_loses_access_at_once(chen):
    client = browser()
    enter(client, "chen")
    membership = chen.memberships.get()
    end_membership(membership, by=SYSTEM, on=START, reason="调离")
    assert client.get(PRIVATE).status_code == 403


@pytest.mark.parametrize("name", ["", "a" * 500, "\x00", "😀", "chen\n"])
def test_whatever_is_typed_is_answered(name):
    assert enter(browser(), name, "x").status_code == 200
    assert enter(browser(), "chen", name).status_code == 200
