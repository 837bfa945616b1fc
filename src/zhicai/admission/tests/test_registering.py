"""Seats, the waiting list and its rule order, eligibility before applying, one person once."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from zhicai.accounts.models import Role
from zhicai.accounts.waiting import sources
from zhicai.admission.actions import (
    accept,
    jump,
    put_on_list,
    refuse,
    register,
    register_oneself,
    withdraw,
)
from zhicai.admission.models import Registration
from zhicai.admission.queries import asking_of, registrations_for, roster
from zhicai.admission.rules.eligibility import Asked, Employer, eligibility
from zhicai.admission.rules.line import Standing, first_place, in_order, last_place, moving_up
from zhicai.admission.tests import scenes
from zhicai.audit.models import Entry
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, ZhicaiError
from zhicai.people.models import Person
from zhicai.training.announcements import ClassChanged

AT, YILING = scenes.AT, scenes.YILING
pytestmark = pytest.mark.django_db


def enrol(found, scene, county, n, **changes):
    return register(found, scenes.application(scene, n, **changes), by=county, at=AT)


@pytest.mark.clause("HB-1.e")
def test_an_employer_of_another_kind_or_county_is_flagged_and_all_is_stored(scene, county, found):
    right = enrol(found, scene, county, 1)
    other = enrol(found, scene, county, 2, kind="other")
    elsewhere = enrol(found, scene, county, 3, home_id=scene.places["420502"].pk)
    institute = enrol(found, scene, county, 4, kind="university")
    assert (right.flags, institute.flags) == ([], [])
    assert [flag["clause"] for flag in other.flags] == ["HB-1.e"]
    assert [flag["clause"] for flag in elsewhere.flags] == ["HB-1.e"]
    stored = Registration.objects.get(pk=right.pk)
    assert (stored.employer_name, stored.employer_type, stored.employer_place.code) == (
        "宜昌某某新材料有限公司", "technology-enterprise", YILING,
    )  # fmt: skip


def test_with_the_setting_refuse_another_kind_of_employer_is_refused(scene, county, found):
    scene.decide("employer-type-strictness", "refuse")
    with pytest.raises(Refused) as refusal:
        enrol(found, scene, county, 1, kind="other")
    assert refusal.value.reasons[0].clause == "HB-1.e"
    assert enrol(found, scene, county, 2).state == "accepted"


def test_with_universities_taken_out_their_people_are_flagged(scene, county, found):
    scene.decide("employer-types-preparatory", ["technology-enterprise"])
    assert enrol(found, scene, county, 1, kind="university").flags
    assert asking_of(found, on=scenes.ON).asked.types == {"technology-enterprise"}


def test_a_class_takes_a_person_once_and_the_database_says_so_too(scene, county, found):
    row = enrol(found, scene, county, 1)
    with pytest.raises(Refused):
        enrol(found, scene, county, 1)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    assert Person.objects.count() == 1


def test_the_same_key_is_the_same_registration(scene, county, found):
    first = enrol(found, scene, county, 1, key="k1")
    assert enrol(found, scene, county, 1, key="k1") == first


def test_a_full_class_puts_people_in_line_and_who_leaves_lets_the_first_in(scene, county):
    small = scenes.open_class(scene, capacity=1)
    first, second, third = (enrol(small, scene, county, n) for n in (1, 2, 3))
    assert [row.state for row in (first, second, third)] == ["accepted", "waiting", "waiting"]
    withdraw(first, by=county, at=AT)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("accepted", "waiting")
    assert list(roster(small)) == [second]


def test_a_jump_needs_a_reason_and_is_recorded(scene, county):
    small = scenes.open_class(scene, capacity=1)
    rows = [enrol(small, scene, county, n) for n in (1, 2, 3)]
    with pytest.raises(BadInput):
        jump(rows[2], reason="", by=county, at=AT)
    jump(rows[2], reason="实战企业骨干优先", by=county, at=AT)
    refuse(rows[0], reason="已离职不符条件", by=county, at=AT)
    states = {row.pk: row.state for row in Registration.objects.all()}
    assert [states[row.pk] for row in rows] == ["refused", "waiting", "accepted"]
    entry = Entry.objects.get(verb="admission.jumped")
    assert entry.reason == "实战企业骨干优先"


def test_a_seat_given_up_for_the_line_goes_to_the_next(scene, county):
    small = scenes.open_class(scene, capacity=1)
    first, second = (enrol(small, scene, county, n) for n in (1, 2))
    put_on_list(first, by=county, at=AT)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "accepted")
    alone = enrol(scenes.open_class(scene, number="x"), scene, county, 1)
    with pytest.raises(Refused):
        put_on_list(alone, by=county, at=AT)


def test_more_seats_let_those_who_wait_move_up(scene, county):
    small = scenes.open_class(scene, capacity=1)
    rows = [enrol(small, scene, county, n) for n in (1, 2, 3)]
    small.capacity = 2
    small.save()
    with transaction.atomic():
        announce(ClassChanged(small.pk, AT))
    states = {row.pk: row.state for row in Registration.objects.all()}
    assert [states[row.pk] for row in rows] == ["accepted", "accepted", "waiting"]


def test_applications_wait_for_the_office_that_runs_the_class(scene, county, found):
    register_oneself(found, scenes.application(scene, 1), by=county, at=AT)
    source = next(one for one in sources() if one.key == "admission.applications")
    assert source.count(county, scenes.ON) == 1
    assert "1 人待审核" in source.items(county, scenes.ON, 5)[0].title.zh
    other = scene.county("420502")
    assert (source.count(other, scenes.ON), source.items(other, scenes.ON, 5)) == (0, [])
    row = Registration.objects.get()
    with pytest.raises(OutOfScope):
        accept(row, by=other, at=AT)
    assert accept(row, by=county, at=AT).state == "accepted"
    with pytest.raises(Refused):
        accept(row, by=county, at=AT)


def test_who_may_read_a_roster(scene, county, found):
    enrol(found, scene, county, 1)
    firm = scenes.enterprise(scene)
    member = scenes.member_of(scene, firm)
    assert registrations_for(scene.city(), on=scenes.ON).count() == 1
    assert registrations_for(scene.county("420502"), on=scenes.ON).count() == 0
    assert registrations_for(member, on=scenes.ON).count() == 0
    assert Role.MEMBER


STANDINGS = st.lists(st.integers(-50, 50), unique=True, max_size=20).map(
    lambda lines: [Standing(n, line) for n, line in enumerate(lines)]
)


@given(STANDINGS, st.integers(-3, 25))
def test_the_line_moves_up_in_order_and_never_beyond_the_seats(waiting, free):
    moved = moving_up(waiting, free)
    order = [one.pk for one in in_order(waiting)]
    assert moved == order[: len(moved)]
    assert len(moved) == min(max(free, 0), len(waiting))


@given(STANDINGS)
def test_who_comes_now_is_last_and_who_jumps_is_first(waiting):
    assert all(first_place(waiting) < one.line < last_place(waiting) for one in waiting)


@given(st.sampled_from(["a", "b", "other"]), st.booleans(), st.booleans())
def test_nobody_is_refused_without_the_strict_setting_and_every_reason_names_its_clause(
    kind, local, strict
):
    asked = Asked(frozenset({"a"}), {}, strict, "T-1", "T-2")
    decided = eligibility(asked, Employer(kind, local))
    assert decided.allowed == (kind == "a" or not strict)
    assert {reason.clause for reason in decided.reasons} == (
        ({"T-1"} if kind != "a" else set()) | (set() if local else {"T-2"})
    )


@pytest.mark.postgresql  # SQLite has one writer: every transaction begins IMMEDIATE
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_never_give_away_more_seats_than_there_are():
    scene = scenes.hubei()
    county, small = scene.county(YILING), scenes.open_class(scene, capacity=3)
    faults = []

    def enrolling(first):
        try:
            for n in range(first, first + 4):
                enrol(small, scene, county, n)
        except (ZhicaiError, DatabaseError) as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=enrolling, args=(first,)) for first in (1, 11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    states = list(Registration.objects.values_list("state", flat=True))
    assert (states.count("accepted"), states.count("waiting")) == (3, 5)
