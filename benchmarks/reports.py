"""The yearly report over a whole archive: figures counted, frozen with their rows, put on paper.

Every holder of a record stands behind a figure, so that freezing keeps a row for each. The bare
work beside it is the same rows once more, copied within the database. ``ZHICAI_BENCH_FILES`` sizes
the archive (120,000).
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

from bench import Row
from django.db import connection, transaction

from benchmarks.archive import ON, SMALL, world_with_officers
from benchmarks.load.province import load_hubei
from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.places.actions import name_organisation
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.reports import actions
from zhicai.reports.models import FrozenRow
from zhicai.reports.papers import docx_of, pdf_of, xlsx_of
from zhicai.reports.queries.body import body_of_report

KIND, SINCE = "excellence-report", date(2022, 1, 1)
AT = datetime(2025, 6, 2, 4, tzinfo=UTC)
COPY = "CREATE TABLE copied AS SELECT * FROM reports_frozenrow"


def measure() -> Iterator[Row]:
    """Yield how long each step of a report takes, freezing beside the bare copy of its rows."""
    load_hubei()
    with clock.standing_at(ON):
        world_with_officers().fill(SMALL)
        by, year = _group(), ProgrammeYear.objects.get(year=ON.year)
        begun = time.perf_counter()
        report = actions.open_report(year, KIND, by=by, at=AT)
        opened = time.perf_counter() - begun
        begun = time.perf_counter()
        report = actions.freeze_report(report, revision=report.revision, by=by, at=AT)
        frozen = time.perf_counter() - begun
        kept = FrozenRow.objects.count()
        if kept < SMALL:
            raise AssertionError(f"{kept} rows stand behind the report of {SMALL} files")
        yield Row(f"figures of {SMALL:,} files counted, with the year before", opened, "s")
        yield Row(f"frozen with {kept:,} rows, counted once more", frozen, "s", _bare())
        body = body_of_report(report)
        for name, write in (("docx", docx_of), ("xlsx", xlsx_of), ("pdf", pdf_of)):
            begun = time.perf_counter()
            write(body)
            yield Row(f"made of what is frozen: .{name}", time.perf_counter() - begun, "s")


def _bare() -> float:
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COPY)
    return time.perf_counter() - begun


def _group() -> Acting:
    """The working group of the province, who writes the report."""
    province = Place.objects.get(code="420000")
    body = name_organisation(
        kind="working-group",
        name="工作组",
        home=province,
        since=SINCE,
        serves=[province],
        by=SYSTEM,
    )
    user = open_account("bench-group", name="吴越", by=SYSTEM)
    give_membership(
        user, Role.MEMBER, place=province, organisation=body, by=SYSTEM, since=SINCE
    )  # fmt: skip
    return actings_of(user, on=ON)[0]
