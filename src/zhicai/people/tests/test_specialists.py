"""Specialists: incentives on the file (HB-4.4.b), posts confirmed by the employer (HB-4.4.c)."""

from datetime import date

import pytest
from django.test import Client

from zhicai.accounts.models import User
from zhicai.accounts.waiting import sources
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.people.actions import (
    change_employer,
    confirm_post,
    end_specialist,
    record_incentive,
    withdraw_incentive,
)
from zhicai.people.models import Incentive
from zhicai.people.queries import incentives_of, post_counts, specialists
from zhicai.people.rules import EmployerFacts
from zhicai.people.rules.incentives import IncentiveFacts
from zhicai.people.tests.scene import AT, ON, certified, people_of_yiling
from zhicai.planning.tests.scenes import XILING, YICHANG, YILING

pytestmark = pytest.mark.django_db
REWARD = IncentiveFacts("reward", date(2022, 4, 1), "区奖励办法第五条", amount=500_000)


@pytest.fixture
def scene(db):
    return people_of_yiling()


def client_of(acting):
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


@pytest.mark.clause("HB-4.4.b")
def test_an_office_records_an_incentive_for_a_specialist_and_it_shows_on_the_file(scene):
    with pytest.raises(Refused):
        record_incentive(scene.guo, REWARD, by=scene.county, at=AT)
    certified(scene)
    county = client_of(scene.county)
    with clock.standing_at(ON):
        sent = county.post(
            f"/people/{scene.guo.pk}/incentives/",
            {"kind": "reward", "amount": "5000", "honour": "优秀专员", "given_on": "2022-04-01",
             "basis": "区奖励办法第五条"},
        )  # fmt: skip
        assert sent.status_code == 302
        page = county.get(f"/people/{scene.guo.pk}/").content.decode()
        own = client_of(scene.own).get("/people/me/", follow=True)
    (given,) = incentives_of(scene.guo)
    assert (given.amount, given.honour) == (500_000, "优秀专员")
    assert all(words in page for words in ("奖励", "5,000", "优秀专员", "2022-04-01"))
    assert own.status_code == 200
    with pytest.raises(OutOfScope):
        record_incentive(scene.guo, REWARD, by=scene.hubei.county(XILING), at=AT)
    with pytest.raises(NotYourPage):
        record_incentive(scene.guo, REWARD, by=scene.firm, at=AT)


def test_an_incentive_is_money_or_an_honour_and_lies_not_in_the_future(scene):
    certified(scene)
    nothing = IncentiveFacts("honour", date(2022, 5, 1), " ")
    with pytest.raises(BadInput) as refused:
        record_incentive(scene.guo, nothing, by=scene.county, at=AT)
    assert {fault.field for fault in refused.value.faults} == {"honour", "given_on", "basis"}
    given = record_incentive(scene.guo, REWARD, by=scene.county, at=AT)
    withdraw_incentive(given, reason="登记错人", by=scene.county, at=AT)
    assert not incentives_of(scene.guo).exists()
    assert Incentive.objects.count() == 1


@pytest.mark.clause("HB-4.4.c")
def test_an_employer_confirms_posts_and_city_and_county_see_how_many_and_who_is_not(scene):
    certified(scene)
    firm = client_of(scene.firm)
    county = client_of(scene.county)
    city = client_of(scene.hubei.city(YICHANG))
    waits = next(one for one in sources() if one.key == "people.posts")
    assert waits.count(scene.firm, ON) == 2
    with clock.standing_at(ON):
        sent = firm.post(
            f"/people/posts/{scene.guo.pk}/",
            {"post": "知识产权主管", "is_ip_post": "1", "since": "2022-03-01"},
        )
        assert sent.status_code == 302
        for office in (county, city):
            page = office.get("/people/posts/").content.decode()
            assert "在知识产权岗位 1 人" in page
            assert "未确认 1 人" in page
            only = office.get("/people/posts/?state=unconfirmed").content.decode()
            assert "杨岚" in only
            assert "知识产权主管" not in only
    assert waits.count(scene.firm, ON) == 1
    assert post_counts(scene.hubei.county(XILING), on=ON) == []


def test_a_new_post_is_unconfirmed_again_and_strangers_confirm_nothing(scene):
    certified(scene)
    confirm_post(scene.guo, post="主管", is_ip_post=True, since=ON, by=scene.firm, at=AT)
    (before,) = post_counts(scene.county, on=ON)
    assert (before.in_ip_posts, before.unconfirmed) == (1, 1)
    stranger = scene.hubei.body("enterprise", home=XILING)
    with pytest.raises(OutOfScope):
        confirm_post(scene.guo, post="主管", is_ip_post=True, since=ON, by=stranger, at=AT)
    change_employer(
        scene.guo, EmployerFacts(name="三峡新材"), place=scene.hubei.places[YILING],
        by=scene.county, at=AT,
    )  # fmt: skip
    (after,) = post_counts(scene.county, on=ON)
    assert (after.in_ip_posts, after.unconfirmed) == (0, 2)


def test_the_roster_of_a_place_holds_the_present_specialists(scene):
    certified(scene)
    places = scene.hubei.places
    assert set(specialists(places[YICHANG], on=ON)) == {scene.guo, scene.yang}
    assert not specialists(places[XILING], on=ON).exists()
    end_specialist(scene.yang, on=date(2022, 4, 2), reason="证书撤销", by=scene.county)
    assert set(specialists(places[YILING], on=ON)) == {scene.guo}
