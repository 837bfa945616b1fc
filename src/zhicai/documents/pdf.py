"""Papers as PDF/A: a Typst template, the data it shows, the one bundled typeface; the same bytes.

``compile_pdf`` renders any template of ours; ``write_pdf`` renders a :class:`Paper`, the same
description that ``writing.write_paper`` turns into .docx.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from zhicai.documents import measures as m
from zhicai.documents.counting import counted, title_lines
from zhicai.documents.glyphs import showable
from zhicai.documents.paper import Annex, Block, Heading, Paper, Paragraph, Table
from zhicai.documents.qr import qr_svg
from zhicai.documents.reading import printable
from zhicai.documents.tables import MOST_COLUMNS, column_widths
from zhicai.documents.writing import chinese_day, cited, in_stead, record_rows

FONTS = Path(__file__).parent / "fonts"
REGULAR = FONTS / "NotoSerifSC-Regular.ttf"
TEMPLATES = Path(__file__).parent / "typst"
FACE = "Noto Serif SC"
STANDARD: Literal["a-2u"] = "a-2u"
"""PDF/A-2, level U: kept for good, its text can be searched and copied."""
TAGGED: Literal["a-2a"] = "a-2a"
"""PDF/A-2, level A: its structure is told as well, for who listens to it."""
EARLIEST = date(1980, 1, 1)
"""The day of a paper that bears none: nothing is taken from the clock."""


@cache
def _fonts(extra: Path | None = None) -> typst.Fonts:
    """The bundled typeface and no other but those of ``extra``; read once a process (30 MB)."""
    folders = [str(FONTS), *([str(extra)] if extra is not None else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@dataclass(frozen=True, slots=True)
class Template:
    """A Typst template by its name in a folder; ``folder`` is that of the app that owns it.

    ``tagged`` makes PDF/A-2a: what the page holds is told to who cannot see it.
    """

    name: str
    folder: Path = TEMPLATES
    tagged: bool = False


def faces(extra: Path | None = None) -> list[str]:
    """Return the families there are to write with, the bundled one first."""
    return [FACE, *(name for name in _fonts(extra).families() if name != FACE)]


def compile_pdf(
    template: Template, data: Mapping[str, Any], *, dated: date | None, extra: Path | None = None
) -> bytes:
    """Return what a template makes of ``data`` (JSON-ready) as PDF/A; the same for the same data.

    ``data`` reaches the template as ``sys.inputs.data``: text is text there, never markup. What
    neither the bundled typeface nor those of the folder ``extra`` have a glyph for stands as 〓,
    since PDF/A takes no text that cannot be shown; see ``glyphs.missing``.
    """
    day = dated or EARLIEST
    return typst.compile(
        str(template.folder / template.name),
        root=str(template.folder),
        font_paths=_fonts(extra),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(_showable(data, fonts_in(extra)), ensure_ascii=False)},
        pdf_standards=TAGGED if template.tagged else STANDARD,
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        pdf_tags=template.tagged,
    )


def fonts_in(extra: Path | None = None) -> tuple[Path, ...]:
    """Return the font files there are to write with: the bundled one, those of a folder."""
    more = sorted(extra.glob("*.[to]tf")) if extra is not None else []
    return (REGULAR, *more)


def _showable(value: Any, fonts: tuple[Path, ...]) -> Any:
    """Return data whose every text the typefaces can show."""
    if isinstance(value, str):
        return showable(value, *fonts)
    if isinstance(value, Mapping):
        return {key: _showable(one, fonts) for key, one in value.items()}
    return [_showable(one, fonts) for one in value] if isinstance(value, list | tuple) else value


PAPER = Template("paper.typ")


def write_pdf(paper: Paper) -> bytes:
    """Return a paper as PDF/A in the official layout; the same bytes for the same paper."""
    return compile_pdf(PAPER, paper_data(paper), dated=paper.dated)


def paper_data(paper: Paper) -> dict[str, Any]:
    """Return a paper as its template reads it: headings counted, lines divided, measures given."""
    day = paper.dated or EARLIEST
    grades = [text for text in (paper.secrecy, paper.urgency) if text]
    code = paper.code
    return {
        "measures": _MEASURES,
        "made": [day.year, day.month, day.day],
        "title": printable(paper.title),
        "titles": title_lines(printable(paper.title)),
        "mark": printable(paper.mark),
        "mark_size": m.mark_size(paper.mark),
        "number": printable(paper.number),
        "grades": [printable(text) for text in [*grades, "", "", ""][:3]],
        "addressees": printable("、".join(paper.addressees) + "：") if paper.addressees else "",
        "body": _blocks(paper.body),
        "annexes": [_annex(nth, one, paper.annexes) for nth, one in enumerate(paper.annexes, 1)],
        "issuer": printable(paper.issuer),
        "signed": _signed(paper),
        "contact": printable(paper.contact),
        "record": [[printable(text) for text in row] for row in record_rows(paper)],
        "code": {
            "svg": qr_svg(code.address),
            "address": printable(code.address),
            "caption": printable(code.caption),
        }
        if code
        else None,
    }


_MEASURES = {
    "page": m.PAGE, "top": m.TOP, "right": m.RIGHT, "bottom": m.BOTTOM, "left": m.LEFT,
    "line": m.LINE, "size": m.SIZE_3, "title": m.SIZE_2, "foot": m.SIZE_4, "small": m.SIZE_SMALL_4,
    "tracking": m.CHARACTER - m.SIZE_3, "mark_top": m.MARK_FROM_TOP - 30, "red": m.RED,
    "qr": m.QR_SIDE, "face": FACE,
}  # fmt: skip


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, block in counted(blocks):
        if isinstance(block, Heading):
            found.append({
                "kind": "heading", "level": block.level, "text": printable(number + block.text),
                "run_in": printable(block.run_in),
            })  # fmt: skip
        elif isinstance(block, Table):
            found.append(_table(block))
        else:
            text = block.text if isinstance(block, Paragraph) else cited(block)
            found.append({"kind": "paragraph", "text": printable(text)})
    return found


def _table(table: Table) -> dict[str, Any]:
    columns = min(max((len(row) for row in table.rows), default=1), MOST_COLUMNS)
    rows = [[printable(text) for text in (*row, *[""] * columns)[:columns]] for row in table.rows]
    return {
        "kind": "table", "size": m.SIZE_5 if columns >= m.WIDE_FROM else m.SIZE_SMALL_4,
        "caption": printable(table.caption),
        "widths": column_widths(table, columns), "head": rows[: table.head],
        "rows": rows[table.head :],
    }  # fmt: skip


def _annex(nth: int, annex: Annex, annexes: Sequence[Annex]) -> dict[str, Any]:
    many = len(annexes) > 1
    lead = "附件：" if nth == 1 else "　　　" if many else ""
    return {
        "listed": f"{lead}{f'{nth}. ' if many else ''}{printable(annex.title)}",
        "sign": f"附件{nth if many else ''}",
        "titles": title_lines(printable(annex.title)),
        "body": _blocks(annex.body),
    }


def _signed(paper: Paper) -> list[str]:
    day = chinese_day(paper.dated) if paper.dated else ""
    lines = (paper.issuer, in_stead(paper.sealed_by), day)
    return [printable(text) for text in lines if text]
