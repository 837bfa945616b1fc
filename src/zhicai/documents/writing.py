"""Writes a paper as .docx: the parts of the page from the head to the record of printing."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from docx.document import Document
from docx.shared import Pt
from docx.text.paragraph import Paragraph as Line

from zhicai.documents import measures as m
from zhicai.documents import styles as s
from zhicai.documents.counting import counted, title_lines
from zhicai.documents.package import new_document, packed
from zhicai.documents.paper import (
    Annex,
    Block,
    Citation,
    Code,
    Heading,
    Paper,
    Paragraph,
    Table,
)
from zhicai.documents.qr import qr_png
from zhicai.documents.reading import printable
from zhicai.documents.styles import Style, element, fonts_xml, indent_xml
from zhicai.documents.tables import code_table, plain_table, record_table


def write_paper(paper: Paper) -> bytes:
    """Return a paper as the bytes of a .docx in the official layout; the same for the same paper.

    Nothing in the paper is read as markup: what a .docx cannot hold is left out, all else stands
    as text.
    """
    document = new_document(
        title=printable(paper.title), author=printable(paper.issuer), dated=paper.dated
    )
    page = _Page(document)
    page.head(paper)
    page.title(paper.title)
    if paper.addressees:
        page.line(s.ADDRESSEES, "、".join(paper.addressees) + "：")
    page.blocks(paper.body)
    before = len(document.paragraphs)
    page.annex_list(paper.annexes)
    page.signature(paper)
    page.together(before)
    if paper.contact:
        page.line(s.CONTACT, f"（{paper.contact}）")
    if paper.code:
        page.code(paper.code)
    page.annexes(paper.annexes)
    page.record(paper)
    page.numbers()
    return packed(document)


def chinese_day(day: date) -> str:
    """Return a date as it stands on a paper: 2022年1月6日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def record_rows(paper: Paper) -> list[tuple[str, str]]:
    """Return the lines of the record of printing (版记), left and right."""
    rows = []
    if paper.copies_to:
        rows.append((f"抄送：{'，'.join(paper.copies_to)}。", ""))
    if paper.printed_by or paper.printed_on:
        day = f"{chinese_day(paper.printed_on)}印发" if paper.printed_on else ""
        rows.append((paper.printed_by, day))
    return rows


class _Page:
    """Puts one part after the other on the page."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def line(self, style: Style, text: str = "") -> Line:
        """Add a paragraph in a style; its text is written as text."""
        line = self.document.add_paragraph()
        line.style = self.document.styles[style.name]
        if text:
            line.add_run(printable(text))
        return line

    def space(self, lines: int = 1) -> None:
        """Add empty lines."""
        for _ in range(lines):
            self.line(s.LISTED)

    # --- the head --------------------------------------------------------------------------------

    def head(self, paper: Paper) -> None:
        """The red head: grades at the top left, the mark, the number, the red line."""
        if not paper.mark:
            return
        grades = [text for text in (paper.secrecy, paper.urgency) if text]
        for text in [*grades, "", "", ""][:3]:
            self.line(s.GRADE, text)
        mark = self.line(s.MARK, paper.mark)
        size = m.mark_size(paper.mark)
        mark.runs[0].font.size = Pt(size)
        above = m.MARK_FROM_TOP / 25.4 * 72 - 3 * m.LINE_TWIPS / m.TWIPS_A_POINT
        mark.paragraph_format.space_before = Pt(round(above, 1))
        mark.paragraph_format.line_spacing = Pt(round(size * 1.15))
        self.space(2)
        number = self.line(s.NUMBER, paper.number)
        properties = number._p.get_or_add_pPr()
        border = element(
            f'<w:pBdr><w:bottom w:val="single" w:sz="{m.RULE_EIGHTHS}" '
            f'w:space="{m.RULE_GAP_PT}" w:color="{m.RED}"/></w:pBdr>'
        )
        properties.insert(1, border)

    def title(self, title: str, *, above: int = 2) -> None:
        """The title with the empty lines above it and one below."""
        if not self.document.paragraphs:
            above = 0
        self.space(above)
        for words in title_lines(printable(title)):
            self.line(s.TITLE, words)
        self.space()

    # --- the body --------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable[Block]) -> None:
        """The body: headings counted, paragraphs, tables, citations."""
        for number, block in counted(blocks):
            if isinstance(block, Heading):
                line = self.line(s.HEADINGS[block.level - 1], number + block.text)
                if block.run_in:
                    _in_face(line, block.run_in, m.FANGSONG)
            elif isinstance(block, Paragraph):
                self.line(s.BODY, block.text)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self.line(s.CITATION, cited(block))

    def _table(self, table: Table) -> None:
        if table.caption:
            self.line(s.CAPTION, table.caption)
        plain_table(self.document, table)
        self.space()

    # --- annexes, signature ----------------------------------------------------------------------

    def together(self, start: int) -> None:
        """Keep the last paragraph of the text, the list of annexes and the signature on a page."""
        lines = self.document.paragraphs
        if len(lines) == start:
            return
        for line in lines[max(0, start - 1) : -1]:
            line.paragraph_format.keep_with_next = True

    def annex_list(self, annexes: Sequence[Annex]) -> None:
        """附件：1. …… under the text, a line each, hanging under the first."""
        if not annexes:
            return
        self.space()
        for nth, annex in enumerate(annexes, 1):
            many = len(annexes) > 1
            number = f"{nth}. " if many else ""
            words = f"{'附件：' if nth == 1 else ''}{number}{annex.title}"
            line = self.line(s.LISTED, words)
            hang = m.half_widths(number)
            left = 2 + 3 + hang
            first = -(left - 2) if nth == 1 else -hang
            _indent(line, left=left, first=first)

    def annexes(self, annexes: Sequence[Annex]) -> None:
        """Each annex that has a body, on a page of its own."""
        for nth, annex in enumerate(annexes, 1):
            if not annex.body:
                continue
            number = str(nth) if len(annexes) > 1 else ""
            line = self.line(s.ANNEX, f"附件{number}")
            line.paragraph_format.page_break_before = True
            self.title(annex.title, above=1)
            self.blocks(annex.body)

    def signature(self, paper: Paper) -> None:
        """The issuer centred over the date, the date four characters from the edge; room for
        the seal.
        """
        if not paper.issuer and paper.dated is None:
            return
        for _ in range(2):
            self.line(s.SIGNED)
        day = chinese_day(paper.dated) if paper.dated else ""
        names = [name for name in (paper.issuer, in_stead(paper.sealed_by)) if name]
        widths = [m.half_widths(text) for text in (*names, day)]
        centre = max(4 + m.half_widths(day) / 2, max(widths) / 2)
        for text in (*names, day):
            if text:
                line = self.line(s.SIGNED, text)
                _indent(line, right=centre - m.half_widths(text) / 2)
        line.paragraph_format.keep_with_next = False

    def code(self, code: Code) -> None:
        """The QR code with its caption beside it."""
        self.space()
        code_table(self.document, BytesIO(qr_png(code.address)), code)

    # --- the foot --------------------------------------------------------------------------------

    def record(self, paper: Paper) -> None:
        """版记: copies to, printed by and when, between lines, at the foot of the last page."""
        rows = record_rows(paper)
        if rows:
            record_table(self.document, rows)

    def numbers(self) -> None:
        """— 1 — at the outer side: right on odd pages, left on even ones."""
        section = self.document.sections[0]
        for footer, align, indent in (
            (section.footer, "right", indent_xml(m.SIZE_4, right=1)),
            (section.even_page_footer, "left", indent_xml(m.SIZE_4, left=1)),
        ):
            footer.is_linked_to_previous = False
            line = footer.paragraphs[0]
            line.style = self.document.styles[s.FOOT.name]
            properties = line._p.get_or_add_pPr()
            if indent:
                properties.append(element(indent))
            properties.append(element(f'<w:jc w:val="{align}"/>'))
            for part in _page_number():
                line._p.append(element(part))


def _page_number() -> list[str]:
    def run(inner: str) -> str:
        return f"<w:r>{inner}</w:r>"

    text = '<w:t xml:space="preserve">{}</w:t>'.format
    return [
        run(text("— ")),
        run('<w:fldChar w:fldCharType="begin"/>'),
        run('<w:instrText xml:space="preserve"> PAGE </w:instrText>'),
        run('<w:fldChar w:fldCharType="separate"/>'),
        run(text("1")),
        run('<w:fldChar w:fldCharType="end"/>'),
        run(text(" —")),
    ]


def _indent(line: Line, *, left: float = 0, right: float = 0, first: float = 0) -> None:
    xml = indent_xml(m.SIZE_3, left=left, right=right, first=first)
    if xml:
        properties = line._p.get_or_add_pPr()
        properties.append(element(xml))


def _in_face(line: Line, text: str, face: m.Face) -> None:
    run = line.add_run(printable(text))
    run._r.get_or_add_rPr().append(element(fonts_xml(face)))


def cited(block: Citation) -> str:
    """Return the clause on which a paper rests, as a line of it."""
    where = f"（{block.where}）" if block.where else ""
    says = f"：{block.says}" if block.says else ""
    return f"依据 {block.clause}{where}{says}"


def in_stead(text: str) -> str:
    """Return the line of who seals in another's stead, in brackets; empty where nobody does."""
    return text if not text or text.startswith(("（", "(")) else f"（{text}代章）"
