"""A document as a .docx in the official layout."""

from django.http import HttpResponse

from zhicai.documents.paper import Block, Citation, Heading, Paper, Paragraph
from zhicai.documents.writing import write_paper
from zhicai.handbooks.models import Edition
from zhicai.handbooks.rules.content import blocks_of
from zhicai.law.schema import HandbookKind
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.sheets.downloads import download


def paper_of(year: ProgrammeYear, kind: HandbookKind, edition: Edition) -> Paper:
    """Return an edition as a paper: its sections as headings, statements with their ids."""
    body: list[Block] = []
    for row in edition.content:
        body.append(Heading(1, row["title"]))
        if row["clause"]:
            body.append(Citation(row["clause"]))
        if "statements" in row:
            body += [Paragraph(f"{one['id']}　{one['says']}") for one in row["statements"]]
            continue
        for block in blocks_of(row["body"]):
            body += [Paragraph(f"— {line}" if block.listed else line) for line in block.lines]
    title = f"{kind.name.zh}\n（第 {edition.number} 版）"
    issuer = law_of(year).head.notice.issuer.zh
    return Paper(title=title, body=tuple(body), issuer=issuer, dated=edition.in_force_from)


def edition_file(year: ProgrammeYear, kind: HandbookKind, edition: Edition) -> HttpResponse:
    """Return an edition to be saved as a .docx."""
    content = write_paper(paper_of(year, kind, edition))
    return download(content, f"{kind.name.zh}（第{edition.number}版）.docx")
