"""Signing in over HTTP on a served site: 300 people of one class in ten seconds, 10,300 of 103
classes in five minutes.

Everyone is signed in to the site, opens what the screen of the lesson shows (GET) and taps (POST);
both are measured from sending to the last byte. The server is the real one, in processes of its
own; the phones are threads of this process, which share the machine with it.
"""

import http.client
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as clock_time
from decimal import Decimal
from urllib.parse import urlencode

from bench import Row
from django.conf import settings
from django.db import connections

from benchmarks.load.province import load_hubei
from benchmarks.load.serving import Served, ask, open_sessions
from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership, Role, User
from zhicai.accounts.queries import actings_of
from zhicai.admission.models import Registration
from zhicai.attendance.actions import tick_lessons
from zhicai.attendance.codes import screen_code
from zhicai.attendance.models import Entry
from zhicai.attendance.queries import hours_by_registration
from zhicai.foundation import clock
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.training.models import Lesson, TrainingClass

SINCE = date(2022, 1, 1)
CLASSES, SEATS = 103, 100
BURST, BURST_SECONDS = 300, 10
WAVE_SECONDS = int(os.environ.get("ZHICAI_BENCH_SECONDS", "300"))
"""Seconds of the second part; fewer sign in where it is shortened, at the same pace."""
PHONES = 48
CODE_SECONDS = 20
AIM = 200.0
NOTE = re.compile(r'name="note" value="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Phone:
    """One signed-in trainee at one lesson."""

    session: str
    lesson: int
    registration: int


@dataclass(slots=True)
class Took:
    """What the phones saw: milliseconds of each request, and what went wrong."""

    scans: list[float] = field(default_factory=list)
    taps: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def measure() -> Iterator[Row]:
    """Yield errors and the 95th percentile of both parts, and what a class's batch costs."""
    load_hubei()
    one, many = _scene()
    yield from _batches()
    connections.close_all()
    with Served("serve") as port:
        _sign(Phone("", one[0].lesson, 0), port, Took())
        burst = _run(one, port, BURST_SECONDS)
        wave = _run(many, port, WAVE_SECONDS)
    yield from _figures(f"{BURST} of one class in {BURST_SECONDS} s", burst, one)
    yield from _figures(f"{len(many):,} of {CLASSES} classes in {WAVE_SECONDS} s", wave, many)


def _figures(what: str, took: Took, phones: list[Phone]) -> Iterator[Row]:
    kept = Entry.objects.filter(kind="signed_in", registration__in=[p.registration for p in phones])
    lost = len(phones) - kept.values("registration").distinct().count()
    doubled = kept.count() - kept.values("registration").distinct().count()
    for line in took.wrong[:3]:
        sys.stderr.write(f"{what}: {line}\n")
    yield Row(f"{what}: errors, lost or doubled", len(took.wrong) + lost + doubled, "", at_most=0)
    yield Row(f"{what}: opening the scan, p95", _p95(took.scans), "ms", at_most=AIM)
    yield Row(f"{what}: the tap, p95", _p95(took.taps), "ms", at_most=AIM)
    yield Row(f"{what}: the tap, median", statistics.median(took.taps or [0]), "ms")


def _p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95) - 1] if taken else 0.0


# --- the phones ----------------------------------------------------------------------------------


def _run(phones: list[Phone], port: int, seconds: int) -> Took:
    """Let the phones sign in, spread evenly over some seconds."""
    took, begun = Took(), time.monotonic()
    pause = seconds / len(phones)
    with ThreadPoolExecutor(PHONES) as pool:
        for number, phone in enumerate(phones):
            wait = begun + number * pause - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            pool.submit(_sign, phone, port, took)
    return took


def _sign(phone: Phone, port: int, took: Took) -> None:
    code = screen_code(phone.lesson, out=False, at=clock.now(), seconds=CODE_SECONDS)
    jar = {settings.SESSION_COOKIE_NAME: phone.session}
    try:
        status, page, spent = ask(port, "GET", f"/attendance/scan/{code}/", jar)
        took.scans.append(spent)
        note, token = NOTE.search(page), TOKEN.search(page)
        if status != 200 or note is None or token is None:
            took.wrong.append(f"scan {status}")
            return
        body = urlencode({"note": note[1], "csrfmiddlewaretoken": token[1]})
        status, page, spent = ask(port, "POST", "/attendance/here/", jar, body)
        took.taps.append(spent)
        if status != 200 or "已签到" not in page:
            took.wrong.append(f"tap {status}")
    except (http.client.HTTPException, OSError) as error:
        took.wrong.append(repr(error))


# --- the scene -----------------------------------------------------------------------------------


def _scene() -> tuple[list[Phone], list[Phone]]:
    """Make one class of 300 and 103 of 100, everyone with an account and an open session."""
    province = Place.objects.get(code="420000")
    year = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2022, province=province, opened_on=SINCE, opened_by="周敏"
    )
    counties = list(Place.objects.filter(seats__level="county").order_by("pk")[:CLASSES])
    big = _class(year, counties[0], 0, BURST)
    wanted = min(CLASSES * SEATS, round(CLASSES * SEATS * WAVE_SECONDS / 300))
    many = [
        phone
        for number, place in enumerate(counties, start=1)
        for phone in _class(year, place, number, SEATS)
    ]
    random.Random(7).shuffle(many)
    return big, many[:wanted]


def _class(year: ProgrammeYear, place: Place, number: int, people: int) -> list[Phone]:
    today, at = clock.today(), clock.now()
    found = TrainingClass.objects.create(
        programme_year=year, track="preparatory", place=place, level="county",
        number=f"bench-{number}", title=f"第 {number} 期班", state="running",
        starts_on=today, ends_on=today + timedelta(days=1), venue="培训中心", venue_place=place,
        capacity=people,
    )  # fmt: skip
    lesson = Lesson.objects.create(
        training_class=found, title="专利检索", day=today, starts=clock_time(0, 0),
        ends=clock_time(23, 59), hours=Decimal(4),
    )  # fmt: skip
    users = User.objects.bulk_create(
        [
            User(username=f"t{number}-{n}", name=f"学员{n}", password=f"!{number}-{n}")
            for n in range(people)
        ]
    )
    Membership.objects.bulk_create(
        [Membership(user=user, role=Role.PERSON, place=place, valid_from=SINCE) for user in users]
    )
    persons = Person.objects.bulk_create(
        [
            Person(name=user.name, home=place, user=user, entered_at=at, entered_by="基准")
            for user in users
        ]
    )
    rows = Registration.objects.bulk_create(
        [
            Registration(
                training_class=found, person=person, state="accepted", employer_place=place,
                source="county", registered_at=at,
            )
            for person in persons
        ]
    )  # fmt: skip
    keys = open_sessions(users)
    return [Phone(key, lesson.pk, row.pk) for key, row in zip(keys, rows, strict=True)]


def _batches() -> Iterator[Row]:
    """Yield what entering whole classes costs, and reading the hours of all."""
    classes = list(TrainingClass.objects.exclude(number="bench-0").select_related(
        "place", "programme_year__province"))  # fmt: skip
    officers = {found.pk: _officer(found) for found in classes}
    lessons = {
        found.pk: [
            Lesson.objects.create(
                training_class=found, title=f"第 {n} 讲", day=clock.today(),
                starts=clock_time(0, n), ends=clock_time(1, n), hours=Decimal(4),
            ).pk
            for n in range(1, 7)
        ]
        for found in classes
    }  # fmt: skip
    begun = time.perf_counter()
    for found in classes:
        tick_lessons(found, lessons[found.pk], None, by=officers[found.pk], at=clock.now())
    spent = time.perf_counter() - begun
    what = f"{CLASSES * SEATS:,} people × 6 lessons"
    yield Row(f"{what}: entered class by class", spent * 1000, "ms")
    begun = time.perf_counter()
    found = hours_by_registration([one.pk for one in classes])
    yield Row(f"{what}: hours of all", (time.perf_counter() - begun) * 1000, "ms")
    assert len(found) == CLASSES * SEATS
    Lesson.objects.filter(pk__in=[pk for keys in lessons.values() for pk in keys]).update(
        cancelled=True
    )


def _officer(found: TrainingClass) -> Acting:
    user = User.objects.create(username=f"o{found.pk}", name="经办")
    Membership.objects.create(
        user=user, role=Role.OFFICER, place=found.place, level="county", valid_from=SINCE
    )
    return actings_of(user, on=clock.today())[0]
