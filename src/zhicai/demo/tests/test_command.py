"""``zhicai demo`` tells a year through real actions, keeps it, and says what stands in it."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[3]


@pytest.fixture
def demo(tmp_path):
    """Run the command with its own data folder; its JSON and the told file."""

    def run(*words):
        environment = {k: v for k, v in os.environ.items() if k != "ZHICAI_DATABASE"}
        environment |= {"ZHICAI_DATA": str(tmp_path), "PYTHONPATH": str(SOURCES)}
        command = [sys.executable, "-m", "zhicai", "demo", "--no-serve", "--json", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    run.folder = tmp_path
    return run


def test_hubei_stands_with_its_seats_and_the_states_of_that_day(demo):
    told = demo("--on", "2022-01-20")
    assert told["programme"] == "hubei-2022"
    assert told["on"] == "2022-01-20"
    assert told["divisions"] == {"city": 17, "county": 103}
    assert told["people"] == {"preparatory": 0, "assessment": 0}
    assert told["obligations"]["overdue"] == 0
    assert told["obligations"]["met"] > 10  # the year is open, fifteen cities have confirmed
    assert told["seconds"] > 0


def test_what_was_told_once_is_kept_and_a_later_day_goes_on_from_it(demo):
    first = demo("--on", "2022-01-10")
    (kept,) = demo.folder.rglob("told.json")
    written = kept.stat().st_mtime_ns
    again = demo("--on", "2022-01-10")
    assert kept.stat().st_mtime_ns == written
    assert {**first, "seconds": 0} == {**again, "seconds": 0}
    later = demo("--on", "2022-01-12")
    folder = next(demo.folder.rglob("hubei-2022@2022-01-12"))
    assert (folder / "secret.key").read_bytes() == (kept.parent / "secret.key").read_bytes()
    database = folder / "zhicai.sqlite3"
    assert entries(database, "programmes.year_opened") == 1
    assert entries(database, "programmes.regions_arranged") == 1  # of the 12th, the day asked for
    assert later["obligations"]["met"] > first["obligations"]["met"]
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE accounts_user SET name = '动过'")
        connection.commit()
    demo("--on", "2022-01-13")  # goes on from the 10th: in the 12th somebody has worked
    fresh = next(demo.folder.rglob("hubei-2022@2022-01-13/zhicai.sqlite3"))
    with closing(sqlite3.connect(fresh)) as connection:
        query = "SELECT count(*) FROM accounts_user WHERE name = '动过'"
        assert connection.execute(query).fetchone() == (0,)


def entries(database, verb):
    """How often the log of a told demo has a verb."""
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT count(*) FROM audit_entry WHERE verb = ?"
        return connection.execute(query, [verb]).fetchone()[0]


def test_zhejiang_runs_on_the_same_engine_and_what_nothing_counts_is_grey(demo):
    told = demo("--programme", "zhejiang-2024")
    assert told["divisions"] == {"city": 11, "county": 90}
    assert told["obligations"]["met"] == told["obligations"]["on_track"] == 0
    assert told["obligations"]["not_measured"] > 500
