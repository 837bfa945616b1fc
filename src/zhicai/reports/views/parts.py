"""What several pages of reports show: the frame, tags, tables with their links."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.foundation.clock import CHINA
from zhicai.law.units import unit_name
from zhicai.reports.models import Report
from zhicai.reports.queries.body import Body
from zhicai.reports.queries.seen import approves, kind_of, works_on, writes
from zhicai.reports.rules.tables import Grid
from zhicai.reports.rules.taken import written, written_change
from zhicai.results.views.parts import hub
from zhicai.ui.asked import said

State = Report.State
TONES = {
    State.DRAFTING: ("amber", "pencil"), State.FROZEN: ("info", "lock"),
    State.APPROVED: ("info", "check"), State.PUBLISHED: ("green", "circle-check"),
    State.SET_ASIDE: ("idle", "ban"),
}  # fmt: skip


def tag_of(report: Report) -> dict[str, str]:
    """Return the state of a report as a tag."""
    tone, icon = TONES[State(report.state)]
    return {"label": str(report.get_state_display()), "tone": tone, "icon": icon}


def page(request: OfficeRequest, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render a page of reports inside the hub; it is kept by no cache."""
    context = {"hub": hub(request, "yearly"), **more}
    answer = render(request, f"reports/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def head_of(request: OfficeRequest, report: Report) -> dict[str, Any]:
    """Return what every page of a report shows: its state, what the user may do with it."""
    kind, year, by = kind_of(report), report.programme_year, request.acting
    mine, decides = writes(by, year, kind), approves(by, year, kind)
    state = report.state
    return {
        "report": report, "kind": kind, "tag": tag_of(report), "clause": kind.clause[0],
        "works": works_on(by, report), "writes": mine, "approves": decides,
        "may_word": mine and state in (State.DRAFTING, State.FROZEN),
        "may_take": mine and state == State.DRAFTING,
        "may_restate": mine and state in (State.FROZEN, State.APPROVED, State.PUBLISHED),
    }  # fmt: skip


def figure_lines(
    report: Report, body: Body, restated: Mapping[str, Any], own: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Return the figures as a list, each with its query's words and the page of its rows."""
    return [
        {
            "one": one, "url": reverse("reports:rows", args=[report.pk, one.key]),
            "unit": said(unit_name(one.unit)), "value": written(one.value),
            "before": written(one.before), "change": written_change(one.change),
            "own": written(own.get(one.key)) if own is not None else "",
            "restated": restated.get(one.key),
        }
        for one in body.figures.values()
    ]  # fmt: skip


def shown_grids(report: Report | None, grids: Iterable[Grid]) -> list[dict[str, Any]]:
    """Return the tables of a chapter for a page; with a report each value opens to its rows."""
    return [
        {
            "grid": grid,
            "wide": len(grid.rows) > LONG,
            "sections": [
                {"sum": False, "rows": [_line(report, grid, row) for row in grid.rows]},
                {"sum": True, "rows": [_line(report, grid, row) for row in grid.sums]},
            ],
        }
        for grid in grids
    ]


LONG = 12
"""Tables with more lines are folded on the page."""


def _line(report: Report | None, grid: Grid, row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "cells": [
            {"cell": cell, "url": _url(report, grid, cell) if report and cell.opens else ""}
            for cell in row.cells
        ],
    }


def _url(report: Report, grid: Grid, cell: Any) -> str:
    url = reverse("reports:rows", args=[report.pk, cell.key])
    if not cell.at:
        return url
    return f"{url}?{urlencode({'by': grid.by, 'at': cell.at})}"


def trail_of(report: Report) -> list[dict[str, Any]]:
    """Return the steps of a report with who took them."""
    words = {
        "frozen": _("冻结数据"), "approved": _("审定"), "reopened": _("退回修改文字"),
        "published": _("发布"),
    }  # fmt: skip
    steps = [
        {
            "title": words.get(one.step, one.step),
            "state": "returned" if one.step == "reopened" else "done",
            "who": f"{one.by} {one.office}".strip(), "opinion": one.note,
            "at": f"{one.at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        }
        for one in report.versions.all()
    ]  # fmt: skip
    if report.state == State.SET_ASIDE:
        steps.insert(0, {"title": _("作废"), "state": "returned", "opinion": report.set_aside_for,
                         "who": "", "at": ""})  # fmt: skip
    return steps
