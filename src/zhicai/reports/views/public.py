"""What anybody may read: published reports without rows and small counts."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from zhicai.accounts.guard import public
from zhicai.files.serving import serve_file
from zhicai.reports.models import Report
from zhicai.reports.queries.body import body_of_report
from zhicai.reports.queries.seen import published_report, published_reports
from zhicai.reports.views.parts import shown_grids
from zhicai.ui.lists import ListPage


@public
def shelf(request: HttpRequest) -> HttpResponse:
    """List the published reports, the latest year first."""
    page: ListPage[QuerySet[Report]] = ListPage(request, published_reports())
    return render(request, "reports/public_shelf.html", {"page": page})


@public
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one published report: its words and tables, small counts hidden."""
    found = published_report(pk)
    body = body_of_report(found, public=True)
    chapters = [
        {"one": one, "grids": shown_grids(None, [grid for grid in one.grids if grid.rows])}
        for one in body.chapters
        if one.words.strip() or any(grid.rows for grid in one.grids)
    ]
    context = {"report": found, "body": body, "chapters": chapters}
    return render(request, "reports/public_report.html", context)


@public
def take(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the public document of a report."""
    stored = published_report(pk).public
    assert stored is not None  # the database holds that what is published has its files
    return serve_file(stored)
