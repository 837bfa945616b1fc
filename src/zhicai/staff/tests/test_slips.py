"""Invitation, first sign-in, lost password: by a slip that works once, for one account."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhicai.accounts.actions import give_membership, issue_ticket
from zhicai.accounts.models import Role, Ticket, User
from zhicai.accounts.queries import ticket_for
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.messages.chores import chores
from zhicai.messages.models import Delivery
from zhicai.staff import waiting
from zhicai.staff.actions import correct_contacts, hand_slips, open_people
from zhicai.staff.links import send_links
from zhicai.staff.rules import Newcomer
from zhicai.staff.tests.conftest import COUNTY, PASSWORD, TODAY, signs_in

NEW = "Sanxia-dam-2022"


@pytest.fixture
def invited(scene):
    one = Newcomer("lixiao", "李晓", scene.office(COUNTY), "officer")
    (user,) = open_people([one], by=scene.acting("zhang"), at=scene.at)
    return user


def slip_of(scene, user, by="zhang"):
    (slip,) = hand_slips([user], by=scene.acting(by), at=scene.at)
    return slip


def enter(token):
    return reverse("staff:enter", args=[token])


def passwords(password=NEW, **more):
    return {"password": password, "again": password, "privacy": "on", **more}


def test_a_newcomer_sets_the_password_by_the_slip_and_signs_in(scene, invited, client):
    slip = slip_of(scene, invited)
    assert client.get(enter(slip.token)).status_code == 200
    answer = client.post(enter(slip.token), passwords())
    assert answer.headers["Location"] == reverse("accounts:login")
    assert signs_in("lixiao", NEW)
    assert client.get(enter(slip.token)).status_code == 410
    assert client.post(enter(slip.token), passwords("Another-one-22")).status_code == 410
    assert signs_in("lixiao", NEW)


def test_the_database_holds_the_hash_of_a_token_alone(scene, invited):
    slip = slip_of(scene, invited)
    secret = slip.token[16:]
    values = [str(value) for row in Ticket.objects.values() for value in row.values()]
    assert len(secret) >= 40
    assert not any(secret in value for value in values)
    assert ticket_for(slip.token).user == invited
    for wrong in (slip.token[:-1], slip.token + "x", slip.token[:16], "", "é" * 60):
        with pytest.raises(OutOfScope):
            ticket_for(wrong)


def test_a_token_of_nobody_looks_like_no_page(client, db):
    assert client.get(enter("0" * 59)).status_code == 404
    assert client.post(enter("0" * 59), passwords()).status_code == 404


def test_weak_or_different_passwords_and_no_word_on_privacy_use_nothing_up(scene, invited, client):
    slip = slip_of(scene, invited)
    for wrong in (
        passwords("12345678"),
        passwords(again="other"),
        {"password": NEW, "again": NEW},
        {},
    ):
        answer = client.post(enter(slip.token), wrong)
        assert answer.status_code == 422
        assert NEW not in answer.content.decode()
    assert client.post(enter(slip.token), passwords()).status_code == 302


def test_a_slip_expires_and_a_new_one_makes_the_old_one_void(scene, invited, client):
    old, new = slip_of(scene, invited), slip_of(scene, invited)
    assert client.get(enter(old.token)).status_code == 410
    with clock.standing_at(scene.at + timedelta(days=14, minutes=1)):
        page = client.get(enter(new.token))
        assert page.status_code == 410
        assert "已过期" in page.content.decode()
        assert client.post(enter(new.token), passwords()).status_code == 410


def test_setting_a_lost_password_ends_every_session(scene, sign_in):
    browser = sign_in("chen")
    assert browser.get(reverse("staff:people")).status_code == 200
    slip = slip_of(scene, scene.users["chen"])
    assert slip.ticket.kind == "reset"
    assert browser.get(reverse("staff:people")).status_code == 200
    assert Client().post(enter(slip.token), passwords()).status_code == 302
    assert browser.get(reverse("staff:people")).status_code == 302


def test_slips_are_printed_once_with_link_and_code_and_never_a_password(scene, invited, sign_in):
    browser = sign_in("zhang")
    page = browser.post(
        reverse("staff:people"), {"do": "slips", "selected": [invited.pk, scene.users["chen"].pk]}
    )
    text = page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert text.count("data:image/svg+xml") == 2
    assert "知才账号开通单" in text
    assert "知才密码重置单" in text
    links = re.findall(r"http://testserver(/staff/enter/[\w-]+/)", text)
    assert len(set(links)) == 2
    assert all(Client().get(link).status_code == 200 for link in links)
    assert PASSWORD not in text
    assert browser.get(reverse("staff:slip", args=[invited.pk])).status_code == 405


def test_a_slip_is_only_for_an_account_of_which_every_post_is_kept(scene):
    zhao = scene.users["zhao"]
    give_membership(
        zhao, Role.RULE_KEEPER, place=scene.place("420000"), level=Level.PROVINCE,
        by=scene.acting("sun"), since=TODAY,
    )  # fmt: skip
    assert hand_slips([zhao], by=scene.acting("zhang"), at=scene.at) == []
    with pytest.raises(OutOfScope):
        correct_contacts(zhao, phone="13812345678", email="", by=scene.acting("zhang"), at=scene.at)
    assert hand_slips([zhao], by=scene.acting("sun"), at=scene.at)
    for stranger in ("lin", "chen", "duan"):
        assert hand_slips([scene.users["zhao"]], by=scene.acting(stranger), at=scene.at) == []
    assert hand_slips([scene.users["chen"]], by=scene.acting("chen"), at=scene.at) == []


def test_asking_for_a_lost_password_says_the_same_whether_the_account_exists(scene, client):
    address, answers = reverse("staff:lost_password"), []
    for name in ("chen", "nobody"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, {"username": name})
        shapes = [re.sub(r"'[^']*'|_x\d+", "?", query["sql"]) for query in queries]
        body = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", answer.content.decode())
        answers.append((answer.status_code, body, shapes))
    assert answers[0] == answers[1]
    assert scene.users["chen"].reset_asked_at is None
    assert User.objects.get(username="chen").reset_asked_at == scene.at


def test_asking_again_within_an_hour_changes_nothing(scene, client):
    address = reverse("staff:lost_password")
    moments = []
    for minutes in (0, 59, 61):
        with clock.standing_at(scene.at + timedelta(minutes=minutes)):
            client.post(address, {"username": "chen"})
        moments.append(User.objects.get(username="chen").reset_asked_at)
    assert moments[0] == moments[1] < moments[2]
    assert client.post(address, {"username": ""}).status_code == 422
    assert client.post(address, {"username": "x" * 500}).status_code == 422


def test_who_has_asked_stands_in_the_inbox_of_those_who_can_help_until_the_slip_is_printed(
    scene, client
):
    client.post(reverse("staff:lost_password"), {"username": "chen"})
    helpers = {
        name: waiting.count_resets(scene.acting(name), TODAY)
        for name in ("wang", "zhang", "zhao", "lin", "shen", "chen", "sun")
    }
    assert helpers == {"wang": 1, "zhang": 1, "zhao": 0, "lin": 0, "shen": 0, "chen": 0, "sun": 1}
    (one,) = waiting.resets(scene.acting("zhang"), TODAY, 5)
    assert "Chen" in one.title.zh
    slip_of(scene, scene.users["chen"])
    assert waiting.count_resets(scene.acting("zhang"), TODAY) == 0


def test_invitations_about_to_expire_stand_in_the_openers_inbox(scene, invited):
    slip_of(scene, invited)
    zhang = scene.acting("zhang")
    assert waiting.count_invitations(zhang, TODAY + timedelta(days=10)) == 0
    later = TODAY + timedelta(days=12)
    assert waiting.count_invitations(zhang, later) == 1
    (one,) = waiting.invitations(zhang, later, 5)
    assert one.due == TODAY + timedelta(days=14)
    assert "即将到期" in one.title.zh
    assert "已过期" in waiting.invitations(zhang, later + timedelta(days=5), 5)[0].title.zh


def test_who_acts_for_no_office_gets_no_slip(scene):
    user = scene.person("gone", Role.OFFICER, COUNTY, Level.COUNTY)
    user.memberships.all().delete()
    with pytest.raises(Refused):
        issue_ticket(user, by=scene.acting("zhang"), at=scene.at)


def test_a_locked_account_is_unlocked_by_those_who_keep_it(scene, sign_in):
    for _ in range(5):
        signs_in("chen", "wrong")
    chen = scene.users["chen"]
    assert not signs_in("chen", PASSWORD)
    browser = sign_in("zhang")
    assert "已锁定" in browser.get(reverse("staff:people")).content.decode()
    assert (
        sign_in("zhao").post(reverse("staff:change", args=[chen.pk]), {"do": "unlock"}).status_code
        == 404
    )
    browser = sign_in("zhang")
    browser.post(reverse("staff:people"), {"do": "unlock", "selected": [chen.pk]})
    assert signs_in("chen", PASSWORD)


def test_a_slip_can_be_withdrawn_and_contacts_corrected_on_the_persons_page(
    scene, invited, sign_in, client
):
    slip = slip_of(scene, invited)
    browser = sign_in("zhang")
    change = reverse("staff:change", args=[invited.pk])
    browser.post(change, {"do": "withdraw"})
    assert Client().get(enter(slip.token)).status_code == 410
    assert browser.post(change, {"do": "contacts", "phone": "12"}).status_code == 422
    page = browser.post(change, {"do": "contacts", "phone": "13812345678"}, follow=True)
    assert "138****5678" in page.content.decode()
    assert "已收回" in page.content.decode()
    assert browser.post(change, {"do": "nonsense"}).status_code == 302


def test_who_can_be_reached_gets_the_link_by_the_offices_own_mail_and_nobody_prints_it(
    scene, client, settings
):
    """The page only notes who asked; the outbox's worker issues the slip and sends it."""
    settings.ZHICAI_SITE = "https://ip.example.cn"
    for name, email in (("chen", "chen@example.cn"), ("wang", "")):
        User.objects.filter(username=name).update(email=email)
        client.post(reverse("staff:lost_password"), {"username": name})
    settings.ZHICAI_SMTP = ""
    assert send_links(scene.at) == 0
    settings.ZHICAI_SMTP = "smtp://mail.example.cn"
    assert send_links(scene.at) == 1
    assert send_links(scene.at) == 0
    letter = json.loads(Delivery.objects.get(channel="mail").letter)
    assert letter["address"] == "chen@example.cn"
    (link,) = re.findall(r"https://ip.example.cn(/staff/enter/[\w-]+/)", letter["body"])
    assert client.post(link, passwords()).status_code == 302
    assert signs_in("chen", NEW)
    assert waiting.count_resets(scene.acting("zhang"), TODAY) == 1
    assert send_links in chores()
