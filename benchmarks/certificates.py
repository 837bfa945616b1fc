"""A run of 600 certificates with their QR codes beside bare Typst on the same template.

Measured is all that pressing the button leads to: facts read and decided, numbers and codes taken,
everyone named a specialist, log and trail written; then each document made, kept on disk durably
and noted. Bare is the same template filled with the same text, a QR code of the same address drawn
for each, handed to Typst one by one in the same process, with nothing kept. Both draw the codes
with the same library.
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import typst
from bench import Row
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.load.province import load_hubei
from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.admission.models import Registration
from zhicai.certificates import actions, papers
from zhicai.certificates.models import Certificate
from zhicai.certificates.papers import TEMPLATE
from zhicai.documents import pdf
from zhicai.documents.qr import qr_svg
from zhicai.law.schema import Level
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.planning.queries.packages import package_track
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.results.models import Outcome
from zhicai.training.models import TrainingClass

PEOPLE, AIM = 600, 1.5
TIMES, PLAIN = 15, 30
"""How many times as many as WeasyPrint makes in a second; how many it makes to tell its pace."""
SINCE, ENDS = date(2022, 1, 1), date(2022, 6, 3)
AT = datetime(2022, 6, 20, 2, tzinfo=UTC)
SITE = "https://zc.example.gov.cn"


def measure() -> Iterator[Row]:
    """Yield the whole run against bare Typst, then deciding and rendering apart."""
    load_hubei()
    year, keys = _class()
    by = _officer()
    warm = actions.issue(year, keys[:1], key="warm", by=by, at=AT)
    actions.render(warm, limit=1, by=by, at=AT, site=SITE)
    begun = time.perf_counter()
    run = actions.issue(year, keys[1:], key="all", by=by, at=AT)
    decided = time.perf_counter() - begun
    made = actions.render(run, limit=PEOPLE, by=by, at=AT, site=SITE)
    whole = time.perf_counter() - begun
    if made != PEOPLE:
        raise AssertionError(f"{made} documents were made")
    bare = _bare(list(Certificate.objects.filter(run=run)))
    yield Row(f"{PEOPLE} certificates in one run", whole, "s", bare, AIM)
    yield Row("of it: decided, numbered, named", decided, "s")
    yield Row("of it: documents made and kept", whole - decided, "s")
    some = list(Certificate.objects.filter(run=run)[:PLAIN])
    yield Row("certificates per second, beside WeasyPrint's", PEOPLE / whole, "1/s",
              PLAIN / _weasyprint(some, _INSTALLED), at_least=TIMES)  # fmt: skip
    yield Row("the same, WeasyPrint with our smaller typefaces", PEOPLE / whole, "1/s",
              PLAIN / _weasyprint(some, _ours()))  # fmt: skip


def _bare(certificates: list[Certificate]) -> float:
    """Return how long Typst takes for the same pages, each with its QR code."""
    # What the template reads, with the address kept to draw its code anew.
    pages = [(papers.page_of(one, site=SITE), papers.address_of(one, site=SITE))
             for one in certificates]  # fmt: skip
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(pdf.FONTS)]
    )
    begun = time.perf_counter()
    for page, address in pages:
        page["qr"] = qr_svg(address, dark=papers.DARK)
        data = {
            "title": page["number"], "author": page["issuer"], "made": [2022, 6, 20],
            "faces": [pdf.FACE], "seal": "", "void": papers.VOID, "words": papers.WORDS,
            "pages": [page],
        }  # fmt: skip
        typst.compile(
            str(TEMPLATE.folder / TEMPLATE.name), root=str(TEMPLATE.folder), font_paths=fonts,
            ignore_system_fonts=True, format="pdf", pdf_standards="a-2a", pdf_tags=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=datetime(2022, 6, 20, tzinfo=UTC),
        )  # fmt: skip
    return time.perf_counter() - begun


_PLAIN = """
@page { size: A4 landscape; margin: 12mm }
main { border: 2pt solid #b58a3c; height: 180mm; padding: 20mm }
"""
_INSTALLED = "body { font: 17pt 'Noto Serif CJK SC' }"
"""As in ``reference/baselines.md``: the typeface of Debian's fonts-noto-cjk."""


def _ours() -> str:
    """Return the style that has WeasyPrint write with the typefaces that Zhicai brings."""
    files = ((pdf.REGULAR, 400), (pdf.FONTS / "NotoSerifSC-Bold.ttf", 700))
    faces = "".join(
        f"@font-face {{ font-family: Ours; font-weight: {weight}; src: url('{file.as_uri()}') }}"
        for file, weight in files
    )
    return f"{faces} body {{ font: 17pt Ours }}"


def _weasyprint(certificates: list[Certificate], style: str) -> float:
    """Return how long WeasyPrint takes for plainer pages: the same words, weights and code.

    One frame, no ornament, no seal, no tags, no PDF/A. Zhicai does not use WeasyPrint; it needs
    Pango on the machine that measures.
    """
    written = FontConfiguration()
    sheet = CSS(string=style + _PLAIN, font_config=written)
    begun = 0.0
    for n, one in enumerate([certificates[0], *certificates]):
        if n == 1:
            begun = time.perf_counter()
        page = papers.page_of(one, site=SITE)
        before, held, after = page["body"]
        text = (
            f"<p>{page['number']} {page['programme']}<h1>{page['title']}</h1><p>{page['english']}"
            f"<p><b>{page['name']}</b> {page['id']} 同志：<p>{before}<b>{held}</b>{after}"
            f"{page['qr']}<p>{page['shown']} {page['code']}<p>{page['issuer']}<p>{page['day']}"
        )
        HTML(string=f"<main>{text}</main>").write_pdf(stylesheets=[sheet], font_config=written)
    return time.perf_counter() - begun


def _officer() -> Acting:
    province = Place.objects.get(code="420000")
    user = open_account("officer", name="林浩", by=SYSTEM)
    give_membership(
        user, Role.OFFICER, place=province, level=Level.PROVINCE, by=SYSTEM, since=SINCE
    )
    return actings_of(user, on=AT.date())[0]


def _class() -> tuple[ProgrammeYear, list[int]]:
    """A class that is over, all of it qualified and published; one more to warm up with."""
    province, place = (Place.objects.get(code=code) for code in ("420000", "420506"))
    year = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2022, province=province, opened_on=SINCE, opened_by="bench"
    )
    found = TrainingClass.objects.create(
        programme_year=year, track=package_track(law_of(year)), place=place, level="city",
        number="2022-01", title="宜昌考核班", state="finished", starts_on=ENDS - timedelta(days=4),
        ends_on=ENDS, venue="三峡大学", venue_place=place, capacity=PEOPLE, finished_on=ENDS,
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(name=f"学员{n:03}", home=place, entered_at=AT, entered_by="bench")
        for n in range(PEOPLE + 1)
    )
    seats = Registration.objects.bulk_create(
        Registration(
            training_class=found, person=one, state="accepted", source="county",
            employer_name=f"宜昌某某新材料有限公司{n % 300}", employer_place=place,
            registered_at=AT, registered_by="bench", decided_at=AT,
        )
        for n, one in enumerate(people)
    )  # fmt: skip
    rows = Outcome.objects.bulk_create(
        Outcome(
            registration=one, programme_year=year, track=found.track, place=place,
            state="qualified", hours=Decimal(40), hours_needed=Decimal(32), exam=Decimal(80),
            practical=Decimal(85), hours_done=True, exam_passed=True, practical_passed=True,
            decided_on=ENDS, decided_at=AT, by="bench", published_at=AT,
        )
        for one in seats
    )  # fmt: skip
    return year, [row.pk for row in rows]
