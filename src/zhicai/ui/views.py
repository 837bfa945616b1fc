"""The gallery ``/ui/``: every component in its states, and composed pages to copy from."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhicai.foundation import clock
from zhicai.ui import gallery, sample_pages, sample_parts, samples

View = Callable[[HttpRequest], HttpResponse]


def shown_in_gallery(view: View) -> View:
    """Answer 404 unless the site shows its gallery (``DEBUG`` or ``ZHICAI_GALLERY``)."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not (settings.DEBUG or getattr(settings, "ZHICAI_GALLERY", False)):
            raise Http404
        return view(request)

    return guarded


@shown_in_gallery
def index(request: HttpRequest) -> HttpResponse:
    """Show every component with the variables it takes and its samples."""
    return render(request, "ui/gallery/index.html", {"components": gallery.draw_all(request)})


@shown_in_gallery
def cockpit(request: HttpRequest) -> HttpResponse:
    """Show a province's cockpit, composed of components only."""
    context = {
        "kpis": sample_pages.KPIS,
        "matrix": sample_pages.MATRIX,
        "tasks": sample_pages.TASKS,
        "elapsed": sample_pages.ELAPSED,
        "tiles": sample_pages.TILES,
        "month": sample_pages.MONTH,
        "agenda": sample_pages.AGENDA,
        "orders": sample_pages.ORDERS,
        "map_views": sample_pages.MAP_VIEWS,
        "light_legend": sample_pages.LIGHT_LEGEND,
    }
    return render(request, "ui/gallery/cockpit.html", context)


@shown_in_gallery
def plan(request: HttpRequest) -> HttpResponse:
    """Show a county's plan form with a return, autosave and checks."""
    form = samples.SampleForm(request.POST) if request.method == "POST" else samples.filled_form()
    if request.method == "POST" and form.is_valid():
        return redirect(request.path)
    context: dict[str, Any] = {
        "form": form,
        "sections": sample_pages.SECTIONS,
        "steps": sample_pages.STEPS,
        "opinion": sample_pages.OPINION,
        "goals": sample_pages.GOALS,
        "checks": sample_parts.CHECKS,
        "buttons": sample_parts.BUTTONS,
        "returned": sample_parts.NOTICES[0].context,
    }
    return render(request, "ui/gallery/plan.html", context, status=422 if form.errors else 200)


@shown_in_gallery
def list_page(request: HttpRequest) -> HttpResponse:
    """Show a list with filters, selection and pages."""
    page = samples.applicants(request)
    if request.method == "POST":
        chosen = page.chosen(request.POST)
        return HttpResponse(json.dumps([row.pk for row in chosen]), content_type="application/json")
    return render(request, "ui/gallery/list.html", {"page": page, "actions": sample_parts.BATCH})


@shown_in_gallery
def trainee(request: HttpRequest) -> HttpResponse:
    """Show a trainee's first page: one big action, hours, exam, classes; five tabs on the phone."""
    return render(request, "ui/gallery/trainee.html", {"tabs": sample_parts.PHONE_TABS})


@shown_in_gallery
def paper(request: HttpRequest) -> HttpResponse:
    """Show a sheet made for A4 paper."""
    return render(request, "ui/gallery/paper.html", {"facts": sample_parts.FACTS})


@shown_in_gallery
@require_POST
def save_sample(request: HttpRequest) -> HttpResponse:
    """Answer the sample form's autosave; revision 9 and above plays a colleague's change (409)."""
    revision = int(request.POST.get("revision", "0") or 0)
    now = clock.now().astimezone(clock.CHINA)
    if revision >= 9:
        says = {"by": "张薇", "at": f"{now:%H:%M}", "message": "对方改了“分管负责人”。"}
        return JsonResponse(says, status=409)
    return JsonResponse({"revision": revision + 1, "saved_at": f"{now:%H:%M}"})
