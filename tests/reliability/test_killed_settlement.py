"""Whoever settles the money of a class is killed at named moments: unsettled or wholly settled."""

import json
import os
import subprocess
import sys

import pytest

from tests.databases import fresh_database
from tests.site import ROOT, environment

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="whoever settles is forked")
UNSETTLED = {
    "state": "open", "closed_on": "None", "settlements": 0, "entries": 0, "expenses": 1,
}  # fmt: skip
SETTLED = {
    "state": "closed", "closed_on": "2022-07-08", "settlements": 1, "entries": 1, "expenses": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What stood after each moment."""
    folder = tmp_path_factory.mktemp("settling")
    database = fresh_database(folder)
    code = "from tests.reliability.settling import main; main()"
    command = [sys.executable, "-m", "zhicai", "manage", "shell", "--verbosity", "0", "-c", code]
    given = environment(folder, database, "2022-07-08")
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True)
    database.drop()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_settlement_cut_off_before_its_commit_has_not_happened(told):
    moments = [name for name in told if name not in ("it is committed", "pressed again")]
    assert len(moments) == 5
    assert {name: told[name] for name in moments} == dict.fromkeys(moments, UNSETTLED)


def test_once_committed_it_is_whole_and_pressing_again_changes_nothing(told):
    assert told["it is committed"] == SETTLED
    assert told["pressed again"] == SETTLED
