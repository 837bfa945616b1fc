"""Settlements and refusals are only ever added; nothing of what is settled is written again."""

from django.db import migrations

from zhicai.audit.append_only import append_only
from zhicai.finance.guarding import guard_money, guard_settled


class Migration(migrations.Migration):
    dependencies = [("finance", "0003_assessment_money"), ("audit", "0002_append_only")]

    operations = [
        guard_money(),
        append_only("finance_settlement"),
        append_only("finance_refusal"),
        guard_settled(),
    ]
