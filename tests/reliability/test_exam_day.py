"""Exam day is struck while candidates write: nothing acknowledged is lost or doubled, and everyone
goes on and hands in. ``./dev reliability exams`` does the same for longer and with 500 candidates.
"""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.migrated import FILE
from tests.site import ROOT

SITTINGS, SECONDS = 60, 3
"""A scenario goes on for so long, and until what it has begun is mended."""
SERVER = os.environ.get("ZHICAI_DATABASE", "")
OF_THE_DATABASE = ("server", "postgresql", "disk")
OF_ALL = ("worker", "server", "disk", "clock", "network", "double", "tabs", "order")
"""On PostgreSQL only what hits the database: the rest was said on SQLite."""
PLAYED = OF_THE_DATABASE if SERVER else OF_ALL


@pytest.fixture(scope="module")
def struck(django_db_setup):
    """What became of every scenario on the database that the suite runs on."""
    words = [sys.executable, "tools/reliability.py", "exams", "--json",
             "--sittings", str(SITTINGS), "--minutes", str(SECONDS * len(PLAYED) / 60),
             *(word for name in PLAYED for word in ("--scenario", name))]  # fmt: skip
    if SERVER:
        own = connection.settings_dict["NAME"]
        words += ["--migrated", f"{SERVER.rpartition('/')[0]}/{own}"]
    elif FILE.exists():
        words += ["--migrated", str(FILE)]
    given = {name: value for name, value in os.environ.items() if name != "ZHICAI_DATA"}
    done = subprocess.run(words, cwd=ROOT, env=given, capture_output=True, text=True)
    assert "{" in done.stdout, done.stderr
    found = json.loads(done.stdout[done.stdout.index("{") :])
    return {row["scenario"]: row for row in found["rows"]}


@pytest.mark.parametrize("scenario", PLAYED)
def test_nothing_acknowledged_is_lost_or_doubled_and_everyone_hands_in(struck, scenario):
    row = struck[scenario]
    if row["skipped"]:
        # Said in the table; only a disk that nobody may mount here is ever left out.
        assert (scenario, "disk" in row["skipped"]) == ("disk", True)
        return
    bad = {name: row[name] for name in ("lost", "doubled", "stuck") if row[name]}
    assert bad == {}, (row["details"], row["refused"])
    assert row["whole"]
    assert row["sittings"] == SITTINGS
    assert row["acknowledged"] >= 2 * SITTINGS
    assert row["blows"] > 0
