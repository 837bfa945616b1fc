"""A sitting under way: the page, what it sends without a script, files, another device."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.guard import OfficeRequest, public, signed_in
from zhicai.exams.actions import sittings as actions
from zhicai.exams.actions.saving import Sent, keep
from zhicai.exams.door import PATH, token_for
from zhicai.exams.models import Sitting
from zhicai.exams.presenters.asking import (
    Asked,
    ask,
    asks_for_files,
    asks_for_steps,
    groups,
)
from zhicai.exams.presenters.moulds import card_html, data_html, question_html, sheet_html
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.sittings import (
    answers_of,
    file_of,
    files_of,
    is_overdue,
    last_address,
    last_file,
    news_of,
    own_sitting,
    steps_of,
    unused_device_leave,
)
from zhicai.exams.queries.terms import partial_of
from zhicai.exams.rules.answers import (
    MOVES,
    Form,
    moved,
    name_of,
    read_answer,
    read_order,
    revision_at,
)
from zhicai.exams.rules.clock import left
from zhicai.exams.rules.saving import SAVE, SAYS, SUBMIT, SUBMITTED, TAKEN, Given
from zhicai.exams.views.devices import Device, device_of
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.ui.asked import faults_of, said

WORKER = Path(__file__).parent.parent / "static" / "exams" / "worker.js"
GO = "item-"
ERRORS = "ui/components/errors.html"
CSRF = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'


def _lobby(code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("exams:sitting", args=[code]))


def _write(request: OfficeRequest, code: str) -> HttpResponse:
    """Show the paper to whoever writes it here; take what a form sends."""
    found, device, at = own_sitting(request.acting, code), device_of(request), clock.now()
    if found.state != Sitting.State.WRITING:
        return _lobby(code)
    if is_overdue(found, at) and actions.hand_in_overdue(by=SYSTEM, now=at, sitting=found.pk):
        return _lobby(code)
    if found.device != device.key or last_address(found) != device.address:
        actions.note_look(
            found, device=device.key, address=device.address, by=request.acting, at=at
        )
    if found.device != device.key:
        return _elsewhere(request, found, device)
    return _sent(request, found, device) if request.method == "POST" else page(request, found)


write = signed_in(_write)


def _elsewhere(
    request: OfficeRequest, found: Sitting, device: Device, faults: list[Fault] | None = None
) -> HttpResponse:
    mock = found.exam.round == found.exam.Round.MOCK
    context = {
        "found": found,
        "exam": found.exam,
        "may": mock or unused_device_leave(found) is not None,
        "faults": faults or [],
    }
    answer = _private(render(request, "exams/elsewhere.html", context, status=409))
    device.remember(answer)
    return answer


def page(
    request: OfficeRequest, found: Sitting, *, faults: list[Fault] | None = None, status: int = 200
) -> HttpResponse:
    """Show the whole paper, with what is wrong in what was sent."""
    at, exam = clock.now(), found.exam
    questions = opened(exam.paper_id)
    files = files_of(found) if asks_for_files(questions) else {}
    tries = asks_for_steps(questions)
    asked = ask(found, questions, answers_of(found), files, steps_of(found) if tries else {})
    until = found.deadline or at
    partial = partial_of(exam, at=at)
    says = {"faults": faults or []}
    news = news_of(exam.pk)
    code = found.code
    slots = {
        "user": str(request.acting.user_id),
        "data": data_html(_told(request, found, at)),
        "csrf": format_html(CSRF, get_token(request)),
        "write": reverse("exams:write", args=[code]),
        "lobby": reverse("exams:sitting", args=[code]),
        "news_url": reverse("exams:news", args=[code]),
        "name": escape(found.person.name),
        "code": escape(code),
        "until": f"{until.astimezone(CHINA):%H:%M}",
        "faults": render_to_string(ERRORS, says) if faults else "",
        "news": render_to_string("exams/parts/broadcasts.html", {"news": news}) if news else "",
        "questions": "".join(
            [question_html(one, total=len(asked), code=code, partial=partial) for one in asked]
        ),
        "card": card_html(groups(asked)),
        "answered": str(sum(one.answered for one in asked)),
    }
    html = sheet_html(exam.title, total=len(asked), tries=tries, slots=slots)
    return _private(HttpResponse(html, status=status))


def _told(request: OfficeRequest, found: Sitting, at: datetime) -> dict[str, Any]:
    """What the script needs: the token of what it sends, the clock, how far the exam is."""
    exam, begun, until = found.exam, found.started_at or at, found.deadline or at
    session = request.session.session_key or ""
    return {
        "keep": PATH,
        "token": token_for(found.pk, device=found.device, session_key=session),
        "sitting": found.pk,
        "left": left(until, at, paused_at=exam.paused_at),
        "elapsed": int((at - begun).total_seconds() * 10),
        "now": int(at.timestamp() * 1000),
        "zone": _zone(at),
        "revision": exam.revision,
        "paused": exam.paused_at is not None,
    }


def _zone(at: datetime) -> int:
    """Milliseconds by which China's clock is ahead of UTC."""
    return int((at.astimezone(CHINA).utcoffset() or timedelta()).total_seconds() * 1000)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer


# --- without a script ----------------------------------------------------------------------------


def _sent(request: OfficeRequest, found: Sitting, device: Device) -> HttpResponse:
    do = request.POST.get("do", "")
    if (refused := keep_form(request, found, device)) is not None:
        return refused
    if do == "hand-in":
        return _lobby(found.code)
    if do == "submit":
        return _confirm(request, found, opened(found.exam.paper_id))
    where = request.POST.get("go") or _first_moved(dict(request.POST.lists()))
    tail = f"#{GO}{where}" if where.isascii() and where.isdigit() else ""
    return HttpResponseRedirect(reverse("exams:write", args=[found.code]) + tail)


def keep_form(request: OfficeRequest, found: Sitting, device: Device) -> HttpResponse | None:
    """Keep what a form holds; return the page that says why not, None where it is kept."""
    questions = opened(found.exam.paper_id)
    try:
        uploads = _uploads(request, found, device, questions)
    except (BadInput, Refused) as error:
        return page(request, found, faults=faults_of(error), status=error.status)
    do, at = request.POST.get("do", ""), clock.now()
    form = dict(request.POST.lists())
    changed = list(_changed(found, questions, form, uploads, at)) if do != "hand-in" else []
    sent = Sent(
        found.pk, request.session.session_key or "", device.key, f"form-{secrets.token_hex(8)}",
        SUBMIT if do == "hand-in" else SAVE, tuple(changed), at,
    )  # fmt: skip
    if changed or do == "hand-in":
        kept = keep([sent], now=at)[0]
        if kept.verdict == SUBMITTED:
            return _lobby(found.code)
        if kept.verdict != TAKEN:
            return page(request, found, faults=[Fault(SAYS[kept.verdict])], status=409)
    return None


def _first_moved(form: Form) -> str:
    name = next(iter(form.get("move", ())), "").partition(".")[0]
    return name.partition("-")[0].removeprefix("q")


def _uploads(
    request: OfficeRequest, found: Sitting, device: Device, questions: tuple[Question, ...]
) -> Mapping[str, int]:
    """Keep the files of a form; return their keys by the names of their fields."""
    kept = {}
    for name in request.FILES:
        number = name.removeprefix("q").partition(".")[0].partition("-")[0]
        if number.isascii() and number.isdigit() and len(number) < 6:
            upload: Any = request.FILES[name]
            stored = actions.keep_upload(
                found, int(number), upload, device=device.key, by=request.acting, at=clock.now()
            )
            kept[name.removesuffix(".file")] = stored.pk
    return kept


def _changed(
    found: Sitting, questions: tuple[Question, ...], form: Form, uploads: Mapping[str, int], at: Any
) -> Any:
    """Yield the answers that differ from what is kept."""
    known = answers_of(found)
    named = {**form, **{name: [str(key)] for name, key in uploads.items()}}
    named |= _moved(questions, form)
    for one in questions:
        if f"at{one.number}" not in form:
            continue
        value = read_answer(one.kind, one.content, one.number, named)
        flagged = bool(form.get(f"f{one.number}"))
        before = known.get(one.number)
        if before is None and value is None and not flagged:
            continue
        if before is None or (value, flagged) != (before.value, before.flagged):
            revision = revision_at(found.started_at or at, at, before.revision if before else 0)
            yield Given(one.number, revision, value, flagged)


def _moved(questions: tuple[Question, ...], form: Form) -> Form:
    """The order of steps after the one button that moves a step: ``q7.2.up`` or ``q7-1.2.up``."""
    name, _dot, rest = next(iter(form.get("move", ())), "").partition(".")
    step, _dot, way = rest.partition(".")
    names = {name_of(one.number) for one in questions}
    if name.partition("-")[0] not in names or way not in MOVES or not step.isdigit():
        return {}
    steps = read_order(name, len(form.get(name, ())), form, moved=True)
    if steps is None or int(step) not in steps:
        return {}
    return {name: [str(one) for one in moved(steps, int(step), way)], f"{name}.set": ["1"]}


def _confirm(
    request: OfficeRequest, found: Sitting, questions: tuple[Question, ...]
) -> HttpResponse:
    asked: list[Asked] = ask(found, questions, answers_of(found), {})
    context = {
        "found": found,
        "exam": found.exam,
        "open": [one for one in asked if not one.answered],
        "flagged": [one for one in asked if one.flagged],
    }
    return _private(render(request, "exams/confirm.html", context))


# --- another device, files, news -----------------------------------------------------------------


@require_POST
def _resume(request: OfficeRequest, code: str) -> HttpResponse:
    """Go on at this device."""
    found, device = own_sitting(request.acting, code), device_of(request)
    try:
        actions.resume(
            found, device=device.key, address=device.address, by=request.acting, at=clock.now()
        )
    except Refused as error:
        return _elsewhere(request, found, device, faults_of(error))
    answer = HttpResponseRedirect(reverse("exams:write", args=[code]))
    device.remember(answer)
    return answer


resume = signed_in(_resume)


def _file(request: OfficeRequest, code: str, number: int) -> HttpResponseBase:
    """Keep a file at once, as the script sends it; hand out one of the question, or the last."""
    found = own_sitting(request.acting, code)
    if request.method == "POST":
        return _keep_file(request, found, number)
    asked = request.GET.get("key", "")
    if asked:
        key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
        stored = file_of(found, number, key)
    else:
        stored = last_file(found, number)
    if stored is None:
        raise OutOfScope
    return serve_file(stored)


file = signed_in(_file)


def _keep_file(request: OfficeRequest, found: Sitting, number: int) -> HttpResponse:
    try:
        stored = actions.keep_upload(
            found, number, request.FILES.get("file"), device=device_of(request).key,
            by=request.acting, at=clock.now(),
        )  # fmt: skip
    except (BadInput, Refused) as error:
        return JsonResponse({"says": said(error.says)}, status=error.status)
    return JsonResponse({"key": stored.pk, "name": stored.name})


@require_safe
@never_cache
def _news(request: OfficeRequest, code: str) -> HttpResponse:
    """Answer what the invigilators said to everyone, and what was voided."""
    found = own_sitting(request.acting, code)
    rows = [
        {"at": f"{one.at.astimezone(CHINA):%H:%M}", "says": one.says}
        for one in news_of(found.exam_id)
    ]
    voided = [one.number for one in opened(found.exam.paper_id) if one.voided]
    return JsonResponse({"news": rows, "voided": voided})


news = signed_in(_news)


@public
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Hand out the script that keeps the page of a sitting while the network is away."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
