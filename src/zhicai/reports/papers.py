"""A report as .docx and .pdf in the official layout, and its tables as .xlsx; the same bytes for
the same report.
"""

from zhicai.documents.paper import Annex, Block, Citation, Heading, Paper, Paragraph, Table
from zhicai.documents.pdf import write_pdf
from zhicai.documents.writing import write_paper
from zhicai.foundation.text import Text
from zhicai.law.units import unit_name
from zhicai.reports.queries.body import Body
from zhicai.reports.rules.tables import Grid
from zhicai.reports.rules.taken import written
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_tables

ANNEX = "指标、数值和统计口径"
HIDDEN_NOTE = "标“＊”的数字小于3或可由合计推算，不予公开。"


def report_paper(body: Body, *, public: bool = False) -> Paper:
    """Return a report as a paper; the public one has no list of figures, small counts hidden."""
    blocks: list[Block] = []
    for one in body.chapters:
        lines = [line for line in one.words.split("\n") if line.strip()]
        grids = [grid for grid in one.grids if grid.rows]
        if not lines and not grids:
            continue
        blocks.append(Heading(1, one.chapter.name.zh))
        blocks += [Paragraph(line) for line in lines]
        blocks += [table_of(grid) for grid in grids]
    if public:
        blocks.append(Paragraph(HIDDEN_NOTE))
    blocks.append(Citation(body.kind.clause[0], where=body.notice))
    return Paper(
        title=body.title,
        body=tuple(blocks),
        annexes=() if public else (Annex(ANNEX, (figures_table(body),)),),
        issuer=body.issuer,
        dated=body.dated,
    )


def table_of(grid: Grid) -> Table:
    """Return a table of the report as it stands on paper."""
    rows = [tuple(head.zh for head in grid.heads)]
    for row in (*grid.rows, *grid.sums):
        unit = (row.unit,) if not grid.by else ()
        rows.append((row.label.zh, *unit, *(cell.text for cell in row.cells)))
    return Table(tuple(rows), caption=grid.name.zh)


def figures_table(body: Body) -> Table:
    """Return every figure with how it is counted, and on how many rows it rests."""
    rows = [("指标", "数值", "单位", "明细行数", "统计口径")]
    rows += [
        (one.says.zh, written(one.value), unit_name(one.unit).zh, str(one.rows), one.query.zh)
        for one in body.figures.values()
    ]
    return Table(tuple(rows))


def docx_of(body: Body) -> bytes:
    """Return a report as .docx."""
    return write_paper(report_paper(body))


def pdf_of(body: Body, *, public: bool = False) -> bytes:
    """Return a report as PDF/A."""
    return write_pdf(report_paper(body, public=public))


def xlsx_of(body: Body) -> bytes:
    """Return the tables of a report, a sheet each, the list of figures first."""
    tables = [_figures_sheet(body)]
    taken: dict[str, int] = {}
    for chapter in body.chapters:
        for grid in chapter.grids:
            if grid.rows:
                tables.append(_sheet(grid, taken))
    return write_tables(tables)


def _figures_sheet(body: Body) -> tuple[SheetShape, list[dict[str, object]]]:
    shape = SheetShape(
        name="figures",
        title=Text(ANNEX, "Figures"),
        columns=(
            Column("says", Text("指标", "Figure"), width=28),
            Column("value", Text("数值", "Value"), Kind.DECIMAL, width=12),
            Column("unit", Text("单位", "Unit"), width=8),
            Column("before", Text("上年", "Year before"), Kind.DECIMAL, width=12),
            Column("change", Text("增减", "Change"), Kind.DECIMAL, width=12),
            Column("rows", Text("明细行数", "Rows"), Kind.INTEGER, width=12),
            Column("query", Text("统计口径", "How it is counted"), width=60),
        ),
    )
    rows: list[dict[str, object]] = [
        {
            "says": one.says.zh, "value": one.value, "unit": unit_name(one.unit).zh,
            "before": one.before, "change": one.change, "rows": one.rows, "query": one.query.zh,
        }
        for one in body.figures.values()
    ]  # fmt: skip
    return shape, rows


def _sheet(grid: Grid, taken: dict[str, int]) -> tuple[SheetShape, list[dict[str, object]]]:
    texts = 1 if grid.by else 2
    columns = [
        Column(
            f"c{at}", head, Kind.TEXT if at < texts else Kind.DECIMAL, width=28 if not at else 14
        )
        for at, head in enumerate(grid.heads)
    ]
    name = grid.name.zh
    taken[name] = taken.get(name, 0) + 1
    title = name if taken[name] == 1 else f"{name}（{taken[name]}）"
    shape = SheetShape(name=grid.id, title=Text(title, grid.name.en), columns=tuple(columns))
    rows = []
    for row in (*grid.rows, *grid.sums):
        first: list[object] = [row.label.zh] if grid.by else [row.label.zh, row.unit]
        values = [*first, *(cell.value for cell in row.cells)]
        rows.append({f"c{at}": value for at, value in enumerate(values) if value is not None})
    return shape, rows


def file_name(body: Body, ending: str) -> str:
    """Return the name under which a report is saved."""
    return f"{body.title}.{ending}"
