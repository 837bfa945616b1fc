"""A city's summary to read, the classes behind a figure, and the provincial office's handling."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.dossiers import actions
from zhicai.dossiers.forms import day_from, notes_from
from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.presenters import class_tag
from zhicai.dossiers.queries.asked import document_of
from zhicai.dossiers.queries.summaries import (
    city_for,
    figure_in,
    sees_draft,
    shown_of,
    summary_for,
    summary_of,
)
from zhicai.dossiers.rules.figures import lines_behind
from zhicai.dossiers.views.asked import Asked, asked_by, body_of, difference_of, head_of
from zhicai.filing.actions.seats import receives_for
from zhicai.filing.rules import RETURNING, State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.law.schema import Handling, Level
from zhicai.places.queries import PlaceFacts
from zhicai.ui.asked import faults_of, number, said, word


@needs("dossiers.read")
def summary(request: OfficeRequest) -> HttpResponse:
    """Show a city's summary: the own draft, or what was sent."""
    asked = asked_by(request)
    document_of(asked.year)
    code = word(request, "place") or _own_city(request)
    city = city_for(request.acting, code, on=asked.on)
    found = summary_of(city.id, asked.year)
    hidden = found is not None and found.filing.last_sent_on is None
    if found is None or (hidden and not sees_draft(request.acting, city.id)):
        return render(request, "dossiers/none.html", head_of(request, asked, city, None))
    return _page(request, asked, city, found)


def _own_city(request: OfficeRequest) -> str:
    if request.acting.organisation_id is None and request.acting.at_level(Level.CITY):
        return request.acting.place_code
    raise OutOfScope


def _page(
    request: OfficeRequest,
    asked: Asked,
    city: PlaceFacts,
    found: ClassSummary,
    *,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = shown_of(found, request.acting, number=number(request, "version"))
    head = head_of(request, asked, city, found)
    live = {"changes": [], "stale": False}
    if shown.version is None and head["may_edit"]:
        live = difference_of(asked, city, shown)
    filing = found.filing
    context = {
        **head,
        **body_of(found, shown),
        **live,
        "faults": faults or [],
        "registers": _registers(request, found),
        "returns": Handling(filing.handling) in RETURNING,
        "may_withdraw": head["own"] and filing.state == State.SENT,
        "posted": request.POST,
    }
    return render(request, "dossiers/summary.html", context, status=status)


def _registers(request: OfficeRequest, found: ClassSummary) -> bool:
    if found.filing.state != State.SENT or not holds(request.acting, "dossiers.receive"):
        return False
    return receives_for(request.acting, found.filing)


@require_POST
def _handle(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a summary in, or return it with remarks at its sections."""
    asked = asked_by(request)
    found = summary_for(request.acting, pk, on=asked.on)
    asked = asked_by(request, found.programme_year)
    city = city_for(request.acting, found.place.code, on=asked.on)
    opinion, at, by = word(request, "opinion"), clock.now(), request.acting
    try:
        if word(request, "do") == "return":
            actions.return_summary(
                found.filing, by=by, opinion=opinion, at=at, notes=notes_from(request.POST),
                until=day_from(request.POST, "until"),
            )  # fmt: skip
            messages.success(request, _("已退回，市州会收到意见"))
        else:
            actions.take_in(
                [found.filing], year=asked.year, by=by, at=at, opinion=opinion,
                number=word(request, "number"),
            )  # fmt: skip
            messages.success(request, _("已办理，市州可以看到结果"))
    except (BadInput, Refused) as error:
        return _page(request, asked, city, found, faults=faults_of(error), status=error.status)
    return HttpResponseRedirect(f"{reverse('dossiers:summary')}?place={city.code}")


handle = needs("dossiers.receive")(_handle)

COUNTED = {
    "registered": "admission:roster",
    "attended": "admission:roster",
    "completed": "admission:roster",
    "score": "training:evaluation",
    "hours": "training:timetable",
    "practice": "training:timetable",
}
"""Where the records of a class behind a figure stand; else the class itself."""


@needs("dossiers.read")
def figure(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Show the classes that a figure adds up to, each with the page of its records."""
    asked = asked_by(request)
    found = summary_for(request.acting, pk, on=asked.on)
    asked = asked_by(request, found.programme_year)
    shown = shown_of(found, request.acting, number=number(request, "version"))
    row = figure_in(shown, key)
    city = city_for(request.acting, found.place.code, on=asked.on)
    lines = lines_behind(shown.figures, row)
    page = COUNTED.get(row.of, "training:class")
    context: dict[str, Any] = {
        **head_of(request, asked, city, found),
        "shown": shown,
        "row": row,
        "label": said(row.label),
        "figures": shown.figures,
        "lines": [
            {
                "line": line,
                "tag": class_tag(line),
                "url": reverse(page, args=[line.pk]),
                "value": getattr(line, row.of, None) if row.of in COUNTED else None,
                "money": getattr(line, row.of, None) if row.unit == "fen" else None,
            }
            for line in lines
        ],
    }
    return render(request, "dossiers/figure.html", context)
