"""The person of a certificate changes with the merge of two records, and with nothing else."""

from django.db import migrations

from zhicai.certificates.guarding import let_merges_move


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
        ("people", "0003_merges_moves_retention"),
    ]

    operations = [let_merges_move()]
