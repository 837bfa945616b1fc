"""The tabs of the programme page."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.programmes.forms import ClauseFilters, TargetFilters
from zhicai.programmes.queries import (
    addresses_of,
    curriculum_decisions,
    law_of,
    listed_curriculum,
    notice_of,
    receipt_counts,
    receipts_of,
    texts_of,
    years_for,
)
from zhicai.programmes.queries.bodies import body_rows, owning_bodies, task_owners, tracks_shown
from zhicai.programmes.queries.calendar import calendar_of
from zhicai.programmes.queries.clauses import clause_rows
from zhicai.programmes.queries.targets import pillar_rows, target_rows
from zhicai.programmes.scope import year_of, year_or_none
from zhicai.programmes.views.page import programme_page
from zhicai.ui.lists import ListPage

WHOLE = 1000
"""A notice is read as a whole: clauses and targets stand on one page, so that links reach them."""

HEADLINES = 8
"""Targets that the overview shows."""


@needs("programmes.read")
def overview(request: OfficeRequest) -> HttpResponse:
    """Show what the programme is: notice, tracks, figures, policy basis, principles."""
    year = year_or_none(request)
    if year is None:
        if holds(request.acting, "programmes.keep"):
            return HttpResponseRedirect(reverse("programmes:open_year"))
        return render(request, "programmes/not_opened.html")
    on = clock.today()
    notice = notice_of(year)
    law = law_of(year)
    figures = [row for row in target_rows(year, on=on) if row.rule.who == "province"]
    core = [row for row in figures if law.clauses[row.rule.clause].priority == "core"]
    texts = texts_of(year)
    context = programme_page(
        request,
        year,
        "overview",
        notice=notice,
        receipts=receipt_counts(receipts_of(notice)) if notice else None,
        owners=owning_bodies(year, on=on),
        figures=(core or figures)[:HEADLINES],
        pillars=pillar_rows(year, on=on) if law.head.pillars else (),
        principles=texts["guiding-principles"],
        parent=texts.get("parent-plan"),
        policies=[text for key, text in texts.items() if key.startswith("policy-")],
        aims=[law.clauses[clause] for clause in law.head.aims],
        years=years_for(request.acting),
        later=year.year > law.head.years.first,
    )
    return render(request, "programmes/overview.html", context)


@needs("programmes.read")
def clauses(request: OfficeRequest) -> HttpResponse:
    """Show the notice clause by clause; each has an anchor of its id."""
    year = year_of(request)
    page = ListPage(request, clause_rows(year), filters=ClauseFilters, page_size=WHOLE)
    context = programme_page(request, year, "clauses", page=page)
    return render(request, "programmes/clauses.html", context)


@needs("programmes.read")
def bodies(request: OfficeRequest) -> HttpResponse:
    """Show the bodies, their roles and rights per track, and who owns what is left open."""
    year = year_of(request)
    on = clock.today()
    context = programme_page(
        request,
        year,
        "bodies",
        rows=body_rows(year, on=on),
        tracks=tracks_shown(law_of(year)),
        owners=task_owners(year, on=on),
    )
    return render(request, "programmes/bodies.html", context)


@needs("programmes.read")
def curriculum(request: OfficeRequest) -> HttpResponse:
    """Show the curriculum in force in the year, with systems, tasks and the province's own."""
    year = year_of(request)
    context = programme_page(
        request,
        year,
        "curriculum",
        groups=listed_curriculum(year),
        addresses=addresses_of(year),
        decisions=reversed(curriculum_decisions(year)),
        years=years_for(request.acting).filter(programme=year.programme),
    )
    return render(request, "programmes/curriculum.html", context)


@needs("programmes.read")
def targets(request: OfficeRequest) -> HttpResponse:
    """Show every figure: what is asked of whom by when, and how it stands where it is counted."""
    year = year_of(request)
    rows = target_rows(year, on=clock.today())
    page = ListPage(request, rows, filters=TargetFilters, page_size=WHOLE)
    context = programme_page(request, year, "targets", page=page)
    return render(request, "programmes/targets.html", context)


@needs("programmes.read")
def measures(request: OfficeRequest) -> HttpResponse:
    """Show the pillars with their numbered measures, owners and force."""
    year = year_of(request)
    pillars = pillar_rows(year, on=clock.today())
    context = programme_page(request, year, "measures", pillars=pillars)
    return render(request, "programmes/measures.html", context)


@needs("programmes.read")
def calendar(request: OfficeRequest) -> HttpResponse:
    """Show the year's calendar with its computed dates and what collides."""
    year = year_of(request)
    shown = calendar_of(year, on=clock.today())
    context = programme_page(request, year, "calendar", calendar=shown)
    return render(request, "programmes/calendar.html", context)
