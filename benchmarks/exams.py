"""Exam day over HTTP: signing in, starting, answers saved, papers handed in, an exam at its pace.

Server, database and load share the machine. At saturation 50 connections send without a pause; a
save is what a browser sends: five answers, the login session, the sitting's token, a durable
commit; handing in scores the paper in the same commit; a start is the button and the page with the
whole paper. The empty request is two bytes from a fresh Django project on the same server; saves
and empty requests by one process, since SQLite has one writer. Moodle's figures are those of
``reference/baselines.md``, taken on the same kind of machine with the same work.

At its real pace each of ``ZHICAI_BENCH_CANDIDATES`` starts, answers every 45 s, and hands in,
within ``ZHICAI_BENCH_SECONDS``.
"""

import os
import statistics
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from bench import Row
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.core.management import call_command
from django.db import connection, connections

from benchmarks.load import pace
from benchmarks.load.connections import Heard, run
from benchmarks.load.exam_day import ExamDay, tell
from benchmarks.load.serving import Served, ask
from benchmarks.load.sittings import CONNECTIONS
from zhicai.exams.models import JournalEntry, Score, Sitting

CANDIDATES = 2000
STARTERS = 1500
SECONDS = 10.0
MOODLE_SAVES, MOODLE_SUBMITS, TIMES = 63.9, 24.8, 20
MOODLE_STARTS, TIMES_STARTS = 4.9, 10
OF_EMPTY = {"sqlite": 0.25, "postgresql": 0.15}
SLOWEST = 60.0
LOGINS, OF_HASH = 25, 1.3
PASSWORD = "Bench-2022-kaoshi"
PACED = int(os.environ.get("ZHICAI_BENCH_CANDIDATES", "1000"))
PACED_SECONDS = int(os.environ.get("ZHICAI_BENCH_SECONDS", "120"))
PACE_P95 = 200.0


def measure() -> Iterator[Row]:
    """Yield each part of exam day beside what it is measured against."""
    call_command("migrate", verbosity=0)
    day = ExamDay()
    yield from _saving(day)
    with Served("serve", "--no-deliver") as port:
        yield from _signing_in(day, port)
        yield from _starting(day, port)
    yield from _at_its_pace(day)


# --- saturation ----------------------------------------------------------------------------------


def _saving(day: ExamDay) -> Iterator[Row]:
    told = tell("writing", day.candidates(CANDIDATES, prefix="w", writing=True))
    connections.close_all()
    with Served("--workers", "1", module="benchmarks.load.empty", first="/") as port:
        empty = _load("empties", port, seconds=SECONDS / 2)
    with Served("serve", "--no-deliver", "--workers", "1") as port:
        saves = _load("saves", port, seconds=SECONDS, told=told)
        kept = JournalEntry.objects.filter(kind="save").count()
        submits = _load("submits", port, seconds=60, told=told)
    at_least = OF_EMPTY[connection.vendor]
    yield Row("empty request", empty.per_second, "/s")
    yield Row("saves against it", saves.per_second, "/s", empty.per_second, at_least=at_least)
    yield Row(f"saves, {TIMES} × Moodle's", saves.per_second, "/s", at_least=TIMES * MOODLE_SAVES)
    yield Row("saves, p95", saves.p95, "ms", at_most=SLOWEST)
    yield Row("saves lost or refused", _lost(saves, kept), "", at_most=0)
    yield Row(f"handed in and scored, {TIMES} × Moodle's", submits.per_second, "/s",
              at_least=TIMES * MOODLE_SUBMITS)  # fmt: skip
    yield Row("handed in, p95", submits.p95, "ms")
    yield Row("scores missing or refused", CANDIDATES - Score.objects.count() + submits.wrong, "",
              at_most=0)  # fmt: skip


def _load(source: str, port: int, *, seconds: float, told: str = "") -> Heard:
    whole = f"benchmarks.load.sittings:{source}"
    return run(whole, port, connections=CONNECTIONS, seconds=seconds, told=told)


def _lost(heard: Heard, kept: int) -> float:
    """Acknowledged messages that the journal has not, and those refused."""
    return max(0, heard.statuses.get(200, 0) - kept) + heard.wrong


def _starting(day: ExamDay, port: int) -> Iterator[Row]:
    told = tell("present", day.candidates(STARTERS, prefix="p", writing=False))
    connections.close_all()
    heard = _load("starts", port, seconds=120, told=told)
    begun = Sitting.objects.filter(code__startswith="p", state="writing").count()
    pages = heard.statuses.get(200, 0)
    yield Row(f"starts with their page, {TIMES_STARTS} × Moodle's", heard.per_second / 2, "/s",
              at_least=TIMES_STARTS * MOODLE_STARTS)  # fmt: skip
    yield Row("a request of a start, p95", heard.p95, "ms")
    yield Row("starts lost or refused", 2 * STARTERS - begun - pages, "", at_most=0)


# --- one after another ---------------------------------------------------------------------------


def _signing_in(day: ExamDay, port: int) -> Iterator[Row]:
    """Yield what a login takes beside the bare hash of the site's own parameters."""
    encoded = make_password(PASSWORD)
    users = day.people(LOGINS, prefix="l", password=encoded)
    connections.close_all()
    hasher = Argon2PasswordHasher()
    bare, logins = [], []
    for user in users:
        begun = time.perf_counter()
        assert hasher.verify(PASSWORD, encoded)
        bare.append((time.perf_counter() - begun) * 1000)
        jar: dict[str, str] = {}
        ask(port, "GET", "/accounts/login/", jar)
        form = {"username": user.username, "password": PASSWORD,
                "csrfmiddlewaretoken": jar["csrftoken"]}  # fmt: skip
        status, _, spent = ask(port, "POST", "/accounts/login/", jar, urlencode(form))
        assert status == 302, status
        logins.append(spent)
    given = hasher.params()
    named = f"m={given.memory_cost} KiB, t={given.time_cost}, p={given.parallelism}"
    yield Row(f"login beside a bare Argon2id ({named})", statistics.median(logins), "ms",
              statistics.median(bare), at_most=OF_HASH)  # fmt: skip


# --- real pace -----------------------------------------------------------------------------------


def _at_its_pace(day: ExamDay) -> Iterator[Row]:
    told = tell("pace", day.candidates(PACED, prefix="r", writing=False))
    connections.close_all()
    server = Served("serve", "--no-deliver")
    with server as port:
        before = server.cpu_seconds()
        heard = pace.run(port, told, seconds=PACED_SECONDS)
        used = server.cpu_seconds() - before
    what = f"{PACED:,} candidates in {PACED_SECONDS} s"
    done = Sitting.objects.filter(code__startswith="r", state="submitted").count()
    yield Row(f"{what}: refused, failed or not handed in", heard.wrong + PACED - done, "",
              at_most=0)  # fmt: skip
    for kind, words in (("save", "answers saved"), ("submit", "handed in"), ("start", "started"),
                        ("page", "page with the paper")):  # fmt: skip
        yield Row(f"{what}: {words}, {heard.counts[kind]:,}, p95", heard.p95[kind], "ms",
                  at_most=PACE_P95)  # fmt: skip
    yield Row(f"{what}: processor time of the server per candidate", used / PACED * 1000, "ms")
    yield Row(f"{what}: cores busy with the server", used / PACED_SECONDS, "")
