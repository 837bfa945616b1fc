"""Whoever seals a list of trainees is killed at moments that are named: nothing of it stands, or
all of it does, with one registration for each and every message once.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.site import ROOT, environment

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="who seals is forked")
COMMITTED = "once it is committed"


@pytest.fixture(scope="module")
def told():
    """What stood after each kill."""
    memory = Path("/dev/shm")
    kept = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(dir=kept, prefix="zhicai-sealing-") as made:
        database = fresh_database(Path(made))
        given = environment(Path(made), database, "2022-05-10")
        given.pop("ZHICAI_TODAY")
        code = "from tests.reliability.sealing import main; main()"
        shell = ["-m", "zhicai", "manage", "shell", "--verbosity", "0", "-c", code]
        done = subprocess.run(
            [sys.executable, *shell], cwd=ROOT, env=given, capture_output=True, text=True
        )
        database.drop()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def whole(told, found):
    return (
        found["state"] == "sealed"
        and found["seal"]
        and found["holds"]
        and found["registered"] == found["persons"] == told["people"]
        and found["letters"] > 0
        and found["told"] == 1
    )


def nothing(found):
    counted = ("registered", "letters", "deliveries", "told")
    return found["state"] == "draft" and not found["seal"] and not any(found[k] for k in counted)


def test_every_moment_kills_and_leaves_nothing_before_the_commit(told):
    moments = told["moments"]
    assert all(found["died"] for found in moments.values())
    before = {name: found for name, found in moments.items() if name != COMMITTED}
    assert len(before) == 8
    assert [name for name, found in before.items() if not nothing(found)] == []


def test_what_was_committed_is_whole(told):
    assert whole(told, told["moments"][COMMITTED])


def test_sealing_once_more_changes_nothing_and_tells_nobody_twice(told):
    kept = {k: v for k, v in told["moments"][COMMITTED].items() if k != "died"}
    assert {k: v for k, v in told["again"].items() if k != "sealed_at"} == kept
    assert told["again"]["sealed_at"].startswith("2022-05-10")


def test_two_officers_who_seal_at_once_seal_one_list(told):
    race = told["race"]
    assert race["ended"] == [0, 0]
    assert (race["state"], race["seal"], race["holds"]) == ("sealed", True, True)
    assert (race["registered"], race["persons"], race["told"]) == (5, 5, 1)
