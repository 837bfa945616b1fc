"""What has been recorded stays as it was."""

from django.db import migrations

from zhicai.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("filing", "0001_initial")]

    operations = [
        append_only("filing_version"),
        append_only("filing_step"),
    ]
