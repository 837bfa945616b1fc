"""The sign-in list that goes on without network: the page, its worker, and the sync."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs, public
from zhicai.attendance import actions
from zhicai.attendance.actions.syncing import Outcome
from zhicai.attendance.forms import ticks_from
from zhicai.attendance.queries.boards import board_of
from zhicai.attendance.queries.limits import limits_of
from zhicai.attendance.queries.scope import TAKEN, class_entered, people_of
from zhicai.foundation import clock
from zhicai.ui.asked import said

WORKER = Path(__file__).parent.parent / "static" / "attendance" / "worker.js"


@needs("attendance.enter")
@never_cache
@ensure_csrf_cookie
def offline(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the list that a device keeps: lessons of the class, people, what is entered already."""
    found = class_entered(request.acting, pk, on=clock.today())
    board = board_of(found, at=clock.now())
    today = clock.today()
    context = {
        "found": found,
        "lessons": board.lessons,
        "now": next((one.pk for one in board.lessons if one.day >= today), None),
        "people": people_of(found),
        "standing": _standing(board),
        "taken": found.state in TAKEN,
        "limits": limits_of(found.programme_year, on=found.starts_on),
        "sync": reverse("attendance:sync", args=[found.pk]),
        "at": clock.now(),
    }
    return render(request, "attendance/offline.html", context)


def _standing(board: Any) -> list[list[Any]]:
    """Return what is entered already, as the script reads it: person, lesson, came, left."""
    return [
        [who, lesson, one.there, one.left is not None]
        for (who, lesson), one in board.presences.items()
        if one.there
    ]


@require_POST
def _sync(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter what a device kept; answer what became of each tick."""
    found = class_entered(request.acting, pk, on=clock.today())
    ticks = ticks_from(request.body)
    outcomes = actions.sync_ticks(found, ticks, by=request.acting, at=clock.now())
    return JsonResponse({"outcomes": [_outcome(one) for one in outcomes]})


def _outcome(one: Outcome) -> dict[str, str]:
    says = said(one.says) if one.says is not None else ""
    return {"key": one.key.removeprefix("d-"), "became": one.became.value, "says": says}


sync = needs("attendance.enter")(_sync)


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the worker that keeps the page; its address is its scope."""
    answer = HttpResponse(WORKER.read_text("utf-8"), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
