"""The archive's search at 120,000 and 1,200,000 files: each way of finding beside the bare query of
its index, and the large table beside the small one.

``ZHICAI_BENCH_FILES=12000`` starts smaller; the large table is ten times the small one. Names are
drawn by the frequency of surnames, employers are shared by twenty people each, counties by area.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from statistics import median
from typing import Any

from bench import Row
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client

from benchmarks.load.province import load_hubei
from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.archive.forms import FileFilters
from zhicai.archive.queries.people import area_of, files_seen
from zhicai.certificates.guarding import guard_certificates, let_merges_move
from zhicai.certificates.models import Certificate
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.people.models import Employment, Person, SearchKey, Specialist
from zhicai.people.queries import with_employer
from zhicai.people.queries.records import hash_of
from zhicai.people.queries.searching import hexed
from zhicai.people.rules.pinyin import initials
from zhicai.people.triggers import keep_keys, refill_statements
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.project.serve import collect_static_files

SMALL = int(os.environ.get("ZHICAI_BENCH_FILES", "120000"))
TIMES = 10
ASKED = 60
AT = datetime(2022, 3, 1, 4, tzinfo=UTC)
ON = date(2025, 6, 2)
YEARS = (2022, 2023, 2024, 2025)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文博宇浩然子轩梓涵欣怡嘉志鹏晓东海燕春"
    "梅红玉兰凤洁琳倩云莲真环雪荣爱妹香月莺媛瑞凡佳山河江波峰岚松柏竹石光辉永康安宁世昌"
)
GROWS, BARE = 1.5, 2.0


def measure() -> Iterator[Row]:
    """Yield each way of finding at both sizes."""
    load_hubei()
    collect_static_files()
    world = world_with_officers()
    with clock.standing_at(ON):
        world.fill(SMALL)
        small = _asked(world)
        world.fill(SMALL * TIMES)
        large = _asked(world)
    sizes = f"{SMALL:,} → {SMALL * TIMES:,} files"
    for what, took in large.items():
        yield Row(f"{what}: p95, {sizes}", took.page, "ms", small[what].page, GROWS)
    for what, took in large.items():
        if took.bare:
            yield Row(f"{what}: its queries, median", took.query, "ms", took.bare, BARE)


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds: a page at its 95th percentile; its queries and the bare one, at the median."""

    page: float
    query: float = 0.0
    bare: float = 0.0


class World:
    """The province, its officers, and the files so far."""

    def __init__(self, officers: dict[str, Acting]) -> None:
        self.officers = officers
        counties = Place.objects.filter(seats__level=Level.COUNTY).order_by("code")
        self.counties = list(counties.values_list("pk", flat=True))
        self.random = random.Random(7)
        self.files = 0

    def fill(self, files: int) -> None:
        """Add files until there are so many, past the triggers, whose work is done at once."""
        steps = (let_merges_move(), guard_certificates(), keep_keys())
        editor = connection.schema_editor()
        for step in steps[1:]:
            step.reverse_code(None, editor)
        _insert(self, files)
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in refill_statements(server=connection.vendor == "postgresql"):
                cursor.execute(statement)
        for step in reversed(steps):
            step.code(None, editor)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.files = files


def world_with_officers() -> World:
    """Open the years and an officer of each level, who see the files; no file yet."""
    province = Place.objects.get(code="420000")
    for year in YEARS:
        ProgrammeYear.objects.create(
            programme="hubei-2022", year=year, province=province, opened_on=AT.date(),
            opened_by="bench",
        )  # fmt: skip
    officers = {}
    for code, level in (
        ("420000", Level.PROVINCE),
        ("420500", Level.CITY),
        ("420506", Level.COUNTY),
    ):
        user = open_account(f"bench-{code}", name="林浩", by=SYSTEM)
        place = Place.objects.get(code=code)
        give_membership(user, Role.OFFICER, place=place, level=level, by=SYSTEM, since=AT.date())
        officers[level.value] = actings_of(user, on=ON)[0]
    return World(officers)


# --- rows ----------------------------------------------------------------------------------------


def _insert(world: World, files: int) -> None:
    """Put in persons, employments, spells and certificates, the keys in step."""
    drawn, years = world.random, list(ProgrammeYear.objects.order_by("year"))
    first = world.files + 1
    weights = [1 / (n + 2) for n in range(len(SURNAMES))]
    people: dict[int, tuple[str, int]] = {}
    for n in range(first, files + 1):
        given = "".join(drawn.choices(GIVEN, k=1 if drawn.random() < 0.2 else 2))
        people[n] = (drawn.choices(SURNAMES, weights)[0] + given, drawn.choice(world.counties))
    letters = {sign: initials(sign) for sign in {*SURNAMES, *GIVEN}}
    _free(True)
    _put(Person, (
        {"name": name, "pinyin": "".join(letters[one] for one in name),
         "id_kind": "resident", "id_hash": hash_of("resident", _number(n)), "home_id": home,
         "phone": f"139{n:08}", "entered_at": AT, "entered_by": "bench"}
        for n, (name, home) in people.items()
    ))  # fmt: skip
    _put(Employment, (
        {"person_id": n, "employer_name": _employer(n), "place_id": home, "post": "知识产权专员",
         "valid_from": AT.date(), "is_ip_post": True}
        for n, (_, home) in people.items()
    ))  # fmt: skip
    _put(Specialist, (
        {"person_id": n, "valid_from": AT.date(), "basis": "考核合格", "named_by": "bench"}
        for n in people
    ))  # fmt: skip
    _put(Certificate, (
        {"number": _certificate(n), "kind": "specialist", "programme_year_id": years[n % 4].pk,
         "outcome_id": n, "person_id": n, "run_id": 1, "name": name, "title": "专员证书",
         "class_title": "班", "held_from": AT.date(), "held_to": AT.date(), "hours": 40,
         "programme_title": "专员", "issuer": "省局", "issued_on": AT.date(), "code": f"B{n:011}",
         "status_index": n}
        for n, (name, _) in people.items()
    ))  # fmt: skip
    _free(False)


def _number(n: int) -> str:
    return f"4205061988{n:08}"


def _employer(n: int) -> str:
    firm = n // 20
    signs = (GIVEN[firm % 83], GIVEN[firm // 83 % 83], SURNAMES[firm % len(SURNAMES)])
    return f"{''.join(signs)}{firm:05}新材料有限公司"


def _certificate(n: int) -> str:
    return f"鄂知专{YEARS[n % 4]}{n:08}"


def _free(yes: bool) -> None:
    """Let rows in without what they lean on (outcomes, runs), which nothing here reads."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET session_replication_role = {'replica' if yes else 'origin'}")
        else:
            cursor.execute(f"PRAGMA foreign_keys = {'OFF' if yes else 'ON'}")


def _put(model: type[Model], rows: Iterator[dict[str, Any]]) -> None:
    names = [one.attname for one in model._meta.concrete_fields]
    plain = {one.attname: one.get_default() for one in model._meta.concrete_fields}
    columns = ", ".join(f'"{name}"' for name in names[1:])
    places = ", ".join(["%s"] * len(names[1:]))
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})'
    with transaction.atomic(), connection.cursor() as cursor:
        while part := list(islice(rows, 10_000)):
            cursor.executemany(
                statement, [[{**plain, **one}[name] for name in names[1:]] for one in part]
            )


# --- asking --------------------------------------------------------------------------------------


def _asked(world: World) -> dict[str, Took]:
    """Ask each way :data:`ASKED` times, every time another word."""
    found = {}
    for what, level, words in _ways(world):
        client = Client()
        client.force_login(User.objects.get(pk=world.officers[level].user_id))
        client.get("/archive/")
        pages = []
        for one in words:
            begun = _spent()
            answer = client.get(one.address, one.asked)
            pages.append((_spent() - begun) * 1000)
            assert answer.status_code == 200, (one, answer.status_code)
        acting = world.officers[level]
        queries = [_timed(partial(_first_page, acting, one.asked)) for one in words]
        bare = [_timed(partial(_bare, acting, one.key)) for one in words if one.key]
        p95 = sorted(pages)[int(len(pages) * 0.95) - 1]
        found[f"{what} ({level})"] = Took(p95, median(queries), median(bare) if bare else 0.0)
    return found


def _spent() -> float:
    """Seconds of work: SQLite works within this process, which the machine's other load leaves be;
    a server's work has to be waited for.
    """
    return time.perf_counter() if connection.vendor == "postgresql" else time.process_time()


def _timed(act: Callable[[], object]) -> float:
    begun = _spent()
    act()
    return (_spent() - begun) * 1000


@dataclass(frozen=True, slots=True)
class Word:
    """What is asked for: an address, its query, and the key of the index that it comes to."""

    address: str
    asked: dict[str, str]
    key: str = ""


def _ways(world: World) -> Iterator[tuple[str, str, list[Word]]]:
    """Yield each way of finding, at which level, with words that find somebody."""
    drawn = random.Random(11)
    some = drawn.sample(range(1, SMALL + 1), ASKED)
    names = dict(Person.objects.filter(pk__in=some).values_list("pk", "name"))

    def by(field: str, told: Callable[[int], str], key: bool = False) -> list[Word]:
        return [Word("/archive/", {field: told(n)}, hexed(told(n)) if key else "") for n in some]

    for level in ("province", "city", "county"):
        yield "name", level, by("q", lambda n: names[n], key=True)
    yield "surname alone", "province", by("q", lambda n: names[n][0], key=True)
    for level in ("province", "city"):
        yield "middle of a name", level, by("q", lambda n: names[n][1:], key=True)
    yield "initials", "province", by("q", lambda n: initials(names[n]), key=True)
    yield "document's number", "province", by("q", _number)
    yield "certificate's number", "province", by("q", _certificate)
    yield "employer", "province", by("employer", lambda n: _employer(n)[:8])
    yield "middle of an employer", "province", by("employer", lambda n: _employer(n)[3:8])
    yield "county and year", "province", [
        Word("/archive/", {"place": "420506", "year": str(YEARS[n % 4])}) for n in some
    ]  # fmt: skip
    yield "name and year", "province", [
        Word("/archive/", {"q": names[n], "year": str(YEARS[n % 4])}) for n in some
    ]  # fmt: skip
    yield "no words", "province", by("q", lambda n: "")
    yield "file", "province", [Word(f"/archive/{n}/", {}) for n in some]


def _first_page(acting: Acting, asked: dict[str, str]) -> object:
    """What the list asks the database: its rows, how many, and their employers."""
    rows = with_employer(files_seen(acting, on=ON))
    form = FileFilters(asked)
    form.area = area_of(acting, on=ON)
    form.offer(place=[("420506", "")], year=[(str(year), "") for year in YEARS])
    found = form.narrow(rows)
    counted = found.order_by().values("pk")[:1001].count()
    return counted, list(found.order_by("name", "pk")[:50])


def _bare(acting: Acting, key: str) -> object:
    """The same fifty people by the index alone, with what a line of the list shows."""
    area = area_of(acting, on=ON)
    span = SearchKey.objects.filter(
        has_file=True, home__in=area.homes, key__gte=key, key__lt=f"{key}g"
    ).order_by()
    people = list(span.values_list("person", flat=True)[:1001])
    rows = files_seen(acting, on=ON).filter(pk__in=people)
    return list(with_employer(rows)[:50])
