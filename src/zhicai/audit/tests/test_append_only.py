"""The audit log cannot be changed, and a changed byte is found."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.audit.actions import record, seal_entries
from zhicai.audit.models import Entry
from zhicai.audit.queries import broken_seals, history_of
from zhicai.foundation import clock
from zhicai.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place.objects.create(code="420000", name="湖北省", short_name="湖北", kind="省")


def test_an_entry_says_who_did_what_to_what_and_why(place):
    with clock.standing_at(date(2022, 3, 1)):
        record(SYSTEM, "places.named", place, reason="划转", values={"name": "湖北省"})
    entry = history_of(place).get()
    assert (entry.verb, entry.name, entry.reason) == ("places.named", "系统", "划转")
    assert entry.at.date() == date(2022, 3, 1)


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET reason='x'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_an_entry(place, change):
    record(SYSTEM, "places.named", place)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)
    assert Entry.objects.count() == 1


def test_sealed_batches_form_a_chain_that_is_intact(place):
    for day in (1, 2, 3):
        with clock.standing_at(date(2022, 3, day)):
            record(SYSTEM, "places.named", place)
            seal_entries(at=clock.now())
    assert list(broken_seals()) == []
    assert seal_entries(at=clock.now()) is None


def test_one_changed_byte_breaks_its_seal_and_no_other(place):
    with clock.standing_at(date(2022, 3, 1)):
        first = record(SYSTEM, "places.named", place, reason="原因")
        seal = seal_entries(at=clock.now())
        record(SYSTEM, "places.named", place)
        seal_entries(at=clock.now())
    with connection.cursor() as cursor:
        _lift_the_guard(cursor)
        cursor.execute("UPDATE audit_entry SET reason='原囚' WHERE id=%s", [first.pk])
    assert [s.pk for s in broken_seals()] == [seal.pk]


def _lift_the_guard(cursor):
    if connection.vendor == "postgresql":
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
    else:
        cursor.execute("DROP TRIGGER audit_entry_no_update")
