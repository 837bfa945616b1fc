"""The dossier of a class of 600: roster and report as .docx and PDF/A beside their bare rendering.

Measured is all that a press of the button makes: the roster and the figures read from the records,
the sentences filled, both papers in the official layout, both forms. Bare is the same text handed
to the same renderers with nothing around it: one flat Typst file without a template, one plain
python-docx document, both in the same typeface and standard.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import docx
import typst
from bench import Row

from benchmarks.load.province import load_hubei
from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.admission.models import Registration
from zhicai.documents.paper import Annex, Block, Citation, Heading, Paper, Table
from zhicai.documents.pdf import FACE, FONTS, STANDARD, write_pdf
from zhicai.documents.writing import cited, write_paper
from zhicai.dossiers import actions
from zhicai.dossiers.closing_papers import report_paper, roster_paper
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.closing_text import text_of
from zhicai.dossiers.rules.closing import ROSTER
from zhicai.dossiers.rules.report import SECTIONS
from zhicai.people.models import Person
from zhicai.places.actions import name_organisation
from zhicai.places.models import Place
from zhicai.planning.queries.packages import package_track
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.results.models import Outcome
from zhicai.training.models import TrainingClass

PEOPLE, ROUNDS, AIM = 600, 7, 2.0
SINCE, ENDS, ON = date(2022, 1, 1), date(2022, 6, 3), date(2022, 7, 20)
WORDS = "课程按审定材料实施，企业最需要检索、布局和风险防范内容，建议增加实操机位。" * 12


def measure() -> Iterator[Row]:
    """Yield the time for both forms together, for each, and what reading the records takes."""
    load_hubei()
    dossier = _dossier()
    papers = _papers(dossier)
    flat = [_flat(paper) for paper in papers]
    forms: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "PDF/A": (
            lambda: [write_pdf(one) for one in _papers(dossier)],
            lambda: [_bare_pdf(one) for one in flat],
        ),
        ".docx": (
            lambda: [write_paper(one) for one in _papers(dossier)],
            lambda: [_bare_docx(one) for one in papers],
        ),
    }
    whole = {name: _both(*pair) for name, pair in forms.items()}
    made, bare = (sum(one[side] for one in whole.values()) for side in (0, 1))
    yield Row(f"dossier of {PEOPLE}: roster and report, both forms", made, "ms", bare, AIM)
    for name, (ours, theirs) in whole.items():
        yield Row(f"as {name} alone", ours, "ms", theirs, AIM)
    yield Row("reading and filling both papers", _median(lambda: _papers(dossier)), "ms")


def _both(made: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Medians of both in ms, taken in turns: what else the machine does falls on either."""
    made()
    bare()
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for side, act in enumerate((made, bare)):
            took[side].append(_took(act))
    return statistics.median(took[0]), statistics.median(took[1])


def _median(act: Callable[[], object]) -> float:
    return statistics.median(_took(act) for _ in range(ROUNDS))


def _took(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def _papers(dossier: ClosingDossier) -> tuple[Paper, Paper]:
    text = text_of(dossier, on=ON)
    clause = text.terms.clause_of(ROSTER)
    return (
        report_paper(text),
        roster_paper(
            f"{text.title}合格专员名册", text.roster, issuer=text.issuer, dated=ON,
            clause=clause, notice=text.notice,
        ),
    )  # fmt: skip


# --- the bare renderers ---------------------------------------------------------------------------


def _blocks(paper: Paper) -> Iterator[Block | Annex]:
    yield from paper.body
    for annex in paper.annexes:
        yield annex
        yield from annex.body


def _said(block: Block | Annex) -> str:
    if isinstance(block, Annex):
        return block.title
    return cited(block) if isinstance(block, Citation) else getattr(block, "text", "")


def _flat(paper: Paper) -> bytes:
    """The paper as one Typst file: its text and tables, and no more than the page they need."""
    day = f"datetime(year: {ON.year}, month: {ON.month}, day: {ON.day})"
    lines = [
        f'#set document(title: "x", date: {day})',
        "#set page(margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))",
        f'#set text(font: "{FACE}", size: 16pt, lang: "zh")',
        "#set par(leading: 13pt, justify: true, first-line-indent: 2em)",
        f"= {paper.title}",
    ]
    for block in _blocks(paper):
        if isinstance(block, Table):
            cells = ", ".join(f"[{cell}]" for row in block.rows for cell in row)
            lines.append(f"#text(size: 12pt, table(columns: {len(block.rows[0])}, {cells}))")
        else:
            lines.append(f"== {_said(block)}" if isinstance(block, Heading) else _said(block))
        lines.append("")
    return "\n".join(lines).encode()


_FONTS = typst.Fonts(
    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
)


def _bare_pdf(source: bytes) -> bytes:
    made: bytes = typst.compile(
        source, font_paths=_FONTS, ignore_system_fonts=True, format="pdf", pdf_tags=False,
        pdf_standards=STANDARD, timestamp=datetime(2022, 7, 20, tzinfo=UTC),
    )  # fmt: skip
    return made


def _bare_docx(paper: Paper) -> bytes:
    document = docx.Document()
    document.add_heading(paper.title)
    for block in _blocks(paper):
        if isinstance(block, Table):
            made = document.add_table(rows=len(block.rows), cols=len(block.rows[0]))
            for row, cells in zip(block.rows, made.rows, strict=True):
                for cell, text in zip(cells.cells, row, strict=True):
                    cell.text = text
        else:
            document.add_paragraph(_said(block))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# --- the class ------------------------------------------------------------------------------------


def _dossier() -> ClosingDossier:
    """A class of 600 that is over and decided, its report written."""
    province, place = (Place.objects.get(code=code) for code in ("420000", "420506"))
    year = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2022, province=province, opened_on=SINCE, opened_by="bench"
    )
    at = datetime(2022, 7, 1, 2, tzinfo=UTC)
    found = TrainingClass.objects.create(
        programme_year=year, track=package_track(law_of(year)), place=place, level="city",
        number="2022-01", title="宜昌考核班", state="finished", starts_on=ENDS - timedelta(days=4),
        ends_on=ENDS, venue="三峡大学", venue_place=place, capacity=PEOPLE, finished_on=ENDS,
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(name=f"学员{n:03}", home=place, entered_at=at, entered_by="bench")
        for n in range(PEOPLE)
    )
    seats = Registration.objects.bulk_create(
        Registration(
            training_class=found, person=one, state="accepted", source="county",
            employer_name=f"宜昌某某新材料有限公司{n % 300}", employer_place=place,
            registered_at=at, registered_by="bench", decided_at=at,
        )
        for n, one in enumerate(people)
    )  # fmt: skip
    Outcome.objects.bulk_create(
        Outcome(
            registration=one, programme_year=year, track=found.track, place=place,
            state="qualified", hours=Decimal(40), hours_needed=Decimal(32), exam=Decimal(80),
            practical=Decimal(85), hours_done=True, exam_passed=True, practical_passed=True,
            decided_on=ENDS, decided_at=at, by="bench",
        )
        for one in seats
    )  # fmt: skip
    home = name_organisation(
        kind="working-group", name="专员培训工作组", home=province, since=SINCE, by=SYSTEM
    )
    user = open_account("group", name="吴越", by=SYSTEM)
    give_membership(user, Role.MEMBER, place=province, organisation=home, by=SYSTEM, since=SINCE)
    group = actings_of(user, on=ON)[0]
    dossier = actions.open_dossier(found, by=group, at=at)
    words = dict.fromkeys((one.key for one in SECTIONS), WORDS)
    actions.save_report(dossier, by=group, words=words, revision=1, at=at)
    return ClosingDossier.objects.select_related(
        "training_class__run_by", "training_class__place", "filing__sender_organisation",
        "filing__sender", "programme_year__province",
    ).get(pk=dossier.pk)  # fmt: skip
