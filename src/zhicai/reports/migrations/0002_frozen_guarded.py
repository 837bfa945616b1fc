"""What is frozen stays as it was; versions and restatements are only ever added."""

from django.db import migrations

from zhicai.audit.append_only import append_only
from zhicai.reports.guarding import guard_frozen


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("reports_frozenfigure"),
        append_only("reports_version"),
        append_only("reports_restatement"),
        guard_frozen(),
    ]
