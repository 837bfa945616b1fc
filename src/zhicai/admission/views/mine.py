"""The own classes on the phone: timetable, materials, feedback; feedback by code for the others."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.acting import Oneself
from zhicai.accounts.guard import OfficeRequest, public, signed_in
from zhicai.accounts.home_cards import lesson_action, own_frame
from zhicai.admission import actions
from zhicai.admission.models import Registration
from zhicai.admission.queries.calls import LIVE_CANDIDATES, open_years, own_candidacies
from zhicai.admission.queries.mine import (
    FeedbackDue,
    classes_near,
    feedback_due,
    has_given,
    own_handout,
    own_material,
    own_registration_of,
    own_registrations,
)
from zhicai.admission.queries.public import registration_by_key
from zhicai.admission.queries.rosters import LIVE
from zhicai.audit.actions import Actor
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.training.queries.own import handouts_of, materials_of
from zhicai.training.queries.timetable import lessons_of
from zhicai.training.rules.evaluation import LEAST, MOST
from zhicai.training.rules.teaching import Said
from zhicai.ui.asked import said as said_plainly

TAB = "admission"
TONES = {
    "applied": "amber", "accepted": "green", "waiting": "amber", "withdrawn": "idle",
    "refused": "red",
}  # fmt: skip
SALT = "zhicai.admission.feedback"
LASTS = 24 * 3600
"""Seconds for which a link to give feedback by code holds."""
BY_CODE = Oneself("", "学员")


def _show(
    request: OfficeRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = own_frame(request.acting, TAB)
    answer = render(request, f"admission/{template}.html", frame | context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
def mine(request: OfficeRequest) -> HttpResponse:
    """List the own registrations, and classes near that one can register for."""
    on, rows = clock.today(), list(own_registrations(request.acting))
    candidacies = list(own_candidacies(request.acting))
    live = any(row.state in LIVE_CANDIDATES for row in candidacies)
    given = has_given(row.pk for row in rows)
    context = {
        "rows": [(row, TONES[row.state], row.pk in given) for row in rows],
        "near": classes_near(request.acting, on=clock.today(), limit=10),
        "candidacies": candidacies,
        "registrations": [] if live else open_years(on=on, province=request.acting.province),
    }
    return _show(request, "mine", context)


@signed_in
def my_class(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one of the own classes: when, where, what is taught, files, what is left to say."""
    row = own_registration_of(request.acting, pk)
    found = row.training_class
    lessons = list(lessons_of(found))
    seated = row.state == Registration.State.ACCEPTED
    files = materials_of(one.pk for one in lessons) if seated else {}
    handouts = handouts_of(one.course_id for one in lessons) if seated else {}
    context = {
        "row": row,
        "found": found,
        "tone": TONES[row.state],
        "lessons": [
            (one, files.get(one.pk, []), handouts.get(one.course_id or 0)) for one in lessons
        ],
        "due": feedback_due(row, at=clock.now()),
        "action": lesson_action(request.acting, row.pk, clock.now()) if seated else None,
        "leaves": row.state in LIVE and found.state in ("open", "planned"),
        "today": clock.today(),
    }
    return _show(request, "my_class", context)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back one's own registration before the class begins."""
    row = own_registration_of(request.acting, pk)
    try:
        actions.withdraw_oneself(row, by=request.acting, at=clock.now())
    except Refused as error:
        messages.warning(request, said_plainly(error.says))
    else:
        messages.success(request, _("已取消报名"))
    return HttpResponseRedirect(reverse("admission:mine"))


leave = signed_in(_withdraw)


@require_safe
def _material(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out a file of a lesson to a trainee."""
    found = own_material(request.acting, pk)
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


my_material = signed_in(_material)


@require_safe
def _handout(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out a course's handout to a trainee."""
    found = own_handout(request.acting, pk)
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


my_handout = signed_in(_handout)


# --- feedback ------------------------------------------------------------------------------------


@signed_in
def feedback(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say what the lessons and the class were like."""
    row = own_registration_of(request.acting, pk)
    done = reverse("admission:my_class", args=[pk])
    return _feedback(
        request, row, by=request.acting, done=done, frame=own_frame(request.acting, TAB)
    )


@public
@never_cache
def feedback_by_code(request: HttpRequest, token: str) -> HttpResponse:
    """Say it without an account, by the link behind confirmation code and phone number."""
    try:
        key = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise OutOfScope from error
    row = registration_by_key(key)
    frame = {"own_tabs": [], "alone": True, "visitor": True}
    return _feedback(request, row, by=BY_CODE, done=request.path, frame=frame)


def link_to_feedback(row: Registration) -> str:
    """Return the address by which the person of a registration gives feedback, empty if none."""
    if not feedback_due(row, at=clock.now()).any:
        return ""
    return reverse("admission:feedback_by_code", args=[signing.dumps(row.pk, salt=SALT)])


def _feedback(
    request: HttpRequest, row: Registration, *, by: Actor, done: str, frame: dict[str, Any]
) -> HttpResponse:
    due = feedback_due(row, at=clock.now())
    error: BadInput | Refused | None = None
    said: dict[int | None, Said] = {}
    if request.method == "POST":
        parts = said_in(request.POST, due)
        said = {one.lesson: one for one in parts}
        try:
            actions.give_feedback(row, parts, by=by, at=clock.now())
            messages.success(request, _("评价已提交，谢谢"))
            return HttpResponseRedirect(done)
        except (BadInput, Refused) as failed:
            error = failed
    context = frame | {
        "row": row,
        "found": row.training_class,
        "due": due,
        "lessons": [
            (one, _asked(due.asked.lesson, said.get(one.pk)), _words(said.get(one.pk)))
            for one in due.lessons
        ],
        "whole": _asked(due.asked.whole, said.get(None)) if due.whole else [],
        "words": _words(said.get(None)),
        "marks": range(LEAST, MOST + 1),
        "faults": _faults(error),
    }
    status = error.status if error else 200
    answer = render(request, "admission/feedback.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(questions: Any, said: Said | None) -> list[tuple[Any, int | None]]:
    return [(one, said.scores.get(one.key) if said else None) for one in questions]


def _words(said: Said | None) -> str:
    return said.says if said else ""


def said_in(post: QueryDict, due: FeedbackDue) -> list[Said]:
    """Return what was filled in, part by part."""
    parts: list[tuple[int | None, Any]] = [(one.pk, due.asked.lesson) for one in due.lessons]
    if due.whole:
        parts.append((None, due.asked.whole))
    found = []
    for lesson, questions in parts:
        key = lesson or "class"
        scores = {one.key: _mark(post.get(f"score-{key}-{one.key}")) for one in questions}
        found.append(Said(lesson, scores, (post.get(f"says-{key}") or "")))
    return found


def _mark(written: Any) -> int | None:
    return int(written) if written in {str(n) for n in range(LEAST, MOST + 1)} else None


def _faults(error: BadInput | Refused | None) -> list[Fault]:
    if isinstance(error, BadInput):
        return list(error.faults)
    return [Fault(one.says) for one in error.reasons] if error else []
