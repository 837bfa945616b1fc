"""The pages of merges, transfers and retention, by hand of those who use them."""

from datetime import UTC, datetime

import pytest

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation import clock
from zhicai.people.actions import enter_person
from zhicai.people.actions.retention import list_overdue
from zhicai.people.models import Disposal, Merge, Person, Transfer
from zhicai.people.rules import PersonFacts
from zhicai.people.tests.scene import AT, NUMBER, ON, people_of_yiling
from zhicai.people.tests.test_pages import client_of
from zhicai.planning.tests.scenes import XILING, YILING

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    with clock.standing_at(ON):
        yield people_of_yiling()


def test_an_officer_compares_merges_and_undoes(scene, django_assert_max_num_queries):
    home = scene.hubei.places[YILING].pk
    other = enter_person(PersonFacts("郭建军", home, phone="13800001234"), by=scene.county, at=AT)
    county = client_of(scene.county)
    with django_assert_max_num_queries(40):
        listed = county.get("/people/duplicates/").content.decode()
    assert f"/people/{scene.guo.pk}/merge/{other.pk}/" in listed
    address = f"/people/{scene.guo.pk}/merge/{other.pk}/"
    page = county.get(address).content.decode()
    assert "姓名和手机号相同" in listed
    assert NUMBER not in page
    assert "138****1234" in page
    neighbour = client_of(scene.hubei.county(XILING))
    assert neighbour.get(address).status_code == 404
    assert client_of(scene.firm).get(address).status_code == 403
    sent = {"do": "merge", "keep": str(scene.guo.pk), "reason": ""}
    assert county.post(address, sent).status_code == 422
    done = county.post(address, {**sent, "reason": "同一人登记两次"})
    merge = Merge.objects.get()
    assert done["Location"] == f"/people/merges/{merge.pk}/"
    assert neighbour.get(done["Location"]).status_code == 404
    moved = county.get(f"/people/{other.pk}/")
    assert (moved.status_code, moved["Location"]) == (302, f"/people/{scene.guo.pk}/")
    assert county.get("/people/?q=1234").content.decode().count("/merge/") == 0
    assert county.get(address).status_code == 404
    back = county.post(done["Location"], {"reason": "其实是父子"})
    assert back.status_code == 302
    assert Person.objects.get(pk=other.pk).merged_into_id is None
    apart = county.post(address, {**sent, "do": "apart", "reason": "其实是父子"})
    assert apart.status_code == 302
    assert "没有疑似重复" in county.get("/people/duplicates/").content.decode()


def test_a_county_takes_a_record_over_by_name_and_whole_number_and_the_other_agrees(scene):
    new, old = client_of(scene.hubei.county(XILING)), client_of(scene.county)
    place = scene.hubei.places[XILING].pk
    sent = {"name": "郭建军", "number": NUMBER[:-1] + "9", "destination": place,
            "reason": "已到西陵任职"}  # fmt: skip
    wrong = new.post("/people/transfers/take/", sent)
    assert wrong.status_code == 422
    assert "没有找到姓名和证件号码都一致的档案" in wrong.content.decode()
    assert new.post("/people/transfers/take/", {**sent, "number": NUMBER}).status_code == 302
    asked = Transfer.objects.get()
    assert "郭建军" in old.get("/people/transfers/").content.decode()
    assert new.post(f"/people/transfers/{asked.pk}/", {"do": "agree"}).status_code == 404
    assert old.post(f"/people/transfers/{asked.pk}/", {"do": "refuse"}).status_code == 422
    assert old.post(f"/people/transfers/{asked.pk}/", {"do": "agree"}).status_code == 302
    assert old.get(f"/people/{scene.guo.pk}/").status_code == 404
    assert "可查看 2022-04-" in old.get(f"/people/{scene.guo.pk}/former/").content.decode()
    assert "至今" in new.get(f"/people/{scene.guo.pk}/").content.decode()
    assert client_of(scene.firm).get("/people/transfers/").status_code == 403
    sent = new.post(f"/people/{scene.guo.pk}/move/", {"destination": "", "reason": ""})
    assert sent.status_code == 422


def test_what_is_past_its_time_waits_for_the_county(scene):
    list_overdue(by=SYSTEM, at=datetime(2024, 4, 7, tzinfo=UTC))
    batch = Disposal.objects.get()
    county, neighbour = client_of(scene.county), client_of(scene.hubei.county(XILING))
    assert "登记后没有报名" in county.get("/people/retention/").content.decode()
    assert neighbour.get(f"/people/retention/{batch.pk}/").status_code == 404
    assert county.post(f"/people/retention/{batch.pk}/", {"do": "keep"}).status_code == 422
    assert Person.objects.filter(erased_at=None).count() == 2
    assert county.post(f"/people/retention/{batch.pk}/", {"do": "erase"}).status_code == 302
    assert not Person.objects.filter(erased_at=None).exists()
    assert "已删除" in county.get(f"/people/retention/{batch.pk}/").content.decode()
