"""Who leaves loses access at once and nothing of the office is lost; deputies end of themselves."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zhicai.accounts.acting import Duty
from zhicai.accounts.actions import end_membership, give_membership, issue_ticket
from zhicai.accounts.announcements import OfficeLeft
from zhicai.accounts.models import Deputy, Role, Ticket
from zhicai.accounts.permissions import Holder, declare, may, reach_of, require
from zhicai.accounts.queries import actings_of
from zhicai.audit.models import Entry
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import send_message
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.staff.actions import end_deputies, enter_enterprise, leave, name_deputy, open_people
from zhicai.staff.rules import Newcomer
from zhicai.staff.tests.conftest import COUNTY, PASSWORD, TODAY, signs_in

declare("tests.own", Text("查看本人的材料", "see what is one's own"), Holder(Role.PERSON))


def go(scene, who="chen", by="zhang", **more):
    leave(
        scene.users[who], scene.office(COUNTY), by=scene.acting(by), at=scene.at,
        **{"successor": None, "reason": "调离", **more},
    )  # fmt: skip


def test_an_officer_who_leaves_loses_access_at_once_and_nothing_of_theirs_is_lost(scene, sign_in):
    county = scene.place(COUNTY)
    send_message(
        Addressee.office(county.pk, Level.COUNTY) if hasattr(Addressee, "office")
        else Addressee(place_id=county.pk, level=Level.COUNTY),
        kind=Message.Kind.NOTICE, title=Text("报送计划", "Send the plan"), body=Text("", ""),
        by=scene.acting("zhang"), at=scene.at, key="tests.plan",
    )  # fmt: skip
    firm = enter_enterprise("宜昌三峡制药有限公司", by=scene.acting("chen"), at=scene.at)
    browser = sign_in("chen")
    assert "报送计划" in browser.get(reverse("messages:inbox")).content.decode()
    go(scene, successor=scene.users["zhao"].pk)
    for address in ("messages:inbox", "staff:people"):
        answer = browser.get(reverse(address))
        assert answer.status_code == 302
        assert reverse("accounts:login") in answer.headers["Location"]
    assert not signs_in("chen", PASSWORD)
    heir = scene.users["zhao"]
    office = next(one for one in actings_of(heir, on=TODAY) if one.office == "夷陵区局")
    browser = sign_in("zhao")
    browser.get(reverse("accounts:act_for"), {"key": office.key})
    assert "报送计划" in browser.get(reverse("messages:inbox")).content.decode()
    assert firm.name in browser.get(reverse("staff:enterprises")).content.decode()
    assert Entry.objects.filter(username="chen", verb="places.organisation_named").exists()


def test_who_leaves_one_of_two_offices_keeps_the_other_and_the_session(scene, sign_in):
    zhao = scene.users["zhao"]
    give_membership(
        zhao, Role.OFFICER, place=scene.place(COUNTY), level=Level.COUNTY,
        by=scene.acting("zhang"), since=TODAY,
    )  # fmt: skip
    browser = sign_in("zhao")
    browser.get(reverse("accounts:act_for"), {"key": scene.office(COUNTY)})
    assert "夷陵区局" in browser.get(reverse("staff:people")).content.decode()
    go(scene, "zhao")
    page = browser.get(reverse("staff:people")).content.decode()
    assert "夷陵区局" not in page
    assert "西陵区局" in page


def test_the_last_one_of_an_office_leaves_only_with_a_successor_or_a_word_for_it(scene):
    go(scene, "wang")
    with pytest.raises(BadInput) as refusal:
        go(scene, "chen")
    assert refusal.value.faults[0].field == "successor"
    assert actings_of(scene.users["chen"], on=TODAY)
    go(scene, "chen", alone=True)
    assert not actings_of(scene.users["chen"], on=TODAY)


def test_nobody_ends_the_own_post_or_one_in_a_foreign_office(scene):
    with pytest.raises(Refused):
        go(scene, "chen", by="chen")
    for stranger in ("zhao", "lin"):
        with pytest.raises(OutOfScope):
            go(scene, "chen", by=stranger)
    with pytest.raises(BadInput):
        go(scene, "chen", successor=scene.users["shen"].pk)


def test_leaving_is_announced_with_the_successor(scene, django_capture_on_commit_callbacks):
    heard = []
    subscribe(OfficeLeft, heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        go(scene, successor=scene.users["wang"].pk)
    (event,) = heard
    assert (event.successor_id, event.closed) == (scene.users["wang"].pk, True)


def test_who_comes_back_is_invited_again(scene):
    go(scene)
    one = Newcomer("chen", "Chen", scene.office(COUNTY), "officer")
    (user,) = open_people([one], by=scene.acting("zhang"), at=scene.at)
    assert actings_of(user, on=TODAY)
    assert issue_ticket(user, by=scene.acting("zhang"), at=scene.at)[0].kind == "invitation"


def stand_in(scene, who="chen", deputy="zhao", by="zhang", **more):
    return name_deputy(
        scene.users[who], scene.office(COUNTY), deputy=scene.users[deputy].pk,
        by=scene.acting(by), at=scene.at,
        **{"since": TODAY, "until": TODAY + timedelta(days=6), "reason": "出差", **more},
    )  # fmt: skip


def test_a_deputy_acts_in_the_others_name_and_no_longer_than_named(scene, sign_in):
    stand_in(scene)
    zhao = scene.users["zhao"]
    own, other = actings_of(zhao, on=TODAY)
    assert (own.office, own.stands_for) == ("西陵区局", "")
    assert (other.name, other.office, other.stands_for) == ("Zhao 代 Chen", "夷陵区局", "Chen")
    assert len(actings_of(zhao, on=TODAY + timedelta(days=6))) == 2
    assert len(actings_of(zhao, on=TODAY + timedelta(days=7))) == 1
    browser = sign_in("zhao")
    browser.get(reverse("accounts:act_for"), {"key": other.key})
    browser.post(reverse("staff:enterprises"), {"name": "宜昌新材料有限公司"})
    entry = Entry.objects.get(verb="places.organisation_named", values__name="宜昌新材料有限公司")
    assert (entry.username, entry.name, entry.office) == ("zhao", "Zhao 代 Chen", "夷陵区局")
    assert "Zhao 代 Chen" in browser.get(reverse("staff:people")).content.decode()


def test_a_deputy_can_be_ended_at_once_and_ends_when_the_other_leaves(scene):
    stand_in(scene)
    end_deputies(scene.users["chen"], scene.office(COUNTY), by=scene.acting("chen"), at=scene.at)
    assert len(actings_of(scene.users["zhao"], on=TODAY)) == 1
    stand_in(scene)
    go(scene)
    assert len(actings_of(scene.users["zhao"], on=TODAY)) == 1
    assert not Deputy.objects.filter(at_once=False).exists()


def test_days_that_make_no_sense_and_a_second_deputy_are_refused(scene):
    for since, until in (
        (TODAY, TODAY - timedelta(days=1)),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=2)),
        (TODAY, TODAY + timedelta(days=200)),
        (None, TODAY),
    ):
        with pytest.raises(BadInput):
            stand_in(scene, since=since, until=until)
    stand_in(scene, by="chen", deputy="wang")
    with pytest.raises(Refused):
        stand_in(scene)
    with pytest.raises(BadInput):
        stand_in(scene, "wang", deputy="wang")


def test_a_deputy_names_no_deputy_and_no_administrator_stands_in_for_another(scene):
    stand_in(scene)
    zhao = actings_of(scene.users["zhao"], on=TODAY)[1]
    with pytest.raises(Refused):
        name_deputy(
            scene.users["wang"], scene.office(COUNTY), deputy=scene.users["chen"].pk,
            since=TODAY, until=TODAY, reason="出差", by=zhao, at=scene.at,
        )  # fmt: skip
    with pytest.raises(Refused):
        name_deputy(
            scene.users["an"], scene.office("420000"), deputy=scene.users["shen"].pk,
            since=TODAY, until=TODAY, reason="出差", by=scene.acting("sun"), at=scene.at,
        )  # fmt: skip


def test_the_pages_of_leaving_and_of_a_deputy_keep_what_was_typed(scene, sign_in):
    browser = sign_in("zhang")
    chen = scene.users["chen"]
    address = reverse("staff:deputy", args=[chen.pk])
    assert browser.get(address).status_code == 200
    bad = browser.post(
        address, {"deputy": "", "since": "2022-03-01", "until": "x", "reason": "学习"}
    )
    assert bad.status_code == 422
    assert 'value="学习"' in bad.content.decode()
    good = {"deputy": scene.users["wang"].pk, "since": "2022-03-01", "until": "2022-03-04",
            "reason": "学习"}  # fmt: skip
    page = browser.post(address, good, follow=True).content.decode()
    assert "Wang" in page
    address = reverse("staff:leave", args=[chen.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"successor": "abc", "reason": ""}).status_code == 422
    page = browser.post(address, {"successor": "", "reason": "调离"}, follow=True).content.decode()
    assert "已离岗" in page
    assert browser.get(address).status_code == 404


def test_several_leave_at_once_but_no_office_is_left_empty(scene, sign_in):
    browser = sign_in("zhang")
    chosen = [scene.users[name].pk for name in ("wang", "zhao")]
    answer = browser.post(reverse("staff:people"), {"do": "leave", "selected": chosen}, follow=True)
    page = answer.content.decode()
    assert "Zhao 离岗后单位没有人办理" in page
    assert not actings_of(scene.users["wang"], on=TODAY)
    assert actings_of(scene.users["zhao"], on=TODAY)


def test_a_person_acts_for_nobody_else_and_reaches_nothing(scene):
    user = scene.person("trainee", Role.PERSON, COUNTY)
    (acting,) = actings_of(user, on=TODAY)
    assert (acting.key, acting.office, acting.paths) == ("self", "本人", ())
    assert acting.duties == {Duty("person")}
    require(acting, "tests.own")
    assert reach_of(acting, "tests.own") == ()
    assert not may(acting, "tests.own", acting.place_path)
    assert not scene.acting("chen").at_level(Level.CITY)
    with pytest.raises(OutOfScope):
        require(acting, "tests.own", acting.place_path)


def test_a_membership_that_ends_on_a_day_is_still_held_on_it_unless_it_ends_at_once(scene):
    for name, at_once, held in (("wang", False, 1), ("zhao", True, 0)):
        row = scene.users[name].memberships.get()
        end_membership(row, by=scene.acting("zhang"), on=TODAY, reason="x", at_once=at_once)
        assert len(actings_of(scene.users[name], on=TODAY)) == held
        assert len(actings_of(scene.users[name], on=TODAY - timedelta(days=1))) == 1


def test_an_open_slip_of_a_leaver_is_withdrawn(scene):
    issue_ticket(scene.users["chen"], by=scene.acting("zhang"), at=scene.at)
    go(scene)
    assert Ticket.objects.get().withdrawn_at is not None
