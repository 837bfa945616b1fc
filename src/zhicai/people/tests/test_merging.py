"""Two records of one person become one, and apart again; what stands in the way is said."""

import json
from datetime import date, timedelta

import pytest

from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.people.actions import (
    answer_purposes,
    ask,
    change_contact,
    enter_person,
    name_specialist,
    open_login,
)
from zhicai.people.actions.erasing import erase
from zhicai.people.actions.merging import merge, tell_apart, undo_merge
from zhicai.people.models import Employment, LikenessKey, Person, RightsRequest, SearchKey
from zhicai.people.queries import find_by_number, own_record, person_for, visible_people
from zhicai.people.queries.duplicates import alike_pairs
from zhicai.people.queries.merging import plan_of
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.people.tests.scene import AT, NUMBER, ON, people_of_yiling, with_check
from zhicai.planning.tests.scenes import XILING, YILING

pytestmark = pytest.mark.django_db
WHY = "同一人登记了两次"


@pytest.fixture
def scene(db):
    with clock.standing_at(ON):
        yield people_of_yiling()


def twin(scene, **more):
    """Enter Guo again: a passport, the same phone, another employer."""
    facts = {
        "id_kind": "passport", "id_number": "E12345678", "phone": "13800001234",
        "employer": EmployerFacts(name="宜昌另一企业", post="顾问"), **more,
    }  # fmt: skip
    home = scene.hubei.places[YILING].pk
    return enter_person(PersonFacts("郭建军", home, **facts), by=scene.county, at=AT)


def state():
    """Everything of people that a merge may touch."""
    tables = (Person, Employment, RightsRequest, SearchKey)
    rows = [list(one.objects.order_by("pk").values()) for one in tables[:3]]
    keys = SearchKey.objects.order_by("person", "key").values_list("person", "key", "home")
    return json.dumps([*rows, list(keys)], default=str)


def test_every_row_moves_and_the_undoing_puts_exactly_those_back(scene):
    other = twin(scene)
    name_specialist(other, since=date(2022, 3, 1), basis="考核合格", by=scene.county)
    before = state()
    told = plan_of(other, scene.guo, on=ON)
    assert {share.key for share, _ in told.moves} == {"people.employments", "people.specialist"}
    done = merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    assert done.rows.filter(after={}).count() == len(told.moves) == 2
    assert scene.guo.employments.count() == 2
    assert scene.guo.employments.get(valid_to=None).organisation_id == scene.firm.organisation_id
    assert Person.objects.get(pk=scene.guo.pk).has_file
    assert undo_merge(done, reason="其实是两个人", by=scene.county, at=AT).undone_at == AT
    scene.guo.refresh_from_db()
    assert scene.guo.has_file
    Person.objects.filter(pk=scene.guo.pk).update(has_file=False)
    assert state() == before


def test_the_duplicate_is_found_nowhere_and_its_address_and_number_lead_to_who_stays(scene):
    other = twin(scene)
    merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    assert other.pk not in visible_people(scene.county, on=ON).values_list("pk", flat=True)
    assert not SearchKey.objects.filter(person=other).exists()
    assert person_for(scene.county, other.pk, on=ON).pk == scene.guo.pk
    assert find_by_number("passport", "E12345678").pk == scene.guo.pk
    again = enter_person(
        PersonFacts("郭建军", other.home_id, id_kind="passport", id_number="E12345678"),
        by=scene.county, at=AT,
    )  # fmt: skip
    assert again.pk == scene.guo.pk


def test_who_stays_takes_the_document_and_the_account_that_it_lacks(scene):
    bare = enter_person(
        PersonFacts("郭建军", scene.guo.home_id, phone="13800001234"), by=scene.county, at=AT
    )
    done = merge(scene.guo, bare, reason=WHY, by=scene.county, at=AT)
    bare.refresh_from_db()
    assert (bare.id_number, bare.sex) == (NUMBER, scene.guo.sex)
    assert own_record(scene.own).pk == bare.pk
    assert NUMBER not in json.dumps(list(done.rows.values()), default=str)
    undo_merge(done, reason="其实是两个人", by=scene.county, at=AT)
    assert own_record(scene.own).pk == scene.guo.pk
    assert find_by_number("resident", NUMBER).pk == scene.guo.pk


def test_the_second_account_ends_with_the_merge_and_comes_back_with_its_undoing(scene):
    other = twin(scene)
    open_login(other, "guo2", by=scene.county, at=AT)
    other.refresh_from_db()
    done = merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    (own,) = other.user.memberships.all()
    assert (own.valid_to, own.at_once) == (ON, True)
    undo_merge(done, reason="其实是两个人", by=scene.county, at=AT)
    own.refresh_from_db()
    assert (own.valid_to, own.at_once) == (None, False)


def test_two_open_requests_of_one_kind_forbid_the_merge_until_one_is_answered(scene):
    other = twin(scene)
    ask(scene.guo, "access", by=scene.own, at=AT)
    RightsRequest.objects.create(person=other, kind="access", asked_at=AT, due=ON)
    with pytest.raises(Refused) as caught:
        merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    assert "先答复其中一份" in caught.value.says.zh
    RightsRequest.objects.filter(person=other).update(state="withdrawn", decided_at=AT)
    merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    assert scene.guo.requests.count() == 2


def test_what_was_built_on_a_merge_keeps_it(scene):
    other = twin(scene)
    done = merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    answer_purposes(scene.guo, [], by=scene.own, at=AT)
    spell = name_specialist(scene.guo, since=ON, basis="考核合格", by=scene.county)
    with pytest.raises(Refused) as caught:
        undo_merge(done, reason="其实是两个人", by=scene.county, at=AT)
    assert "考核合格" in caught.value.says.zh
    spell.delete()
    change_contact(scene.guo, phone="13900000000", email="", by=scene.county, at=AT)
    with pytest.raises(Refused):
        undo_merge(done, reason="其实是两个人", by=scene.county, at=AT)
    change_contact(scene.guo, phone="13800001234", email="", by=scene.county, at=AT)
    undo_merge(done, reason="其实是两个人", by=scene.county, at=AT)
    assert Person.objects.get(pk=other.pk).merged_into_id is None


def test_a_row_that_moved_on_since_keeps_the_merge(scene):
    other = twin(scene)
    done = merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    work = scene.guo.employments.get(organisation=None)
    work.valid_to = ON + timedelta(days=1)
    work.save()
    with pytest.raises(Refused) as caught:
        undo_merge(done, reason="其实是两个人", by=scene.county, at=AT)
    assert "宜昌另一企业" in caught.value.says.zh


def test_a_neighbour_and_the_employer_merge_nothing_and_a_reason_is_needed(scene):
    other = twin(scene)
    with pytest.raises(OutOfScope):
        merge(other, scene.guo, reason=WHY, by=scene.hubei.county(XILING), at=AT)
    with pytest.raises(BadInput):
        merge(other, scene.guo, reason="", by=scene.county, at=AT)
    with pytest.raises(OutOfScope):
        merge(other, other, reason=WHY, by=scene.county, at=AT)
    done = merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    with pytest.raises(OutOfScope):
        undo_merge(done, reason="其实是两个人", by=scene.hubei.county(XILING), at=AT)


def test_duplicates_are_noticed_by_phone_birth_and_number_within_reach_till_told_apart(scene):
    by_phone = twin(scene)
    same_day = with_check("420506198803124990")
    by_birth = twin(scene, id_kind="resident", id_number=same_day, phone="")
    number = twin(scene, id_kind="passport", id_number="EO2345678", phone="")
    zero = twin(scene, id_kind="passport", id_number="E02345678", phone="")
    found = {(one.first_id, one.second_id): one.kinds for one in alike_pairs(scene.county, on=ON)}
    assert found == {
        (scene.guo.pk, by_phone.pk): ("phone",), (scene.guo.pk, by_birth.pk): ("birth",),
        (number.pk, zero.pk): ("number",),
    }  # fmt: skip
    assert alike_pairs(scene.hubei.county(XILING), on=ON) == []
    tell_apart(by_birth, scene.guo, reason="父子同名", by=scene.county, at=AT)
    merge(by_phone, scene.guo, reason=WHY, by=scene.county, at=AT)
    assert [(one.first_id, one.second_id) for one in alike_pairs(scene.county, on=ON)] == [
        (number.pk, zero.pk)
    ]


def test_erasing_who_stays_erases_the_duplicate_too(scene):
    other = twin(scene)
    done = merge(other, scene.guo, reason=WHY, by=scene.county, at=AT)
    erase(Person.objects.get(pk=scene.guo.pk), by=scene.county, at=AT)
    other.refresh_from_db()
    done.refresh_from_db()
    assert (other.name, other.id_number, done.before) == ("已删除", "", "")
    assert not LikenessKey.objects.filter(person__in=[other, scene.guo]).exists()
