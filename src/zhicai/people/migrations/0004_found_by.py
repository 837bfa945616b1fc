"""The keys by which people are found: kept by the database from here on, made for who is there."""

from django.db import migrations

from zhicai.foundation.keyring import keyed_hash
from zhicai.people.rules.likeness import born, lenient
from zhicai.people.rules.pinyin import initials
from zhicai.people.triggers import fill_keys, keep_keys

BATCH = 500


def read_names(apps, editor):
    """Write the initials of every name, and by what duplicates are noticed."""
    person = apps.get_model("people", "Person")
    key = apps.get_model("people", "LikenessKey")
    rows = person.objects.filter(erased_at=None).order_by("pk")
    changed, fresh = [], []
    for one in rows.iterator(chunk_size=BATCH):
        letters = initials(one.name)
        if letters != one.pinyin:
            one.pinyin = letters
            changed.append(one)
        day, number = born(one.id_kind, one.id_number), lenient(one.id_number)
        said = {
            "birth": f"{one.name}:{day}" if day else "",
            "phone": f"{one.name}:{one.phone}" if one.phone else "",
            "number": number if len(number) >= 5 else "",
        }
        fresh += [
            key(person=one, kind=kind, key=keyed_hash(text)) for kind, text in said.items() if text
        ]
        if len(changed) >= BATCH:
            person.objects.bulk_update(changed, ["pinyin"])
            changed = []
        if len(fresh) >= BATCH:
            key.objects.bulk_create(fresh)
            fresh = []
    person.objects.bulk_update(changed, ["pinyin"])
    key.objects.bulk_create(fresh)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_merges_moves_retention")]

    operations = [
        migrations.RunPython(read_names, migrations.RunPython.noop),
        fill_keys(),
        keep_keys(),
    ]
