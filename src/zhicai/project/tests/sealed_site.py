"""Run as a process: ``zhicai keys …`` on a site that has one table with a sealed field.

``fill N`` makes the table with N values.
"""

import sys

import django

django.setup()

from django.db import connection, models  # noqa: E402

from zhicai.foundation.sealed import SealedTextField  # noqa: E402
from zhicai.project import keys  # noqa: E402


class Secret(models.Model):
    """A row with a sealed text."""

    text = SealedTextField()

    class Meta:
        app_label = "audit"


if sys.argv[1] == "fill":
    with connection.schema_editor() as editor:
        editor.create_model(Secret)
    Secret.objects.bulk_create(Secret(text=f"value {n}") for n in range(int(sys.argv[2])))
else:
    sys.exit(keys.main(sys.argv[1:]))
