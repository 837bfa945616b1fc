"""The files of a dossier: one, all as a zip, the report as it would be sent."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.documents.pdf import write_pdf
from zhicai.documents.writing import write_paper
from zhicai.dossiers.closing_papers import report_paper
from zhicai.dossiers.queries.closing import reads_names
from zhicai.dossiers.queries.closing_files import bundle_of, file_for, version_shown
from zhicai.dossiers.queries.closing_text import text_of
from zhicai.dossiers.rules.closing import ROSTER
from zhicai.dossiers.views.closing import read_dossier
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.sheets.downloads import download
from zhicai.ui.asked import word


@needs("dossiers.read_closing")
def closing_file(request: OfficeRequest, pk: int, file: int) -> HttpResponseBase:
    """Hand out one file of a dossier as it was sent."""
    dossier = read_dossier(request, pk)
    found = file_for(dossier, file)
    if found.item == ROSTER and not reads_names(request.acting, dossier.training_class):
        raise OutOfScope
    return serve_file(found.stored, inline=word(request, "inline") == "1")


@needs("dossiers.read_closing")
def closing_bundle(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the whole dossier as a zip with its manifest."""
    dossier = read_dossier(request, pk)
    names = reads_names(request.acting, dossier.training_class)
    if version_shown(dossier) is None or not names:
        raise OutOfScope
    return download(bundle_of(dossier), f"{dossier.filing.title}.zip")


@needs("dossiers.read_closing")
def closing_paper(request: OfficeRequest, pk: int, form: str) -> HttpResponse:
    """Hand out the report as it stands, as .docx or PDF."""
    dossier = read_dossier(request, pk)
    paper = report_paper(text_of(dossier, on=clock.today()))
    if form == "pdf":
        return download(write_pdf(paper), f"{paper.title}.pdf")
    if form == "docx":
        return download(write_paper(paper), f"{paper.title}.docx")
    raise OutOfScope
