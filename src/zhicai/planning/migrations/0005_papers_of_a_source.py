"""Exam content may be a paper that an app above holds sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0004_papers_name_the_standard")]

    operations = [
        migrations.AddField(
            model_name="exampaper",
            name="source",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="exampaper",
            name="source_key",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
