"""A summary on paper: the sheet to print, the official .docx, the annex tables."""

from django.http import HttpResponse
from django.shortcuts import render

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.documents.writing import write_paper
from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.papers import summary_paper
from zhicai.dossiers.queries.asked import clause_of
from zhicai.dossiers.queries.summaries import Shown, city_for, shown_of, summary_for
from zhicai.dossiers.sheets import TABLES, annex_sheet
from zhicai.dossiers.views.asked import asked_by, body_of, head_of
from zhicai.sheets.downloads import download
from zhicai.ui.asked import number, word


def _found(request: OfficeRequest, pk: int) -> tuple[ClassSummary, Shown]:
    asked = asked_by(request)
    found = summary_for(request.acting, pk, on=asked.on)
    return found, shown_of(found, request.acting, number=number(request, "version"))


@needs("dossiers.read")
def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a summary as a sheet of paper."""
    found, shown = _found(request, pk)
    asked = asked_by(request, found.programme_year)
    city = city_for(request.acting, found.place.code, on=asked.on)
    context = {**head_of(request, asked, city, found), **body_of(found, shown)}
    return render(request, "dossiers/print.html", context)


@needs("dossiers.read")
def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out a summary as .docx in the official layout, with its tables as annexes."""
    found, shown = _found(request, pk)
    written = summary_paper(
        found, shown, clause=clause_of(found.programme_year), issuer=f"{found.place.name}局"
    )
    return download(write_paper(written), f"{found.filing.title}.docx")


@needs("dossiers.read")
def annex(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out an annex table as Excel: every class, or every county (``?table=counties``)."""
    _summary, shown = _found(request, pk)
    table = word(request, "table")
    return annex_sheet(shown.figures, table if table in TABLES else TABLES[0])
