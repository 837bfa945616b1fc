"""The tables of a paper: those of the text, the QR code with its caption, the record."""

from collections.abc import Sequence
from typing import IO
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Mm
from docx.table import Table as WordTable
from docx.table import _Cell

from zhicai.documents import measures as m
from zhicai.documents import styles as s
from zhicai.documents.paper import Code, Table
from zhicai.documents.reading import printable
from zhicai.documents.styles import NAMESPACE, Style, element

TWIPS_A_MM = 56.6929
MOST_COLUMNS = 20
_PADDING = 1.2
"""Characters that the edges of a cell take."""


def plain_table(document: Document, table: Table) -> None:
    """Add a table over the whole width: head rows repeat, rows are not torn, widths by content."""
    columns = min(max((len(row) for row in table.rows), default=1), MOST_COLUMNS)
    widths = column_widths(table, columns)
    made = document.add_table(rows=1, cols=columns)
    _look(made, _borders("single", 4), widths=widths)
    made._tbl.remove(made.rows[0]._tr)
    # Cell by cell through python-docx a roster of hundreds would take seconds.
    lines = "".join(
        _row_xml(row, widths, head=nth < table.head) for nth, row in enumerate(table.rows)
    )
    made._tbl.extend(list(parse_xml(f'<w:rows xmlns:w="{NAMESPACE}">{lines}</w:rows>')))


def _row_xml(row: Sequence[str], widths: Sequence[float], *, head: bool) -> str:
    wide = len(widths) >= m.WIDE_FROM
    style = (s.WIDE_HEAD if wide else s.HEAD_CELL) if head else (s.WIDE_CELL if wide else s.CELL)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{round(width * TWIPS_A_MM)}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/></w:pPr>{_run_xml(text)}</w:p></w:tc>'
        for text, width in zip((*row, *[""] * len(widths)), widths, strict=False)
    )
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


def _run_xml(text: str) -> str:
    if not text:
        return ""
    lines = escape(printable(text)).replace("\t", " ").split("\n")
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{said}</w:r>"


def code_table(document: Document, picture: IO[bytes], code: Code) -> None:
    """Add the QR code with its caption and the address in letters, without lines."""
    made = document.add_table(rows=1, cols=2)
    left = m.QR_SIDE + 4
    _look(made, _borders("nil", 0), widths=[left, m.WIDTH - left - 12], indent=12)
    shown, said = made.rows[0].cells
    line = shown.paragraphs[0]
    line.style = document.styles[s.CODE.name]
    drawing = line.add_run().add_picture(picture, width=Mm(m.QR_SIDE))
    drawing._inline.docPr.set("descr", printable(code.address))
    said._tc.get_or_add_tcPr().append(element('<w:vAlign w:val="center"/>'))
    _write(document, said, s.CODE, code.caption)
    address = said.add_paragraph(printable(code.address))
    address.style = document.styles[s.CODE.name]


def record_table(document: Document, rows: Sequence[tuple[str, str]]) -> None:
    """Add the record of printing at the foot of the page on which the paper ends."""
    made = document.add_table(rows=len(rows), cols=2)
    _look(made, _record_borders(), widths=[m.WIDTH - 66, 66], foot=True)
    for row, (left, right) in zip(made.rows, rows, strict=True):
        cells = row.cells
        row._tr.get_or_add_trPr().append(element("<w:cantSplit/>"))
        if not right:
            _write(document, cells[0].merge(cells[1]), s.RECORD, left)
            continue
        _write(document, cells[0], s.RECORD, left)
        _write(document, cells[1], s.RECORD, right)
        cells[1].paragraphs[0].paragraph_format.alignment = 2
    # Word asks for a paragraph behind a table; it must not make a page of its own.
    last = document.add_paragraph()
    last.style = document.styles[s.CELL.name]
    last.paragraph_format.line_spacing = Mm(0.5)


def _write(document: Document, cell: _Cell, style: Style, text: str) -> None:
    line = cell.paragraphs[0]
    line.style = document.styles[style.name]
    if text:
        line.add_run(printable(text))


def column_widths(table: Table, columns: int) -> list[float]:
    """Share the width by the longest text of each column, none below a ninth of the fair share."""
    longest = [
        min(24.0, max((m.half_widths(row[at]) for row in table.rows if at < len(row)), default=1))
        for at in range(columns)
    ]
    weights = [max(length, 3.0) + _PADDING for length in longest]
    return [m.WIDTH * weight / sum(weights) for weight in weights]


def _look(
    made: WordTable,
    borders: str,
    *,
    widths: Sequence[float],
    indent: float = 0,
    foot: bool = False,
) -> None:
    """Set the lines, the widths (mm) and where the table stands.

    ``foot`` puts it at the foot of the printed area.
    """
    properties = made._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    place = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" '
        'w:horzAnchor="margin" w:tblpXSpec="center" w:tblpYSpec="bottom"/>'
        '<w:tblOverlap w:val="never"/>'
        if foot
        else ""
    )
    total = round(sum(widths) * TWIPS_A_MM)
    inner = (
        f'{place}<w:tblW w:w="{total}" w:type="dxa"/>'
        f'<w:tblInd w:w="{round(indent * TWIPS_A_MM)}" w:type="dxa"/>{borders}'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="28" w:type="dxa"/>'
        '<w:left w:w="57" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
    )
    properties.extend(list(element(f"<w:tblPr>{inner}</w:tblPr>")))
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _borders(kind: str, size: int) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="0"/>' for side in sides)
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _record_borders() -> str:
    return (
        f'<w:tblBorders><w:top w:val="single" w:sz="{m.THICK}" w:space="0"/>'
        f'<w:bottom w:val="single" w:sz="{m.THICK}" w:space="0"/>'
        f'<w:insideH w:val="single" w:sz="{m.THIN}" w:space="0"/></w:tblBorders>'
    )
