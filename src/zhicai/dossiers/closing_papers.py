"""The papers of a closing dossier in the official layout, and the files that are sent with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.documents.paper import Annex, Block, Citation, Heading, Paper, Paragraph, Table
from zhicai.documents.pdf import write_pdf
from zhicai.documents.writing import chinese_day, write_paper
from zhicai.dossiers.closing_sheets import roster_bytes
from zhicai.dossiers.rules.class_figures import KINDS, Figures, amount
from zhicai.dossiers.rules.closing import (
    EVALUATION,
    REPORT,
    ROSTER,
    SETTLEMENT,
    Terms,
)
from zhicai.dossiers.rules.report import SECTIONS, Facts, leads
from zhicai.dossiers.rules.rosters import RosterLine, digest_of
from zhicai.finance.queries import SettlementFacts
from zhicai.foundation.text import Text
from zhicai.law.units import unit_name
from zhicai.training.rules.evaluation import Question

HEADS = ("序号", "姓名", "工作单位", "所在地", "考试", "实操", "合格日期")


@dataclass(frozen=True, slots=True)
class EvaluationText:
    """An effect evaluation as its paper says it."""

    figures: Figures
    scores: Mapping[str, int]
    words: Mapping[str, str]
    questions: Sequence[Question]
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class DossierText:
    """Everything that the papers of a dossier say."""

    title: str
    number: str
    facts: Facts
    figures: Figures
    words: Mapping[str, str]
    evaluation: EvaluationText | None
    settlement: SettlementFacts | None
    roster: Sequence[RosterLine]
    terms: Terms
    notice: str
    issuer: str
    addressee: str
    dated: date


EVALUATION_WORDS = {
    "strengths": Text("主要成效", "What was reached"),
    "problems": Text("主要问题", "Problems"),
    "measures": Text("改进措施", "Measures"),
}
"""The words of an effect evaluation, by key."""


def report_paper(text: DossierText) -> Paper:
    """Return the survey and evaluation report (HB-3.2.6.6.d)."""
    said = leads(text.figures, text.facts)
    body: list[Block] = []
    for one in SECTIONS:
        words = text.words.get(one.key, "")
        lead = said[one.key].zh
        if not lead and not words:
            continue
        body.append(Heading(1, one.title.zh))
        if lead:
            body.append(Paragraph(lead))
        body += [Paragraph(line) for line in words.split("\n") if line.strip()]
    body.append(Citation(text.terms.clause_of(REPORT), where=text.notice))
    return Paper(
        title=f"{text.title}调研评估报告",
        body=tuple(body),
        addressees=(text.addressee,),
        annexes=(Annex("主要数据", (figures_table(text.figures),)),),
        issuer=text.issuer,
        dated=text.dated,
    )


def figures_table(figures: Figures) -> Table:
    """Return the figures of a class as a table: each with the query that counts it."""
    rows = [("指标", "数值", "单位", "数据来源")]
    for kind in KINDS:
        value = figures.get(kind.key)
        if value is not None:
            unit = "万元" if kind.unit == "fen" else unit_name(kind.unit).zh
            rows.append((kind.label.zh, amount(kind, value), unit, kind.query))
    return Table(tuple(rows))


def evaluation_paper(text: DossierText, found: EvaluationText) -> Paper:
    """Return the effect evaluation (HB-3.2.6.6.a)."""
    scores = [("评估内容", "评分（满分 5）")]
    scores += [(one.says.zh, str(found.scores.get(one.key, "—"))) for one in found.questions]
    body: list[Block] = [
        Heading(1, "评估依据"),
        Paragraph("依据学员评价、学时、考试和实操结果，数据见附件。"),
        Heading(1, "评分"),
        Table(tuple(scores)),
    ]
    for key, title in EVALUATION_WORDS.items():
        if words := found.words.get(key, ""):
            body.append(Heading(1, title.zh))
            body += [Paragraph(line) for line in words.split("\n") if line.strip()]
    body.append(Citation(text.terms.clause_of(EVALUATION), where=text.notice))
    return Paper(
        title=f"{text.title}培训效果评估",
        body=tuple(body),
        annexes=(Annex("评估所依据的数据", (figures_table(found.figures),)),),
        issuer=text.issuer,
        dated=found.on,
    )


def settlement_paper(text: DossierText, found: SettlementFacts) -> Paper:
    """Return the settled money (HB-3.2.6.6.b), as finance locked it."""
    rows = [("用途", "资金", "预算（万元）", "支出（万元）", "差额（万元）", "差额说明")]
    rows += [
        (
            line.name.zh, line.fund, wan(line.planned), wan(line.spent), wan(line.difference),
            line.why or "—",
        )
        for line in found.lines
    ]  # fmt: skip
    rows.append(("合计", "", wan(found.planned), wan(found.spent), wan(found.difference), ""))
    body: tuple[Block, ...] = (
        Paragraph(
            f"{text.title}经费已由{found.settled_by}于{chinese_day(found.settled_on)}核定，核定后"
            f"锁定。预算 {wan(found.planned)} 万元，支出 {wan(found.spent)} 万元。"
        ),
        Table(tuple(rows)),
        Paragraph(f"核定数据校验码（SHA-256）：{in_groups(found.sha256)}"),
        Citation(text.terms.clause_of(SETTLEMENT), where=text.notice),
    )
    return Paper(
        title=f"{text.title}经费核定表", body=body, issuer=text.issuer, dated=found.settled_on
    )


def wan(fen: int) -> str:
    """Write fen as 10,000 yuan with two decimals."""
    return f"{Decimal(fen) / 1_000_000:,.2f}"


def in_groups(digest: str) -> str:
    """Write a hash in groups of eight, so that it can be read and breaks at the edge of a page."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def roster_paper(
    title: str, lines: Sequence[RosterLine], *, issuer: str, dated: date, clause: str, notice: str,
    notes: Sequence[str] = (),
) -> Paper:  # fmt: skip
    """Return a roster of qualified specialists (HB-3.2.6.6.c); ``notes`` are its corrections."""
    rows = [HEADS]
    rows += [
        (str(n), one.name, one.employer, one.place, one.exam, one.practical,
         one.decided_on)
        for n, one in enumerate(lines, 1)
    ]  # fmt: skip
    body: list[Block] = [
        Paragraph(
            f"合格专员共 {len(lines)} 人。名册校验码（SHA-256）：{in_groups(digest_of(lines))}"
        ),
        Table(tuple(rows)),
    ]
    if notes:
        body.append(Heading(1, "更正"))
        body += [Paragraph(note) for note in notes]
    body.append(Citation(clause, where=notice))
    return Paper(title=title, body=tuple(body), issuer=issuer, dated=dated)


@dataclass(frozen=True, slots=True)
class Made:
    """One file of a dossier: of which item, under which name, its bytes."""

    item: str
    name: str
    content: bytes


def make_files(text: DossierText) -> list[Made]:
    """Return the files of a dossier; the same bytes for the same text."""
    made = []
    if text.evaluation is not None:
        paper = evaluation_paper(text, text.evaluation)
        made.append(Made(EVALUATION, "1-培训效果评估.pdf", write_pdf(paper)))
    if text.settlement is not None:
        paper = settlement_paper(text, text.settlement)
        made.append(Made(SETTLEMENT, "2-经费核定表.pdf", write_pdf(paper)))
    if text.roster:
        title = f"{text.title}合格专员名册"
        paper = roster_paper(
            title, text.roster, issuer=text.issuer, dated=text.dated,
            clause=text.terms.clause_of(ROSTER), notice=text.notice,
        )  # fmt: skip
        made.append(Made(ROSTER, "3-合格专员名册.pdf", write_pdf(paper)))
        sheet = roster_bytes(enumerate(text.roster, 1), Text(title, title))
        made.append(Made(ROSTER, "3-合格专员名册.xlsx", sheet))
    report = report_paper(text)
    made.append(Made(REPORT, "4-调研评估报告.docx", write_paper(report)))
    made.append(Made(REPORT, "4-调研评估报告.pdf", write_pdf(report)))
    return made
