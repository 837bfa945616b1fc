"""What happened to an item, and what was put before the public, stays as it was."""

from django.db import migrations

from zhicai.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("publicity", "0001_initial")]

    operations = [
        append_only("publicity_itemstep"),
        append_only("publicity_listrow"),
    ]
