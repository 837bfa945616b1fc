"""A record moves between counties: who asks, who decides, what the old county still reads."""

from datetime import UTC, date, datetime

import pytest

from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.people.actions import change_employer
from zhicai.people.actions.moving import ask_transfer, decide_transfer, withdraw_transfer
from zhicai.people.models import Person, SearchKey, Transfer
from zhicai.people.queries import person_for
from zhicai.people.queries.moving import (
    awaiting_transfers,
    decides_transfer,
    former_home,
    homes_over_time,
    transfers_seen,
)
from zhicai.people.rules import EmployerFacts
from zhicai.people.tests.scene import AT, ON, people_of_yiling
from zhicai.planning.tests.scenes import XILING, YILING

pytestmark = pytest.mark.django_db
LATER = datetime(2022, 6, 1, 2, tzinfo=UTC)
WHY = "已到西陵任职"


@pytest.fixture
def scene(db):
    with clock.standing_at(ON):
        yield people_of_yiling()


def test_the_origin_asks_the_destination_agrees_and_both_have_the_history(scene):
    old, new = scene.county, scene.hubei.county(XILING)
    place = scene.hubei.places[XILING]
    asked = ask_transfer(scene.guo, place, reason=WHY, by=old, at=AT)
    assert [one.pk for one in awaiting_transfers(new, on=ON)] == [asked.pk]
    assert not awaiting_transfers(old, on=ON)
    with pytest.raises(OutOfScope):
        decide_transfer(asked, agree=True, answer="", by=old, at=AT)
    done = decide_transfer(asked, agree=True, answer="", by=new, at=LATER)
    assert (done.state, done.decided_office) == ("done", new.office)
    assert person_for(new, scene.guo.pk, on=ON).home_id == place.pk
    with pytest.raises(OutOfScope):
        person_for(old, scene.guo.pk, on=ON)
    person, stay = former_home(old, scene.guo.pk, on=ON)
    assert (person.pk, stay.valid_to) == (scene.guo.pk, date(2022, 5, 31))
    assert [one.code for one, _, _ in homes_over_time(person)] == [XILING, YILING]
    assert transfers_seen(old, on=ON).count() == transfers_seen(new, on=ON).count() == 1
    assert set(SearchKey.objects.filter(person=person).values_list("home", flat=True)) == {place.pk}


def test_the_destination_asks_and_the_origin_or_the_province_decides(scene):
    old, new = scene.county, scene.hubei.county(XILING)
    province = scene.hubei.province()
    place = scene.hubei.places[XILING]
    asked = ask_transfer(scene.guo, place, reason=WHY, by=new, at=AT)
    assert asked.asked_by_destination
    assert not decides_transfer(new, asked, on=ON)
    assert decides_transfer(old, asked, on=ON)
    with pytest.raises(BadInput):
        decide_transfer(asked, agree=False, answer="", by=old, at=AT)
    decide_transfer(asked, agree=False, answer="尚未离职", by=old, at=AT)
    again = ask_transfer(scene.guo, place, reason=WHY, by=new, at=LATER)
    decide_transfer(again, agree=True, answer="", by=province, at=LATER)
    assert Person.objects.get(pk=scene.guo.pk).home_id == place.pk
    with pytest.raises(Refused):
        decide_transfer(Transfer.objects.get(pk=again.pk), agree=True, answer="", by=province,
                        at=LATER)  # fmt: skip


def test_one_transfer_at_a_time_and_only_its_own_side_takes_it_back(scene):
    place = scene.hubei.places[XILING]
    new = scene.hubei.county(XILING)
    with pytest.raises(BadInput):
        ask_transfer(scene.guo, scene.guo.home, reason=WHY, by=scene.county, at=AT)
    with pytest.raises(OutOfScope):
        ask_transfer(scene.guo, place, reason=WHY, by=scene.hubei.county("429004"), at=AT)
    asked = ask_transfer(scene.guo, place, reason=WHY, by=scene.county, at=AT)
    with pytest.raises(Refused):
        ask_transfer(scene.guo, place, reason=WHY, by=new, at=AT)
    with pytest.raises(OutOfScope):
        withdraw_transfer(asked, by=new, at=AT)
    assert withdraw_transfer(asked, by=scene.county, at=AT).state == "withdrawn"
    ask_transfer(scene.guo, place, reason=WHY, by=new, at=AT)


def test_a_new_employer_elsewhere_leaves_the_old_home_in_the_history(scene):
    place = scene.hubei.places[XILING]
    facts = EmployerFacts(name="西陵某企业")
    change_employer(scene.yang, facts, place=place, by=scene.county, at=LATER)
    assert former_home(scene.county, scene.yang.pk, on=ON)[1].valid_to == date(2022, 5, 31)
    with pytest.raises(OutOfScope):
        former_home(scene.hubei.county("429004"), scene.yang.pk, on=ON)
