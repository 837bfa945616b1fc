"""Expenses, vouchers and payments are only ever added, and none to a closed budget."""

from django.db import migrations

from zhicai.audit.append_only import append_only
from zhicai.finance.guarding import guard_money


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("finance_expense"),
        append_only("finance_voucher"),
        append_only("finance_charge"),
        guard_money(),
    ]
