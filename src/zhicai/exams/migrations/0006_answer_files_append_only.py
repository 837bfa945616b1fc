"""Files that candidates handed in are only ever added to."""

from django.db import migrations

from zhicai.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("exams", "0005_sitting_clock"), ("audit", "0002_append_only")]

    operations = [append_only("exams_answerfile")]
