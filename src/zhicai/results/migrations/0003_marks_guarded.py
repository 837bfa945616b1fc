"""A mark is never changed, there is one make-up, what is locked stays."""

from django.db import migrations

from zhicai.audit.append_only import append_only
from zhicai.results.guarding import guard_marks


class Migration(migrations.Migration):
    dependencies = [("results", "0002_marks_and_outcomes"), ("audit", "0002_append_only")]

    operations = [append_only("results_mark"), guard_marks()]
