"""One altered byte of the audit log is found, with the seal and the entry that it is in."""

import pytest
from django.db import connection

from zhicai.accounts.acting import SYSTEM
from zhicai.audit import actions
from zhicai.audit.actions import record
from zhicai.audit.models import Entry, Seal
from zhicai.places.models import Place
from zhicai.project import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(monkeypatch, capsys):
    """Nine entries under seals of four: 4, 4 and 1; one more is not sealed yet."""
    monkeypatch.setattr(actions, "BATCH", 4)
    place = Place.objects.create(code="420000", name="湖北省", short_name="湖北", kind="省")
    made = [record(SYSTEM, "places.named", place, reason=f"第 {n} 次") for n in range(9)]
    assert audit.main(["seal"]) == 0
    record(SYSTEM, "places.named", place)
    _lift_the_guards()
    capsys.readouterr()
    return [entry.pk for entry in made]


def _lift_the_guards():
    tables = ("audit_entry", "audit_seal")
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
                continue
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}")


def change(command, *values):
    with connection.cursor() as cursor:
        cursor.execute(command, values)


def checked(capsys):
    code = audit.main(["check"])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_an_untouched_log_is_whole(sealed, capsys):
    code, out, err = checked(capsys)
    assert (code, err) == (0, "")
    assert out == "3 seals over 9 entries, 0 broken; 1 entries not sealed yet\n"


def test_one_altered_byte_is_located(sealed, capsys):
    change("UPDATE audit_entry SET reason = %s WHERE id = %s", "第 6 回", sealed[5])
    code, out, err = checked(capsys)
    seal = Seal.objects.order_by("pk")[1]
    assert code == 1
    assert "3 seals over 9 entries, 1 broken" in out
    assert f"seal {seal.pk} (entries {sealed[4]}–{sealed[7]})" in err
    assert err.rstrip().endswith(f"altered: {sealed[5]}")


@pytest.mark.parametrize("column", ["at", "username", "office", "values", "subject_id", "clause"])
def test_every_part_of_an_entry_is_under_the_seal(sealed, capsys, column):
    other = {"at": "2022-01-01T00:00:00+00:00", "values": '{"n": 1}'}.get(column, "x")
    quoted = connection.ops.quote_name(column)
    change(f"UPDATE audit_entry SET {quoted} = %s WHERE id = %s", other, sealed[0])
    code, _, err = checked(capsys)
    assert code == 1
    assert f"altered: {sealed[0]}" in err


def test_a_deleted_and_an_inserted_entry_are_named(sealed, capsys):
    change("DELETE FROM audit_entry WHERE id = %s", sealed[2])
    _, _, err = checked(capsys)
    assert f"deleted: {sealed[2]}" in err
    place = Place.objects.get()
    Entry.objects.create(
        pk=sealed[2], at=Entry.objects.first().at, username="x", name="x", verb="places.named",
        subject="places.place", subject_id=str(place.pk),
    )  # fmt: skip
    _, _, err = checked(capsys)
    assert f"altered: {sealed[2]}" in err


def test_an_altered_seal_is_told_from_an_altered_entry(sealed, capsys):
    seal = Seal.objects.order_by("pk")[1]
    change("UPDATE audit_seal SET digest = %s WHERE id = %s", "0" * 64, seal.pk)
    code, _, err = checked(capsys)
    assert code == 1
    assert f"seal {seal.pk} " in err
    assert "the seal itself" in err
    assert "altered:" not in err


def test_sealing_twice_adds_nothing(sealed, capsys):
    assert audit.main(["seal"]) == 0
    assert Seal.objects.count() == 4
    assert audit.main(["seal"]) == 0
    assert "nothing new" in capsys.readouterr().out
    assert Seal.objects.count() == 4
