"""The reports of the years, one report to read, its documents."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.reports.models import Report
from zhicai.reports.papers import docx_of, file_name, pdf_of, xlsx_of
from zhicai.reports.queries.body import body_of_report
from zhicai.reports.queries.restating import latest_restatements
from zhicai.reports.queries.seen import own_values, report_for, reports_owed, reports_seen
from zhicai.reports.views.parts import (
    figure_lines,
    head_of,
    page,
    shown_grids,
    tag_of,
    trail_of,
)
from zhicai.sheets.downloads import download
from zhicai.ui.asked import word

MADE = {"docx": docx_of, "pdf": pdf_of, "xlsx": xlsx_of}
State = Report.State


@needs("reports.read")
def home(request: OfficeRequest) -> HttpResponse:
    """List what each year asks for, with its report; earlier editions that were set aside below."""
    on = clock.today()
    rows = [
        {"owed": one, "tag": tag_of(one.report) if one.report else None,
         "late": one.due is not None and on > one.due
         and (one.report is None or one.report.state != State.PUBLISHED)}
        for one in reports_owed(request.acting, on=on)
    ]  # fmt: skip
    aside = reports_seen(request.acting).filter(state=State.SET_ASIDE)
    return page(request, "home", rows=rows, aside=list(aside), tab="yearly")


@needs("reports.read")
def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a report: its chapters with tables, each figure with its query, the steps it took."""
    return show(request, report_for(request.acting, pk))


def show(
    request: OfficeRequest, found: Report, *, status: int = 200, **more: object
) -> HttpResponse:
    """Render one report to read."""
    body, head = body_of_report(found), head_of(request, found)
    own = None if head["works"] else own_values(request.acting, found)
    opened = found.frozen_at is not None or head["works"]
    return page(
        request, "report", status=status, body=body, own=own is not None,
        chapters=[
            {"one": one, "grids": shown_grids(found if opened else None, one.grids)}
            for one in body.chapters
        ],
        lines=figure_lines(found, body, latest_restatements(found), own),
        trail=trail_of(found), **head, **more,
    )  # fmt: skip


@needs("reports.read")
def take(request: OfficeRequest, pk: int, what: str) -> HttpResponseBase:
    """Hand out a document of a report: as published, or made of what it holds now."""
    found = report_for(request.acting, pk)
    if what == "signed":
        if found.signed is None:
            raise OutOfScope
        return serve_file(found.signed, inline=word(request, "inline") == "1")
    make = MADE.get(what)
    if make is None:
        raise OutOfScope
    stored = getattr(found, what)
    if found.state == State.PUBLISHED and stored is not None:
        return serve_file(stored, inline=word(request, "inline") == "1")
    body = body_of_report(found)
    return download(make(body), file_name(body, what))
