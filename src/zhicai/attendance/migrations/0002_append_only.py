"""The ledger is only ever added to, and one line of a kind stands."""

from django.db import migrations

from zhicai.attendance.guarding import guard_ledger
from zhicai.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial"), ("audit", "0002_append_only")]

    operations = [append_only("attendance_entry"), guard_ledger()]
