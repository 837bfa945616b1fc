"""Tokens: made for one office, shown once, over with the membership; cookies open nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import end_membership, give_membership, name_deputy
from zhicai.accounts.models import Membership, Role, User
from zhicai.accounts.queries import actings_of
from zhicai.api.actions import make_token, revoke_token
from zhicai.api.models import Token
from zhicai.api.tests.scenes import NOW, System, later, system
from zhicai.audit.models import Entry
from zhicai.foundation.clock import standing_at
from zhicai.foundation.errors import BadInput, Refused
from zhicai.law.schema import Level
from zhicai.planning.tests.scenes import XILING, YILING


def test_a_token_acts_for_its_owner_in_one_office(hubei):
    told = system(hubei.county()).get("/me")
    assert told["office"] == hubei.county().office
    assert told["place"] == YILING
    assert told["scopes"] == ["read"]


def test_only_its_hash_is_kept_and_making_it_is_recorded_without_it(hubei):
    text = system(hubei.county()).token
    token = Token.objects.get()
    kept = str(list(Token.objects.values())) + str(list(Entry.objects.values()))
    assert text not in kept
    assert text.split("_", 2)[2] not in kept
    assert text.startswith(f"zc_{token.prefix}_")
    assert Entry.objects.filter(verb="api.token_made", subject_id=str(token.pk)).exists()


@pytest.mark.parametrize("token", ["", "zc_", "zc_00000000_wrong", "wrong", "zc_\x00", "知才" * 60])
def test_without_a_token_that_holds_there_is_no_answer_but_401(hubei, token):
    known = system(hubei.county()).token
    assert System(known).call("GET", "/me").status_code == 200
    for given in (token, known[:-1] + ("a" if known[-1] != "a" else "b")):
        headers = {"Authorization": f"Bearer {given}".encode().decode("latin-1")}
        answer = System("").call("GET", "/me", **headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["faults"] == []


def test_a_signed_in_browser_is_nobody_to_the_interface(hubei):
    client = Client()
    client.force_login(User.objects.get(pk=hubei.province().user_id))
    assert client.get(reverse("monitoring:cockpit")).status_code == 200
    for path in ("me", "programme", "plans", "none-such"):
        assert client.get(f"/api/v1/{path}").status_code in (401, 404)
    plan = hubei.plan()
    client.force_login(User.objects.get(pk=hubei.county().user_id))
    sending = {"revision": plan.revision}
    answer = client.post(f"/api/v1/plans/{plan.pk}/send", sending, "application/json")
    assert answer.status_code == 401


def test_it_is_over_when_it_expires_or_is_revoked(hubei):
    calling = system(hubei.county(), days=1)
    with standing_at(later(hours=23)):
        assert calling.call("GET", "/me").status_code == 200
    with standing_at(later(hours=24)):
        assert calling.call("GET", "/me").status_code == 401
    token = Token.objects.get()
    revoke_token(token, by=hubei.county(), at=NOW)
    revoke_token(token, by=hubei.county(), at=NOW)
    assert calling.call("GET", "/me").status_code == 401
    assert Entry.objects.filter(verb="api.token_revoked").count() == 1


def test_it_ends_with_the_membership_and_a_new_one_does_not_wake_it(hubei):
    county = hubei.county()
    calling = system(county)
    membership = Membership.objects.get(user_id=county.user_id)
    end_membership(membership, by=SYSTEM, on=hubei.on, reason="调离", at_once=True)
    assert calling.call("GET", "/me").status_code == 401
    again = {"place": hubei.places[YILING], "level": Level.COUNTY, "since": hubei.on}
    give_membership(User.objects.get(pk=county.user_id), Role.OFFICER, by=SYSTEM, **again)
    assert calling.call("GET", "/me").status_code == 401


def test_an_account_that_is_closed_calls_no_more(hubei):
    calling = system(hubei.county())
    User.objects.filter(pk=hubei.county().user_id).update(is_active=False)
    assert calling.call("GET", "/me").status_code == 401


def test_a_deputy_makes_no_token_for_the_post_of_another(hubei):
    absent, deputy = hubei.county(), hubei.county(XILING)
    rows = list(Membership.objects.filter(user_id=absent.user_id))
    name_deputy(
        rows, User.objects.get(pk=deputy.user_id), since=hubei.on, until=hubei.on, reason="出差",
        by=hubei.city(), on=hubei.on,
    )  # fmt: skip
    standing_in = actings_of(User.objects.get(pk=deputy.user_id), on=hubei.on)[-1]
    assert standing_in.stands_for
    with pytest.raises(Refused):
        make_token(name="平台", scopes=["read"], days=30, by=standing_in, at=NOW)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
    ],
)
def test_what_is_wrong_with_a_token_is_said_at_its_field(hubei, change, field):
    right = {"name": "平台", "scopes": ["read"], "days": 30}
    make_token(**right, by=hubei.county(), at=NOW)
    with pytest.raises(BadInput) as no:
        make_token(**{**right, **change}, by=hubei.county(), at=NOW)
    assert [fault.field for fault in no.value.faults] == [field]


def test_it_reaches_no_further_than_its_owner(hubei):
    make_token(name="平台", scopes=["plans:write"], days=9, by=hubei.county(), at=NOW)
    with pytest.raises(BadInput):
        make_token(name="平台", scopes=["plans:write"], days=9, by=hubei.province(), at=NOW)


def test_a_scope_that_a_token_lacks_is_refused_by_name(hubei):
    plan = hubei.plan()
    reads, sends = system(hubei.county()), system(hubei.county(), "plans:write")
    path, body = f"/plans/{plan.pk}/send", {"revision": plan.revision}
    answer = reads.call("POST", path, body)
    assert answer.status_code == 403
    assert "plans:write" in answer.json()["message"]
    assert sends.call("GET", "/me").status_code == 403
    assert sends.call("POST", path, body).status_code == 200


def test_too_many_calls_in_a_minute_wait_for_the_next(hubei, settings):
    settings.ZHICAI_API_RATE = 3
    calling, other = system(hubei.county()), system(hubei.county())
    assert [calling.call("GET", "/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = calling.call("GET", "/me")
    assert answer["Retry-After"] == "60"
    assert other.call("GET", "/me").status_code == 200
    with standing_at(later(minutes=1)):
        assert calling.call("GET", "/me").status_code == 200


def test_a_call_costs_few_queries(hubei, django_assert_max_num_queries):
    calling = system(hubei.county())
    with django_assert_max_num_queries(7):
        calling.get("/me")


def test_the_page_makes_one_shows_it_once_and_revokes_it(hubei, django_assert_max_num_queries):
    client = Client()
    client.force_login(User.objects.get(pk=hubei.county().user_id))
    page = reverse("api:tokens")
    wrong = client.post(page, {"name": "", "days": "900", "scopes": ["x"]})
    assert wrong.status_code == 422
    made = client.post(page, {"name": "政务平台", "days": "30", "scopes": ["read"]})
    text = made.context["fresh"]
    assert text in made.content.decode()
    assert System(text).call("GET", "/me").status_code == 200
    with django_assert_max_num_queries(30):
        again = client.get(page).content.decode()
    assert text not in again
    assert "政务平台" in again
    token = Token.objects.get(name="政务平台")
    assert token.expires_at - token.made_at == timedelta(days=30)
    assert client.post(reverse("api:revoke", args=[token.pk])).status_code == 302
    assert System(text).call("GET", "/me").status_code == 401
    foreign = system(hubei.county(XILING))
    other = Token.objects.exclude(pk=token.pk).get(membership__place__code=XILING)
    assert client.post(reverse("api:revoke", args=[other.pk])).status_code == 404
    assert foreign.call("GET", "/me").status_code == 200
