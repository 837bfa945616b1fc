"""The second factor: set up, asked for, not to be walked round, removed, reset."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import NoReverseMatch, get_resolver, reverse

from zhicai.accounts.models import Role
from zhicai.audit.models import Entry
from zhicai.foundation import clock, keyring
from zhicai.foundation.sealed import sealed_places
from zhicai.law.schema import Level
from zhicai.signin import sealing
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
SECOND = "/signin/second/"


@pytest.fixture(autouse=True)
def chen(db):
    hubei()
    with clock.standing_at(AT):
        yield officer("chen")


@pytest.fixture
def phone(monkeypatch):
    """The clock of phone and machine, which the test turns by whole steps."""

    class Phone:
        step = 50_000_000

        def shows(self, secret, ahead=0):
            return totp.format_hotp_value(totp.hotp_value(secret, self.step + ahead))

    one = Phone()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: one.step * 30))
    return one


def typed_key(page):
    return re.search(r'zc-key">([A-Z2-7 ]+)<', page.content.decode())[1].replace(" ", "")


def spare_codes(page):
    return re.findall(r"<li>(\d{8})</li>", page.content.decode())


def bound(phone, username="chen"):
    """Bind a phone; return the browser, the secret and the recovery codes."""
    client = browser()
    enter(client, username)
    secret = typed_key(client.get("/signin/factor/"))
    answer = client.post("/signin/factor/", {"code": phone.shows(secret), "password": GOOD})
    codes = spare_codes(answer)
    assert len(codes) == 10
    phone.step += 1
    return client, secret, codes


def test_binding_asks_for_a_code_and_the_password_and_shows_the_spare_codes_once(phone, chen):
    client = browser()
    enter(client, "chen")
    secret = typed_key(client.get("/signin/factor/"))
    for given in (
        {"code": phone.shows(secret), "password": "wrong"},
        {"code": "000000", "password": GOOD},
        {"code": "", "password": GOOD},
    ):
        assert client.post("/signin/factor/", given).status_code == 200
        assert not Authenticator.objects.exists()
    answer = client.post("/signin/factor/", {"code": phone.shows(secret), "password": GOOD})
    assert len(spare_codes(answer)) == 10
    assert "已绑定" in words(client.get("/signin/"))
    assert spare_codes(client.get("/signin/")) == []
    assert Entry.objects.filter(verb="signin.factor_added", username="chen").exists()


def test_after_binding_the_door_asks_for_the_code(phone):
    _, secret, _ = bound(phone)
    client = browser()
    answer = enter(client, "chen", next=PRIVATE)
    assert answer["Location"] == SECOND
    assert not is_in(client)
    answer = client.post(SECOND, {"code": phone.shows(secret)})
    assert answer["Location"] == PRIVATE
    assert is_in(client)
    assert Entry.objects.filter(verb="signin.signed_in").last().values["factor"] == "totp"


def test_the_second_step_cannot_be_skipped_by_going_elsewhere(phone):
    bound(phone)
    client = browser()
    enter(client, "chen")
    for path in (PRIVATE, "/signin/", "/signin/factor/remove/", "/signin/accounts/", "/plans/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, DOOR), path
    assert client.post("/signin/factor/remove/", {"password": GOOD}).status_code == 302
    assert Authenticator.objects.count() == 2
    assert "_auth_user_id" not in client.session


def test_the_first_step_lasts_ten_minutes_and_no_longer_than_its_password(phone, chen):
    _, secret, _ = bound(phone)
    client = browser()
    enter(client, "chen")
    with clock.standing_at(AT + timedelta(minutes=11)):
        assert client.post(SECOND, {"code": phone.shows(secret)})["Location"] == DOOR
    enter(client, "chen")
    chen.set_password("Another-knows-5-skills")
    chen.save()
    assert client.post(SECOND, {"code": phone.shows(secret)})["Location"] == DOOR
    assert not is_in(client)


def test_a_code_is_good_once_and_one_step_of_the_clock_wide(phone):
    _, secret, _ = bound(phone)
    late, early = phone.shows(secret, -1), phone.shows(secret, 1)
    first, second = browser(), browser()
    enter(first, "chen")
    first.post(SECOND, {"code": early})
    assert is_in(first)
    enter(second, "chen")
    for code in (early, late, phone.shows(secret, 2), phone.shows(secret, -2)):
        second.post(SECOND, {"code": code})
    assert not is_in(second)


def test_a_spare_code_lets_in_once(phone):
    _, _, codes = bound(phone)
    first, second = browser(), browser()
    enter(first, "chen")
    first.post(SECOND, {"code": codes[3]})
    assert is_in(first)
    assert Entry.objects.get(verb="signin.recovery_code_used").values["left"] == 9
    enter(second, "chen")
    second.post(SECOND, {"code": codes[3]})
    assert not is_in(second)


def test_codes_cannot_be_guessed_and_the_owners_own_browser_is_not_locked_by_it(phone):
    own, secret, _ = bound(phone)
    own.post("/accounts/logout/")
    thief = browser()
    enter(thief, "chen")
    for _ in range(5):
        thief.post(SECOND, {"code": "123456"})
    answer = thief.post(SECOND, {"code": phone.shows(secret)})
    assert "秒后再试" in words(answer)
    again = browser("10.3.3.3")
    enter(again, "chen")
    assert "秒后再试" in words(again.post(SECOND, {"code": phone.shows(secret)}))
    enter(own, "chen")
    own.post(SECOND, {"code": phone.shows(secret)})
    assert is_in(own)


def test_a_role_that_must_have_a_factor_sets_it_up_before_going_in(phone, settings):
    settings.ZHICAI_MFA_ROLES = {"officer"}
    client = browser()
    assert enter(client, "chen", next=PRIVATE)["Location"] == SECOND
    assert not is_in(client)
    secret = typed_key(client.get(SECOND))
    assert typed_key(client.get(SECOND)) == secret
    assert "验证码不对" in words(client.post(SECOND, {"code": "000000"}))
    answer = client.post(SECOND, {"code": phone.shows(secret)})
    assert len(spare_codes(answer)) == 10
    assert is_in(client)


def test_a_session_without_factor_ends_when_the_role_must_have_one(settings):
    client = browser()
    enter(client, "chen")
    assert is_in(client)
    settings.ZHICAI_MFA_ROLES = {"officer"}
    assert client.get(PRIVATE)["Location"] == DOOR
    settings.ZHICAI_MFA_ROLES = {"security_admin"}
    enter(client, "chen")
    assert is_in(client)


def test_removing_asks_for_the_password(phone):
    client, _, _ = bound(phone)
    client.post("/signin/factor/remove/", {"password": "wrong"})
    assert Authenticator.objects.exists()
    client.post("/signin/factor/remove/", {"password": GOOD})
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(verb="signin.factors_removed").exists()
    other = browser()
    enter(other, "chen")
    assert is_in(other)


def test_fresh_spare_codes_make_the_old_ones_void(phone):
    client, _, old = bound(phone)
    fresh = spare_codes(client.post("/signin/factor/codes/", {"password": GOOD}))
    assert len(fresh) == 10
    assert not set(fresh) & set(old)
    other = browser()
    enter(other, "chen")
    other.post(SECOND, {"code": old[0]})
    assert not is_in(other)
    other.post(SECOND, {"code": fresh[0]})
    assert is_in(other)


def test_spare_codes_without_a_phone_are_refused():
    client = browser()
    enter(client, "chen")
    assert client.post("/signin/factor/codes/", {"password": GOOD}).status_code == 409


def test_secrets_lie_sealed_and_are_found_by_a_rotation(phone):
    _, secret, codes = bound(phone)
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)
    place = next(p for p in sealed_places() if p.name == "mfa.Authenticator.data")
    tokens = dict(place.tokens())
    assert secret in {keyring.open_sealed(token) for token in tokens.values()}
    assert place.left() == 0


def test_secrets_of_older_keys_are_sealed_anew_and_still_open(phone, monkeypatch):
    _, secret, _ = bound(phone)
    newer = keyring.present_ring().with_new_key(on=clock.today())
    monkeypatch.setattr(keyring, "present_ring", lambda: newer)
    place = next(p for p in sealed_places() if p.name == "mfa.Authenticator.data")
    assert place.left() == 2
    assert [place.reseal(1), place.reseal(9)] == [1, 1]
    assert place.left() == 0
    assert sealing.SealedMfa().decrypt(dict(place.tokens()).popitem()[1])
    other = browser()
    enter(other, "chen")
    other.post(SECOND, {"code": phone.shows(secret)})
    assert is_in(other)


def test_the_security_administrator_resets_a_factor_with_a_reason(phone, chen):
    own, _, _ = bound(phone)
    officer("an", Role.SECURITY_ADMIN, "420000", Level.PROVINCE)
    admin = browser()
    enter(admin, "an")
    page = f"/signin/accounts/{chen.pk}/"
    assert "重置第二步验证" in words(admin.get(page))
    assert admin.post(page, {"do": "reset", "reason": ""}).status_code == 200
    assert Authenticator.objects.exists()
    admin.post(page, {"do": "reset", "reason": "手机丢失，已当面核实"})
    assert not Authenticator.objects.exists()
    entry = Entry.objects.get(verb="signin.factors_reset")
    assert (entry.username, entry.reason) == ("an", "手机丢失，已当面核实")
    assert not is_in(own)
    assert not Session.objects.filter(user=chen).exists()


def test_others_do_not_look_after_accounts(chen):
    client = browser()
    enter(client, "chen")
    assert client.get("/signin/accounts/").status_code == 403
    assert client.post(f"/signin/accounts/{chen.pk}/", {"do": "reset"}).status_code == 403


def test_no_address_of_allauth_answers():
    modules = {
        pattern.callback.__module__
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [resolver])
        if getattr(pattern, "callback", None)
    }
    assert not [name for name in modules if name.startswith("allauth")]
    for name in ("account_login", "account_signup", "mfa_index", "socialaccount_connections"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
