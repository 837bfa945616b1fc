"""A summary as a paper in the official layout, with its tables as annexes."""

from decimal import Decimal

from zhicai.documents.paper import Annex, Block, Citation, Heading, Paper, Paragraph, Table
from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.presenters import WAN
from zhicai.dossiers.queries.summaries import Shown
from zhicai.dossiers.rules.figures import ClassLine, CountyLine, Figures, Row
from zhicai.dossiers.rules.words import PARTS, overview
from zhicai.foundation.units import plain
from zhicai.law.units import unit_name
from zhicai.programmes.queries import law_of
from zhicai.training.models import TrainingClass


def summary_paper(summary: ClassSummary, shown: Shown, *, clause: str, issuer: str) -> Paper:
    """Return a city's summary as a paper to the provincial office; numbers as they were fixed."""
    figures = shown.figures
    law = law_of(summary.programme_year)
    body: list[Block] = [
        Heading(1, "总体情况"),
        Paragraph(overview(figures).zh),
        Table(_key_figures(figures), caption="主要数据"),
    ]
    for part in PARTS:
        text = shown.words.get(part.key, "")
        if text:
            body.append(Heading(1, part.title.zh))
            body += [Paragraph(line) for line in text.split("\n") if line.strip()]
    if clause:
        body.append(Citation(clause, where=law.head.notice.title.zh))
    return Paper(
        title=summary.filing.title,
        body=tuple(body),
        addressees=(f"{summary.programme_year.province.name}局办公室",),
        annexes=(
            Annex("各县（市、区）班次落实情况表", (Table(_counties(figures)),)),
            Annex("班次明细表", (Table(_classes(figures)),)),
        ),
        issuer=issuer,
        dated=shown.version.sent_at.date() if shown.version else summary.generated_at.date(),
    )


def _key_figures(figures: Figures) -> tuple[tuple[str, ...], ...]:
    rows = [("类别", "指标", "实际", "计划", "单位")]
    for group in figures.groups:
        for row in group.rows:
            if row.value is not None:
                name, unit = row.label.zh, row.unit
                rows.append(
                    (group.title.zh, name, _amount(row, row.value), _amount(row, row.plan),
                     "万元" if unit == "fen" else unit_name(unit).zh)
                )  # fmt: skip
    return tuple(rows)


def _amount(row: Row, value: Decimal | None) -> str:
    if value is None:
        return "—"
    return f"{value / WAN:.1f}" if row.unit == "fen" else plain(value)


def _written(value: int | None) -> str:
    return "—" if value is None else str(value)


def _money(fen: int | None) -> str:
    return "—" if fen is None else f"{Decimal(fen) / WAN:.1f}"


def _counties(figures: Figures) -> tuple[tuple[str, ...], ...]:
    head = ("单位", "计划期数", "已办期数", "计划人数", "录取", "参加", "完成", "学时", "支出万元")
    return (head, *(_county(line) for line in figures.counties))


def _county(line: CountyLine) -> tuple[str, ...]:
    return (
        line.name, str(line.plan_classes), str(line.held), str(line.plan_people),
        str(line.registered), _written(line.attended), _written(line.completed), line.hours,
        _money(line.spent),
    )  # fmt: skip


def _classes(figures: Figures) -> tuple[tuple[str, ...], ...]:
    head = ("单位", "班次", "开班", "状态", "学时", "录取", "参加", "完成")
    return (head, *(_class(line) for line in figures.classes))


def _class(line: ClassLine) -> tuple[str, ...]:
    return (
        line.place, line.title, line.starts[5:], str(TrainingClass.State(line.state).label),
        line.hours, str(line.registered), _written(line.attended), _written(line.completed),
    )  # fmt: skip
