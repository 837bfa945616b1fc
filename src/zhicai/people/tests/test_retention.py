"""Data whose time is over: listed by rule, held by law, erased only once an officer approves."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.people.actions import enter_person, name_specialist, record_incentive
from zhicai.people.actions.retention import approve_batch, keep_batch, list_overdue
from zhicai.people.chores import list_at_night
from zhicai.people.models import Consent, Disposal, Person
from zhicai.people.queries.retention import before_years, open_batches
from zhicai.people.rules import PersonFacts
from zhicai.people.rules.incentives import IncentiveFacts
from zhicai.people.tests.scene import AT, ON, people_of_yiling
from zhicai.planning.tests.scenes import XILING

pytestmark = pytest.mark.django_db
OVER = datetime(2024, 4, 7, 2, tzinfo=UTC)


@pytest.fixture
def scene(db):
    cache.clear()
    with clock.standing_at(ON):
        yield people_of_yiling()


def names():
    return set(Person.objects.filter(erased_at=None).values_list("name", flat=True))


def test_who_never_joined_is_listed_after_the_years_and_erased_only_when_approved(scene):
    assert list_overdue(by=SYSTEM, at=datetime(2024, 4, 5, 2, tzinfo=UTC)) == 0
    assert list_overdue(by=SYSTEM, at=OVER) == 2
    assert list_overdue(by=SYSTEM, at=OVER) == 0
    assert names() == {"郭建军", "杨岚"}
    (batch,) = open_batches(scene.county)
    assert (batch.rule, batch.items.count()) == ("never-joined", 2)
    with pytest.raises(OutOfScope):
        approve_batch(batch, by=scene.hubei.county(XILING), at=OVER)
    approve_batch(batch, by=scene.county, at=OVER)
    assert names() == set()
    assert batch.items.filter(done=True).count() == 2
    with pytest.raises(Refused):
        approve_batch(batch, by=scene.county, at=OVER)


def test_a_hold_keeps_someone_from_the_list_and_a_new_one_from_the_erasing(scene):
    name_specialist(scene.guo, since=ON, basis="考核合格", by=scene.county)
    assert list_overdue(by=SYSTEM, at=OVER) == 1
    (batch,) = open_batches(scene.county)
    name_specialist(scene.yang, since=ON, basis="考核合格", by=scene.county)
    facts = IncentiveFacts("reward", ON, "办法", amount=100)
    record_incentive(scene.yang, facts, by=scene.county, at=AT)
    approve_batch(batch, by=scene.county, at=OVER)
    (item,) = batch.items.all()
    assert (item.done, "永久保存" in item.held) == (False, True)
    assert names() == {"郭建军", "杨岚"}


def test_what_was_noted_lately_counts_from_then(scene):
    Consent.objects.create(person=scene.guo, purpose="contact", version="x", given=True, at=OVER)
    assert list_overdue(by=SYSTEM, at=OVER) == 1
    assert {one.person.name for one in open_batches(scene.county)[0].items.all()} == {"杨岚"}


def test_an_officer_keeps_a_batch_with_a_reason_and_it_comes_back_after_a_year(scene):
    list_overdue(by=SYSTEM, at=OVER)
    (batch,) = open_batches(scene.county)
    with pytest.raises(BadInput):
        keep_batch(batch, reason="", by=scene.county, at=OVER)
    keep_batch(batch, reason="正在核对名册", by=scene.county, at=OVER)
    assert names() == {"郭建军", "杨岚"}
    assert list_overdue(by=SYSTEM, at=datetime(2024, 12, 1, tzinfo=UTC)) == 0
    assert list_overdue(by=SYSTEM, at=datetime(2025, 4, 9, tzinfo=UTC)) == 2


def test_the_worker_lists_once_a_night_and_never_by_day(scene):
    list_at_night(OVER)
    assert not Disposal.objects.exists()
    night = datetime(2024, 4, 7, 18, tzinfo=UTC)
    list_at_night(night)
    assert Disposal.objects.get().items.count() == 2
    home = scene.guo.home_id
    enter_person(PersonFacts("后来者", home), by=scene.county, at=AT)
    list_at_night(night)
    assert Disposal.objects.get().items.count() == 2


def test_a_leap_day_counts_as_the_day_before():
    assert before_years(date(2024, 2, 29), 2) == date(2022, 2, 28)
