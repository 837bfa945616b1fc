"""How a record was handled stays as it was noted."""

from django.db import migrations

from zhicai.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_initial")]

    operations = [append_only("coordination_step")]
