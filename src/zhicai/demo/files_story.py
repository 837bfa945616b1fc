"""What a county attaches to its plan: a table of costs and a page on who does what."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.planning.actions import attach_file
from zhicai.planning.models import Plan

COSTS = (("教材和资料", 12_000), ("场地和设备", 18_000), ("师资", 22_000))
DUTIES = ("Preparatory class 2022", "Office: registration, venue", "Base: lecturers, practice")


def files_chapter(stage: Stage, *, county: str, on: date) -> Iterator[Event]:
    """Yield the day on which a county attaches two files to its draft."""
    yield Event(at(on, 10, 20), partial(_attach, stage, county))


def _attach(stage: Stage, county: str, moment: datetime) -> None:
    officer = stage.officer(county, Level.COUNTY, on=moment.date())
    plan = Plan.objects.get(place=stage.places[county], level=Level.COUNTY, organisation=None)
    for name, content in (("经费测算表.xlsx", _costs()), ("承办分工.pdf", page(DUTIES))):
        attach_file(plan, by=officer, upload=SimpleUploadedFile(name, content), at=moment)


def _costs() -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        # The same bytes at every telling.
        book.set_properties({"created": datetime(2022, 3, 7)})  # noqa: DTZ001
        sheet = book.add_worksheet("经费测算")
        for number, row in enumerate([("项目", "金额（元）"), *COSTS]):
            sheet.write_row(number, 0, row)
    return written.getvalue()


def page(lines: tuple[str, ...]) -> bytes:
    """Return a PDF of one page in the reader's own Helvetica."""
    shown = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
    text = f"BT /F1 16 Tf 72 760 Td {shown} ET"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    page, starts = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        starts.append(len(page))
        page += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    ending = f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(page)}\n%%EOF\n"
    return f"{page}xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}{ending}".encode("ascii")
