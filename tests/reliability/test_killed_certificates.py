"""Whoever issues a class's certificates is killed at named moments: none or all, and it goes on."""

import json
import os
import subprocess
import sys

import pytest

from tests.databases import fresh_database
from tests.reliability.certifying import PEOPLE
from tests.site import ROOT, environment

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="whoever issues is forked")
NOTHING = {
    "runs": 0, "certificates": 0, "in_order": True, "specialists": 0, "entries": 0,
    "documents": 0, "rendered": 0, "finished": 0,
}  # fmt: skip
ALL = NOTHING | {"runs": 1, "certificates": PEOPLE, "specialists": PEOPLE, "entries": 1}
MOMENTS = (
    "the run is written", "the certificates are written", "the numbers are taken",
    "the first is named a specialist", "nothing is left but the commit",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What stood after each moment."""
    folder = tmp_path_factory.mktemp("certifying")
    database = fresh_database(folder)
    code = "from tests.reliability.certifying import main; main()"
    command = [sys.executable, "-m", "zhicai", "manage", "shell", "--verbosity", "0", "-c", code]
    given = environment(folder, database, "2022-06-20")
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True)
    database.drop()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_run_cut_off_before_its_commit_has_taken_no_number(told):
    assert {name: told[name] for name in MOMENTS} == dict.fromkeys(MOMENTS, NOTHING)


def test_once_committed_all_are_numbered_without_gap_and_pressing_again_adds_none(told):
    assert told["it is committed"] == ALL
    assert told["pressed again"] == ALL


def test_documents_cut_off_in_the_middle_go_on_and_each_is_made_once(told):
    assert told["a document is kept"] == ALL
    assert told["the documents are noted"] == ALL
    half = told["one commit of documents"]
    assert half == ALL | {"documents": half["documents"], "rendered": half["documents"]}
    assert 0 < half["documents"] < PEOPLE
    assert told["made to the end"] == ALL | {
        "documents": PEOPLE, "rendered": PEOPLE, "finished": 1
    }  # fmt: skip
