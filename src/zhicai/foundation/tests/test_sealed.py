"""A sealed field is text to its app and a token to whoever reads the database."""

import pytest
from django.core.exceptions import FieldError
from django.core.serializers import serialize
from django.db import connection, models
from django.test.utils import isolate_apps

from zhicai.foundation import keyring
from zhicai.foundation.keyring import KeyRingError, TamperedToken
from zhicai.foundation.sealed import SealedTextField, _of_field

ID = "42010619900307123X"


@pytest.fixture
def secret(db, tmp_path, monkeypatch):
    monkeypatch.setenv("ZHICAI_KEYS", "")
    monkeypatch.setenv("ZHICAI_DATA", str(tmp_path))
    with isolate_apps("zhicai.audit"):

        class Secret(models.Model):
            text = SealedTextField(null=True)

            class Meta:
                app_label = "audit"

        # A schema editor of SQLite cannot work inside a test's transaction.
        number = "bigserial" if connection.vendor == "postgresql" else "integer"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE {Secret._meta.db_table} (id {number} PRIMARY KEY, text text)"
            )
        yield Secret


def stored(secret):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM {secret._meta.db_table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_the_database_holds_a_token_and_the_app_the_text(secret):
    row = secret.objects.create(text=ID)
    assert row.text == ID
    assert secret.objects.get().text == ID
    assert secret.objects.values_list("text", flat=True).get() == ID
    assert stored(secret)[0].startswith(keyring.present_ring().newest_prefix)
    assert ID not in stored(secret)[0]


def test_every_way_of_writing_seals(secret):
    row = secret.objects.create(text="first")
    secret.objects.filter(pk=row.pk).update(text="second")
    assert "second" not in stored(secret)[0]
    row.text = "third"
    secret.objects.bulk_update([row], ["text"])
    secret.objects.bulk_create([secret(text="fourth")])
    assert [r.text for r in secret.objects.order_by("pk")] == ["third", "fourth"]
    assert all(token.startswith("z1.") for token in stored(secret))


def test_nothing_and_the_empty_text_stay_as_they_are(secret):
    secret.objects.create(text=None)
    secret.objects.create(text="")
    assert stored(secret) == [None, ""]
    assert [r.text for r in secret.objects.order_by("pk")] == [None, ""]
    assert secret.objects.filter(text__isnull=True).count() == 1


@pytest.mark.parametrize("lookup", ["text", "text__contains", "text__in", "text__gt"])
def test_a_search_by_content_is_refused(secret, lookup):
    with pytest.raises(FieldError, match="keyed hash"):
        secret.objects.filter(**{lookup: [ID] if lookup.endswith("in") else ID}).count()


def test_a_dump_in_the_clear_is_refused(secret):
    secret.objects.create(text=ID)
    with pytest.raises(KeyRingError, match="zhicai backup"):
        serialize("json", secret.objects.all())


def test_the_field_cannot_be_unique_or_indexed(secret):
    for options in ({"unique": True}, {"db_index": True}):
        field = SealedTextField(**options)
        field.set_attributes_from_name("text")
        field.model = secret
        assert "zhicai.E001" in [found.id for found in field.check()]
    assert secret.check() == []


def test_resealing_reaches_every_older_value_once_and_no_other(secret):
    for n in range(5):
        secret.objects.create(text=f"value {n}")
    secret.objects.create(text="")
    place = _of_field(secret, secret._meta.get_field("text"))
    assert place.left() == 0
    path, before = keyring.ring_path(), stored(secret)
    fresh = keyring.present_ring().with_new_key(on=keyring.present_ring().newest.made)
    keyring.write_ring(path, fresh, instead=True)
    assert place.left() == 5
    assert (place.reseal(2), place.left()) == (2, 3)
    assert stored(secret)[2:] == before[2:]
    assert (place.reseal(10), place.left(), place.reseal(10)) == (3, 0, 0)
    assert [row.text for row in secret.objects.order_by("pk")][:5] == [
        f"value {n}" for n in range(5)
    ]


def test_a_value_changed_in_the_database_names_its_row(secret):
    row = secret.objects.create(text=ID)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {secret._meta.db_table} SET text = 'z1.x.AAAA'")
    with pytest.raises(TamperedToken):
        secret.objects.get()
    place = _of_field(secret, secret._meta.get_field("text"))
    with pytest.raises(TamperedToken, match=rf"audit\.Secret {row.pk}"):
        place.reseal(10)
