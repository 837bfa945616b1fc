"""What has been recorded stays as it was."""

from django.db import migrations

from zhicai.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [
        append_only("programmes_settingdecision"),
        append_only("programmes_deadlinedecision"),
        append_only("programmes_wording"),
        append_only("programmes_curriculumdecision"),
        append_only("programmes_groupscope"),
        append_only("programmes_holidaytable"),
    ]
