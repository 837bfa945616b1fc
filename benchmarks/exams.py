"""Exam day: answers saved and papers handed in over HTTP, 50 connections without a pause.

Server, database and load share the machine. A save is what a browser sends: five answers, the
login session, the sitting's token, a durable commit; handing in scores the paper in the same
commit. The empty request is two bytes from a fresh Django project on the same server; both by
one process, since SQLite has one writer. Moodle's figures are those of
``reference/baselines.md``, taken on the same kind of machine with the same work.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench import Row
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from benchmarks.load.connections import Heard, run
from benchmarks.load.serving import Served, open_sessions
from benchmarks.load.sittings import CONNECTIONS, ITEMS
from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import User
from zhicai.exams.door import PATH, token_for
from zhicai.exams.models import (
    Blueprint,
    Exam,
    Item,
    ItemVersion,
    JournalEntry,
    Paper,
    PaperItem,
    Score,
    Sitting,
)
from zhicai.foundation import clock
from zhicai.law.library import REFERENCE
from zhicai.people.models import Person
from zhicai.places.actions import load_divisions, read_division_table
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear

CANDIDATES = 2000
SECONDS = 10.0
MOODLE_SAVES, MOODLE_SUBMITS, TIMES = 63.9, 24.8, 20
OF_EMPTY = {"sqlite": 0.25, "postgresql": 0.15}
SLOWEST = 60.0


def measure() -> Iterator[Row]:
    """Yield saves and hand-ins per second beside the empty request, and that none was lost."""
    call_command("migrate", verbosity=0)
    told = _scene()
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


# --- the scene -----------------------------------------------------------------------------------


def _scene() -> str:
    """Make candidates who write the same paper; return the file of path, sessions and tokens."""
    since, at = date(2022, 1, 1), clock.now()
    rows = read_division_table((REFERENCE / "divisions.csv").read_text("utf-8-sig"))
    load_divisions(rows, province="420000", since=since, by=SYSTEM)
    province = Place.objects.get(code="420000")
    exam = _exam(province, since)
    users = User.objects.bulk_create(
        [User(username=f"t{n}", name=f"考生{n}", password=f"!{n}") for n in range(CANDIDATES)]
    )
    people = Person.objects.bulk_create(
        [
            Person(name=user.name, home=province, user=user, entered_at=at, entered_by="基准")
            for user in users
        ]
    )
    sittings = Sitting.objects.bulk_create(
        [
            Sitting(
                exam=exam, person=person, code=f"c{n}", seed=f"s{n}", state="writing",
                started_at=at, deadline=at + timedelta(hours=2), device="desk",
            )
            for n, person in enumerate(people)
        ]
    )  # fmt: skip
    keys = open_sessions(users)
    told = Path(settings.DATA) / "candidates.txt"
    told.write_text(
        "\n".join(
            f"{PATH} {key} {token_for(one.pk, device='desk', session_key=key)}"
            for key, one in zip(keys, sittings, strict=True)
        ),
        "utf-8",
    )
    return str(told)


def _exam(province: Place, since: date) -> Exam:
    at = clock.now()
    year = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2022, province=province, opened_on=since, opened_by="周敏"
    )
    blueprint = Blueprint.objects.create(
        programme_year=year, track="assessment", part="exam", title="基准卷", rows=[], total=80,
        minutes=120, made_at=at, made_by="基准", office="基准",
    )  # fmt: skip
    paper = Paper.objects.create(
        blueprint=blueprint, label="A", use="first", state="open", sealed=b"-", key="-",
        items_hashed=[], count=ITEMS, total=80, difficulty=2, sha256="0" * 64, made_at=at,
        made_by="基准", opened_at=at,
    )  # fmt: skip
    content = {"stem": "下列哪一项授予专利权？", "options": [
        {"text": "新的技术方案", "right": True}, {"text": "科学发现"}, {"text": "智力活动规则"},
        {"text": "疾病诊断方法"},
    ]}  # fmt: skip
    for number in range(1, ITEMS + 1):
        item = Item.objects.create(
            programme="hubei-2022", code=f"i{number}", topic="know-1", kind="single",
            difficulty=2, state="live", author="基准", made_at=at, changed_at=at,
        )  # fmt: skip
        version = ItemVersion.objects.create(
            item=item, number=1, content=content, plain=content["stem"], marks=2, made_at=at,
            made_by="基准",
        )  # fmt: skip
        PaperItem.objects.create(paper=paper, number=number, item_version=version, marks=2)
    return Exam.objects.create(
        part="exam", round="mock", title="基准考试", paper=paper, starts_at=at, minutes=120,
        state="running", made_at=at, made_by="基准", office="基准",
    )  # fmt: skip
