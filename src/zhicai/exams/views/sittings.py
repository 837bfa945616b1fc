"""Before and after a sitting: one's own exams, slip, device, waiting room, result."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, public, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.documents.qr import qr_svg
from zhicai.exams.actions import sittings as actions
from zhicai.exams.models import Exam, Sitting
from zhicai.exams.presenters.results import appeals_in_order, lines_of
from zhicai.exams.presenters.sittings import entered, facts_of, state_tag, steps_of
from zhicai.exams.queries.appeals import OBJECTIONS, clause_of_setting, is_open_for_appeals
from zhicai.exams.queries.passing import pass_mark
from zhicai.exams.queries.room import sitting_at_the_door
from zhicai.exams.queries.sittings import (
    SHOWN_RESULTS,
    entry_of,
    mock_for,
    mocks_for,
    news_of,
    own_sitting,
    own_sittings,
    shown_score,
)
from zhicai.exams.rules.entering import BEFORE
from zhicai.exams.views.devices import device_of
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope, Refused, ZhicaiError
from zhicai.ui.asked import faults_of
from zhicai.ui.lists import ListPage

TAB = "exams"
RUNNING = (Exam.State.PLANNED, Exam.State.RUNNING, Exam.State.PAUSED)


def show(
    request: OfficeRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show a page of one's own that no cache keeps."""
    frame = own_frame(request.acting, TAB)
    answer = render(request, f"exams/{template}.html", frame | context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def _mine(request: OfficeRequest) -> HttpResponse:
    """List one's own exams, the next one first, and the mock tests to practise with."""
    at = clock.now()
    rows = own_sittings(request.acting)
    ahead = [one for one in rows.filter(exam__state__in=RUNNING) if _is_ahead(one)]
    ahead.sort(key=lambda one: (one.exam.round == Exam.Round.MOCK, one.exam.starts_at))
    page = ListPage(request, rows.exclude(pk__in=[one.pk for one in ahead]))
    context = {
        "ahead": [{"one": one, "tag": state_tag(one), "at": at} for one in ahead],
        "mocks": mocks_for(request.acting, at=at),
        "page": page,
        "past": [{"one": one, "tag": state_tag(one)} for one in page],
    }
    return show(request, "mine", context)


def _is_ahead(one: Sitting) -> bool:
    return one.state in (*BEFORE, Sitting.State.WRITING)


mine = signed_in(_mine)


@require_POST
def _practise(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take part in a mock test."""
    exam, person = mock_for(request.acting, pk, at=clock.now())
    found = actions.practise(exam, person, by=request.acting)
    return HttpResponseRedirect(reverse("exams:sitting", args=[found.code]))


practise = signed_in(_practise)


@require_safe
def _sitting(request: OfficeRequest, code: str) -> HttpResponse:
    """Show where one stands: the waiting room, on the way, handed in.

    An invigilator who reads the code of a slip is led to that candidate in the room.
    """
    try:
        found = own_sitting(request.acting, code)
    except OutOfScope:
        shown = sitting_at_the_door(request.acting, code)
        room = reverse("exams:room", args=[shown.exam_id])
        return HttpResponseRedirect(f"{room}?{urlencode({'q': shown.code})}")
    return _lobby(request, found)


sitting = signed_in(_sitting)


def _lobby(
    request: OfficeRequest, found: Sitting, error: ZhicaiError | None = None
) -> HttpResponse:
    at = clock.now()
    entry = entry_of(found, at=at)
    context = {
        "found": found,
        "exam": found.exam,
        "facts": facts_of(found),
        "tag": state_tag(found),
        "steps": steps_of(found, entry, at),
        "may": entered(entry, at),
        "left": max(0, int((found.exam.starts_at - at).total_seconds())),
        "opens": max(0, int((entry.timing.opens_at - at).total_seconds())),
        "opens_at": entry.timing.opens_at,
        "before": found.state in BEFORE,
        "news": news_of(found.exam_id),
        "published": shown_score(found) is not None,
        "faults": faults_of(error) if error else [],
    }
    return show(request, "lobby", context, status=error.status if error else 200)


@require_POST
def _sign_in(request: OfficeRequest, code: str) -> HttpResponse:
    """Sign in to an exam."""
    found = own_sitting(request.acting, code)
    try:
        actions.sign_in(found, by=request.acting, at=clock.now())
    except Refused as error:
        return _lobby(request, found, error)
    messages.success(request, _("已签到"))
    return HttpResponseRedirect(reverse("exams:sitting", args=[code]))


sign_in = signed_in(_sign_in)


@require_POST
def _start(request: OfficeRequest, code: str) -> HttpResponse:
    """Begin to write at this device."""
    found, device = own_sitting(request.acting, code), device_of(request)
    try:
        actions.start(
            found, device=device.key, address=device.address, by=request.acting, at=clock.now()
        )
    except Refused as error:
        return _lobby(request, found, error)
    answer = HttpResponseRedirect(reverse("exams:write", args=[code]))
    device.remember(answer)
    return answer


start = signed_in(_start)


@require_safe
def _slip(request: OfficeRequest, code: str) -> HttpResponse:
    """Show the admission slip, to be printed or shown on the phone."""
    found = own_sitting(request.acting, code)
    url = request.build_absolute_uri(reverse("exams:sitting", args=[code]))
    entry = entry_of(found, at=clock.now())
    context = {
        "found": found,
        "exam": found.exam,
        "facts": facts_of(found),
        "opens_at": entry.timing.opens_at,
        "closes_at": entry.timing.closes_at,
        "check": entry.check_needed,
        "qr": qr_svg(url),
    }
    return show(request, "slip", context)


slip = signed_in(_slip)


@require_safe
def _device(request: OfficeRequest) -> HttpResponse:
    """Show whether this browser, its storage, the network and the clock will do."""
    return show(request, "device", {"agent": request.headers.get("User-Agent", "")[:200]})


device = signed_in(_device)


@require_safe
@never_cache
def _time(_request: HttpRequest) -> HttpResponse:
    """Answer the server's time in milliseconds, for the countdown and the check of a device."""
    return JsonResponse({"now": int(clock.now().timestamp() * 1000)})


time = public(_time)


@require_safe
def _result(request: OfficeRequest, code: str) -> HttpResponse:
    """Show what one scored, item by item, once it is published."""
    return result_page(request, own_sitting(request.acting, code))


result = signed_in(_result)


def result_page(
    request: OfficeRequest, found: Sitting, error: ZhicaiError | None = None
) -> HttpResponse:
    """Return the page of one's result, with what was refused if anything was."""
    score, exam, on = shown_score(found), found.exam, clock.today()
    mock = exam.round == Exam.Round.MOCK
    context: dict[str, Any] = {
        "found": found,
        "exam": exam,
        "score": score,
        "lines": lines_of(found, score) if score else [],
        "mock": mock,
        "handed_in": found.state == Sitting.State.SUBMITTED,
        "final": exam.state in SHOWN_RESULTS,
        "faults": faults_of(error) if error else [],
    }
    if score and not mock:
        context |= {
            "needed": pass_mark(exam),
            "passed": score.percent >= pass_mark(exam),
            "appeals": appeals_in_order(found),
            "takes": is_open_for_appeals(exam, on=on),
            "left": (exam.objections_until - on).days if exam.objections_until else None,
            "clause": clause_of_setting(exam, OBJECTIONS),
            "says": request.POST.get("says", ""),
            "wanted": request.POST.get("number", ""),
        }
    return show(request, "result", context, status=error.status if error else 200)
