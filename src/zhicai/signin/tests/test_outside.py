"""Outside identities: absent unless configured, linked by their user, end to end over real HTTP."""

import html
import json
import re
import socket
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from zhicai.accounts.models import User
from zhicai.audit.models import Entry
from zhicai.foundation import clock
from zhicai.signin.checks import signin_settings
from zhicai.signin.tests.fake_provider import OTHER_KEY, Provider
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


@pytest.fixture(autouse=True)
def chen(db):
    hubei()
    with clock.standing_at(AT):
        yield officer("chen")


@pytest.fixture
def provider():
    one = Provider()
    yield one
    one.stop()


@pytest.fixture
def configured(provider, settings, tmp_path):
    """All four kinds, as an office would write them down."""
    at = provider.url

    def one(kind, client_id, folder, profile="me", **more):
        return {
            "kind": kind, "name": kind, "client_id": client_id, "secret": "s",
            "authorize_url": f"{at}/{folder}/authorize", "access_token_url": f"{at}/{folder}/token",
            "profile_url": f"{at}/{folder}/{profile}", **more,
        }  # fmt: skip

    told = [
        {
            "key": "sso", "kind": "oidc", "name": "省统一身份认证", "name_en": "Provincial sign-in",
            "server": at, "client_id": "zhicai", "secret": "s",
        },
        one("weixin", "wx1", "wx"),
        one("dingtalk", "ding1", "ding"),
        one("wecom", "corp1", "wecom", "who", agent_id="1000002"),
    ]  # fmt: skip
    settings.ZHICAI_SIGNIN = tmp_path / "signin.json"
    settings.ZHICAI_SIGNIN.write_text(json.dumps({"ways": told}), "utf-8")
    return provider


def whither(page):
    """Return the outside address to which a page leads by itself, and by its link."""
    body = page.content.decode()
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', body)
    assert found, words(page)
    assert f'href="{found[1]}"' in body
    return html.unescape(found[1])


def linked(provider, key="sso"):
    """Link a way by hand of its user; return the browser."""
    client = browser()
    enter(client, "chen")
    away = client.post(f"/signin/link/{key}/", {"password": GOOD})
    client.get(provider.agree(whither(away)))
    return client


def come_in(provider, key="sso", client=None, **more):
    """Sign in through a provider; return the browser and the last answer."""
    client = client or browser()
    away = client.post(f"/signin/with/{key}/", more)
    answer = client.get(provider.agree(whither(away)))
    return client, answer


# --- absent ------------------------------------------------------------------------------------


def test_without_configuration_there_is_no_button_and_no_address_leads_anywhere(
    settings, tmp_path, monkeypatch
):
    settings.ZHICAI_SIGNIN = tmp_path / "signin.json"

    def refuse(*args):
        raise AssertionError("something outside was called")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    client = browser()
    assert "/signin/with/" not in client.get(DOOR).content.decode()
    for key in ("sso", "weixin", "wecom", "dingtalk", "openid_connect"):
        assert client.post(f"/signin/with/{key}/").status_code == 404
        assert client.get(f"/signin/back/{key}/?code=1&state=2").status_code == 404
    enter(client, "chen")
    assert client.get("/signin/link/sso/").status_code == 404
    assert client.post("/signin/unlink/sso/").status_code == 404
    assert "关联的身份" not in words(client.get("/signin/"))


@pytest.mark.parametrize(
    "told",
    [
        "{", "[]", '{"ways": [{}]}', '{"ways": [{"kind": "saml"}]}',
        '{"ways": [{"kind": "oidc", "server": "http://sso.example", "client_id": "a",'
        ' "secret": "b"}]}',
        '{"ways": [{"kind": "weixin", "client_id": "a", "secret_file": "/no/such"}]}',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_reported_and_the_door_still_opens(settings, tmp_path, told):
    settings.ZHICAI_SIGNIN = tmp_path / "signin.json"
    settings.ZHICAI_SIGNIN.write_text(told, "utf-8")
    assert [found.id for found in signin_settings(None)] == ["zhicai.W010"]
    client = browser()
    enter(client, "chen")
    assert is_in(client)


def test_a_role_that_does_not_exist_cannot_be_asked_for_a_factor(settings):
    settings.ZHICAI_MFA_ROLES = {"sysadmin"}
    assert [found.id for found in signin_settings(None)] == ["zhicai.E010"]


# --- linked and signed in ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "uid", "label"),
    [
        ("sso", "u-7", "陈立群"),
        ("weixin", "wx-7", "Chen"),
        ("dingtalk", "ding-7", "陈立群"),
        ("wecom", "wecom-7", ""),
    ],
)
def test_a_linked_identity_signs_its_user_in(configured, key, uid, label):
    own = linked(configured, key)
    identity = SocialAccount.objects.get()
    assert (identity.user.username, identity.uid) == ("chen", uid)
    assert identity.extra_data == {"label": label}
    assert Entry.objects.get(verb="signin.identity_linked").username == "chen"
    client, answer = come_in(configured, key, next=PRIVATE)
    assert answer["Location"] == PRIVATE
    assert is_in(client)
    assert Entry.objects.filter(verb="signin.signed_in").last().values["way"] == key
    own.post(f"/signin/unlink/{key}/")
    client, answer = come_in(configured, key)
    assert answer["Location"] == DOOR
    assert not is_in(client)


def test_the_door_shows_a_button_for_each_way_in_both_languages(configured):
    client = browser()
    assert "省统一身份认证" in words(client.get(DOOR))
    client.cookies["zhicai_language"] = "en"
    assert "Provincial sign-in" in words(client.get(DOOR))
    assert configured.asked == [], "showing a button asks nobody"


def test_an_identity_without_link_becomes_no_account(configured):
    before = User.objects.count()
    client, answer = come_in(configured)
    assert answer["Location"] == DOOR
    assert "还没有关联账号" in words(client.get(DOOR))
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_linking_asks_for_the_password(configured):
    client = browser()
    enter(client, "chen")
    assert "现在的密码不对" in words(client.post("/signin/link/sso/", {"password": "wrong"}))
    assert configured.asked == []


def test_an_identity_of_one_is_not_linked_to_another(configured):
    linked(configured)
    officer("li")
    other = browser()
    enter(other, "li")
    away = other.post("/signin/link/sso/", {"password": GOOD})
    other.get(configured.agree(whither(away)))
    assert "已经关联了另一个账号" in words(other.get("/signin/"))
    assert SocialAccount.objects.get().user.username == "chen"


def test_a_user_who_was_deactivated_does_not_come_in_by_the_other_door(configured, chen):
    linked(configured)
    User.objects.filter(pk=chen.pk).update(is_active=False)
    client, answer = come_in(configured)
    assert answer["Location"] == DOOR
    assert not is_in(client)


def test_the_second_factor_is_asked_for_here_too(configured, settings):
    linked(configured)
    settings.ZHICAI_MFA_ROLES = {"officer"}
    client, answer = come_in(configured)
    assert answer["Location"] == "/signin/second/"
    assert not is_in(client)


@pytest.mark.parametrize("leads_off", ["https://evil.example/", "//evil.example"])
def test_next_cannot_lead_off_the_site(configured, leads_off):
    linked(configured)
    assert come_in(configured, next=leads_off)[1]["Location"] == "/"


# --- lies ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"aud": "another-client"}},
        {"claims": {"aud": None}},
        {"claims": {"exp": 1_600_000_000}},
        {"claims": {"sub": None}},
        {"claims": {"sub": ""}},
        {"discovered": "https://evil.example"},
        {"key": OTHER_KEY},
        {"key": "", "algorithm": "none"},
        {"key": "0123456789abcdef0123456789abcdef", "algorithm": "HS256"},
    ],
    ids=lambda lie: "a key of its own" if lie.get("key") is OTHER_KEY else str(lie),
)
def test_a_token_that_lies_signs_nobody_in(configured, lie):
    linked(configured)
    configured.twist = lie
    client, answer = come_in(configured)
    assert answer["Location"] == DOOR
    assert not is_in(client)
    assert "没有完成验证" in words(client.get(DOOR))


def test_the_truth_signs_in_where_the_lies_did_not(configured):
    linked(configured)
    assert is_in(come_in(configured)[0])


def test_an_answer_is_taken_from_the_browser_that_asked_and_once(configured):
    linked(configured)
    asking = browser()
    back = configured.agree(whither(asking.post("/signin/with/sso/")))
    victim = browser()
    victim.get(back)
    assert not is_in(victim), "an answer to a question of another browser"
    changed = back.replace("state=", "state=x")
    asking.get(changed)
    assert not is_in(asking)
    asking.get(back)
    assert is_in(asking)
    asking.post("/accounts/logout/")
    asking.get(back)
    assert not is_in(asking), "an answer that was taken before"


def test_an_answer_of_one_way_is_none_of_another(configured):
    linked(configured)
    asking = browser()
    back = configured.agree(whither(asking.post("/signin/with/sso/")))
    asking.get(back.replace("/sso/", "/weixin/"))
    assert not is_in(asking)


def test_the_question_carries_state_nonce_and_challenge(configured):
    away = whither(browser().post("/signin/with/sso/"))
    asked = dict(parse_qsl(urlsplit(away).query))
    assert len(asked["state"]) >= 16
    assert len(asked["nonce"]) >= 24
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert asked["redirect_uri"] == "http://testserver/signin/back/sso/"


def test_a_link_begun_by_one_user_is_not_finished_by_the_next_at_the_same_browser(configured):
    client = browser()
    enter(client, "chen")
    away = client.post("/signin/link/sso/", {"password": GOOD})
    officer("li")
    asked = client.session["socialaccount_states"]
    client.post("/accounts/logout/")
    enter(client, "li")
    kept = client.session
    kept["socialaccount_states"] = asked
    kept.save()
    client.get(configured.agree(whither(away)))
    assert not SocialAccount.objects.exists()


def test_whoever_is_no_member_of_the_corporation_is_nobody(configured):
    linked(configured, "wecom")
    configured.twist = {"who": {"openid": "stranger"}}
    assert not is_in(come_in(configured, "wecom")[0])


def test_someone_who_does_not_want_to_is_told_so(configured):
    client = browser()
    back = configured.agree(whither(client.post("/signin/with/sso/")))
    state = back.split("state=")[1]
    client.get(f"/signin/back/sso/?error=access_denied&state={state}")
    assert "已取消" in words(client.get(DOOR))


def test_a_provider_that_does_not_answer_is_no_failure_of_ours(configured):
    configured.stop()
    client = browser()
    assert client.post("/signin/with/sso/")["Location"] == DOOR
    assert "没有完成验证" in words(client.get(DOOR))


@pytest.mark.parametrize("query", ["", "?code=", "?state=", "?code=1&state=2", "?code=%00&state=é"])
def test_whatever_comes_back_is_answered(configured, query):
    for key in ("sso", "weixin", "dingtalk", "wecom"):
        assert browser().get(f"/signin/back/{key}/{query}").status_code == 302
