"""What is archived or frozen stays as it was; corrections are only ever added."""

from django.db import migrations

from zhicai.audit.append_only import append_only
from zhicai.dossiers.guarding import guard_archive


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0002_closing_dossiers"),
        ("audit", "0002_append_only"),
        ("filing", "0002_append_only"),
    ]

    operations = [
        append_only("dossiers_dossierfile"),
        append_only("dossiers_dossiercorrection"),
        append_only("dossiers_roster"),
        append_only("dossiers_rosterrow"),
        append_only("dossiers_rostercorrection"),
        guard_archive(),
    ]
