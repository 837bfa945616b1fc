"""What has been recorded stays as it was."""

from django.db import migrations

from zhicai.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        append_only("audit_entry"),
        append_only("audit_seal"),
    ]
