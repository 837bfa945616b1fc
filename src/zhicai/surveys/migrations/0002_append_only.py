"""What has been published, and what has been answered, stays as it was."""

from django.db import migrations

from zhicai.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        append_only("surveys_version"),
        append_only("surveys_answer"),
    ]
