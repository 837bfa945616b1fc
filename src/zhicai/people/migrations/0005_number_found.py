"""A document's number is found by an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_found_by")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["id_hash"], name="people_person_id_hash"),
        ),
    ]
