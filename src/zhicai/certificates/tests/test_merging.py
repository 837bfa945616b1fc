"""Certificates move with the merge of two records, and with nothing else."""

import pytest
from django.db import DatabaseError, transaction

from zhicai.certificates.models import Certificate
from zhicai.certificates.tests.scenes import ISSUED, certifying
from zhicai.foundation.errors import Refused
from zhicai.people.actions.merging import merge, undo_merge
from zhicai.people.models import Person

pytestmark = pytest.mark.django_db
WHY = "同一人登记两次"


@pytest.fixture
def scene(db):
    return certifying()


def _bare(person):
    """Another record of the same person, with nothing on it."""
    return Person.objects.create(
        name=person.name, home=person.home, entered_at=ISSUED, entered_by="x"
    )


def test_a_certificate_goes_to_the_record_that_stays_and_back_and_nowhere_else(scene):
    (one,) = scene.issued(scene.class_())
    old, new = one.person, _bare(one.person)
    rows = Certificate.objects.filter(pk=one.pk)
    with pytest.raises(DatabaseError, match="facts are frozen"), transaction.atomic():
        rows.update(person=new)
    done = merge(old, new, reason=WHY, by=scene.province(), at=ISSUED)
    assert rows.get().person_id == new.pk
    assert rows.get().outcome.registration.person_id == new.pk
    assert Person.objects.get(pk=new.pk).has_file
    other = _bare(one.person)
    with pytest.raises(DatabaseError, match="facts are frozen"), transaction.atomic():
        rows.update(person=other)
    with pytest.raises(DatabaseError, match="facts are frozen"), transaction.atomic():
        rows.update(person=old, name="别人")
    undo_merge(done, reason="其实是两个人", by=scene.province(), at=ISSUED)
    assert rows.get().person_id == old.pk
    with pytest.raises(DatabaseError, match="facts are frozen"), transaction.atomic():
        rows.update(person=new)


def test_two_certificates_of_one_year_and_two_seats_of_one_class_forbid_a_merge(scene):
    first, second = scene.issued(scene.class_(), 2)
    with pytest.raises(Refused) as caught:
        merge(second.person, first.person, reason=WHY, by=scene.province(), at=ISSUED)
    said = [one.says.zh for one in caught.value.reasons]
    assert any("年的有效证书" in one for one in said)
    assert any("一人只有一个名额" in one for one in said)
    assert Person.objects.get(pk=second.person_id).merged_into_id is None
