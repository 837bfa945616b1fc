"""Texts of items, journals, marks, incidents, leaves and minutes are only ever added to."""

from django.db import migrations

from zhicai.audit.append_only import append_only

TABLES = (
    "itemversion", "reading", "journalentry", "marking", "incident", "leave", "minutes", "regrade",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_initial"), ("audit", "0002_append_only")]

    operations = [append_only(f"exams_{table}") for table in TABLES]
