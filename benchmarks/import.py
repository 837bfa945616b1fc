# ruff: noqa: N999 - the name that `./dev bench import` takes
"""A roster of 10,000 rows: check and import beside a bare read and a bare insert of the same rows.

The baseline reads the same file by the same reader (every cell, no meaning) and inserts the very
rows that the import made with ``bulk_create``, in the same run.
"""

import random
import time
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import xlsxwriter
from bench import Row
from django.db import transaction

from benchmarks.load.province import load_hubei
from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.admission.actions import Way, import_roster, upload_roster
from zhicai.admission.models import Registration, RosterUpload
from zhicai.foundation.clock import midday
from zhicai.law.schema import Level
from zhicai.people.models import Employment, Person
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.sheets.opening import open_workbook
from zhicai.training.models import TrainingClass

ROWS = 10_000
BAD = 0.03
ROUNDS = 2
AIM = 4.0
SINCE, ON = date(2022, 1, 1), date(2022, 4, 6)
COUNTY = "420506"
HEADS = ("姓名", "证件类型", "证件号码", "手机号", "邮箱", "工作单位", "统一社会信用代码",
         "单位类型", "单位所在县（市、区）", "岗位", "是否知识产权岗位", "备注")  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def measure() -> Iterator[Row]:
    """Yield what an import costs beside its baseline, and people a second."""
    load_hubei()
    county, found = _scene()
    formats = (("xlsx", _xlsx(_rows())), ("csv", _csv(_rows())))
    for name, content in formats:
        read = checked = imported = bare = float("inf")
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            open_workbook(content)
            read = min(read, time.perf_counter() - begun)
            begun = time.perf_counter()
            upload = upload_roster(
                found, content, name=f"r.{name}", way=Way(), by=county, at=midday(ON)
            )
            checked = min(checked, time.perf_counter() - begun)
            begun = time.perf_counter()
            done = import_roster(upload, only_sound=True, by=county, at=midday(ON))
            imported = min(imported, time.perf_counter() - begun)
            assert done.counts["imported"] == ROWS - int(ROWS * BAD), done.counts
            bare = min(bare, _bare())
        base = (read + bare) * 1000
        what = f"{ROWS:,} rows .{name}"
        yield Row(f"{what}: bare read", read * 1000, "ms")
        yield Row(f"{what}: bare insert of the same rows", bare * 1000, "ms")
        yield Row(f"{what}: check", checked * 1000, "ms", base)
        yield Row(f"{what}: import", imported * 1000, "ms", base)
        whole = (checked + imported) * 1000
        aim = AIM if name == "xlsx" else None
        yield Row(f"{what}: check and import", whole, "ms", base, at_most=aim)
        yield Row(f"{what}: people a second", ROWS / whole * 1000, "/s")


def _scene() -> tuple[Acting, TrainingClass]:
    province, place = Place.objects.get(code="420000"), Place.objects.get(code=COUNTY)
    year = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2022, province=province, opened_on=SINCE, opened_by="bench"
    )
    user = open_account("bench", name="经办", by=SYSTEM)
    give_membership(user, Role.OFFICER, place=place, level=Level.COUNTY, by=SYSTEM, since=SINCE)
    found = TrainingClass.objects.create(
        programme_year=year, track="preparatory", place=place, level="county", number="1",
        title="bench", state="open", starts_on=ON, ends_on=ON, venue="-", venue_place=place,
        capacity=20_000, opened_at=midday(SINCE),
    )  # fmt: skip
    return actings_of(user, on=ON)[0], found


def _bare() -> float:
    """Take the imported rows away, put the very same back bare, timed; leave nothing."""
    people = list(Person.objects.all())
    work = list(Employment.objects.all())
    registered = list(Registration.objects.all())
    _empty()
    begun = time.perf_counter()
    with transaction.atomic():
        Person.objects.bulk_create(people, batch_size=500)
        Employment.objects.bulk_create(work, batch_size=500)
        Registration.objects.bulk_create(registered, batch_size=500)
    taken = time.perf_counter() - begun
    _empty()
    RosterUpload.objects.all().delete()
    return taken


def _empty() -> None:
    for model in (Registration, Employment, Person):
        model._base_manager.all()._raw_delete(using="default")  # type: ignore[attr-defined]


def _number(n: int) -> str:
    digits = (
        f"420506{1960 + n % 40}{1 + n // 40 % 12:02}{1 + n // 480 % 28:02}{n // 13440 % 1000:03}"
    )
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def _rows() -> list[tuple[str, ...]]:
    chance = random.Random(7)
    bad = set(chance.sample(range(ROWS), int(ROWS * BAD)))
    rows = []
    for n in range(ROWS):
        number = _number(n)
        if n in bad:
            number = number[:17] + ("1" if number[17] != "1" else "2")
        name = (
            chance.choice("王李张刘陈杨")
            + chance.choice("建国军平华")
            + chance.choice("一二三四五")
        )
        rows.append((name, "居民身份证", number, f"138{n:08}", "", f"宜昌第{n % 400}新材料有限公司",
                     "", "科技型企业", "夷陵区", "研发", "是", ""))  # fmt: skip
    return rows


def _xlsx(rows: list[tuple[str, ...]]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate((HEADS, *rows)):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell)
    book.close()
    return out.getvalue()


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    return "\r\n".join(",".join(row) for row in (HEADS, *rows)).encode("gb18030")
