"""What a phone opens that scans a lesson's screen: one tap signs in, or out."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhicai.accounts.acting import Acting, Oneself
from zhicai.accounts.guard import OfficeRequest, needs, public
from zhicai.accounts.permissions import holds
from zhicai.admission.models import Registration
from zhicai.admission.queries.public import own_registration as by_code_and_phone
from zhicai.attendance import actions
from zhicai.attendance.actions import Signed
from zhicai.attendance.codes import Scanned, grant, lesson_of, read_grant, read_screen_code
from zhicai.attendance.forms import CodeForm
from zhicai.attendance.queries.limits import limits_of
from zhicai.attendance.queries.own import lesson_scanned, own_seat_in
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope, Refused, ZhicaiError
from zhicai.signin.limits import limited
from zhicai.training.models import Lesson

NOTE = "attendance.scanned"
"""Where a browser that is not signed in keeps what it has scanned, until it is."""
GUESSES = 120
"""Codes that one address may try within ten minutes: a class behind one wall."""


def _lesson(pk: int | None) -> Lesson | None:
    return lesson_scanned(pk) if pk is not None else None


def _scanned(code: str) -> tuple[Lesson, Scanned] | None:
    """Return what a code from a screen says, None for a false one or one that is over."""
    lesson = _lesson(lesson_of(code))
    if lesson is None:
        return None
    found = lesson.training_class
    limits = limits_of(found.programme_year, on=found.starts_on)
    scanned = read_screen_code(code, at=clock.now(), seconds=limits.code_seconds)
    return (lesson, scanned) if scanned is not None else None


def _acting(request: HttpRequest) -> Acting | None:
    return getattr(request, "acting", None)


@public
@never_cache
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Open what a lesson's screen shows: the tap for who is signed in, else the ways to sign in."""
    known = _scanned(code)
    if known is None:
        return render(request, "attendance/scan_over.html", {}, status=404)
    lesson, scanned = known
    acting = _acting(request)
    if acting is None or not holds(acting, "attendance.own"):
        request.session[NOTE] = grant(scanned, at=clock.now(), holder="session")
        return _visitor(request, lesson, scanned)
    note = grant(scanned, at=clock.now(), holder=str(acting.user_id))
    return _tap(request, acting, lesson, scanned, note)


@needs("attendance.own")
@never_cache
def here(request: OfficeRequest) -> HttpResponse:
    """Sign in by the tap; also where one comes back to after signing in to the site."""
    acting, at = request.acting, clock.now()
    note = request.POST.get("note", "")
    scanned = read_grant(note, at=at, holder=str(acting.user_id))
    if scanned is None and request.method == "GET":
        scanned = read_grant(request.session.get(NOTE, ""), at=at, holder="session")
        if scanned is not None:
            note = grant(scanned, at=at, holder=str(acting.user_id))
    lesson = _lesson(scanned.lesson_id) if scanned is not None else None
    if lesson is None or scanned is None:
        if request.method != "POST":
            return HttpResponseRedirect(reverse("attendance:mine"))
        return render(request, "attendance/scan_over.html", {}, status=422)
    if request.method != "POST":
        return _tap(request, acting, lesson, scanned, note)
    seat = own_seat_in(acting, lesson.training_class_id)
    if seat is None:
        return _tap(request, acting, lesson, scanned, note)
    try:
        signed = actions.sign(
            seat.pk, lesson.pk, out=scanned.out, way="code", by=acting, at=at,
            key=f"c-{note.rpartition('-')[2]}",
        )  # fmt: skip
    except Refused as error:
        return _tap(request, acting, lesson, scanned, note, error)
    return _done(request, seat, lesson, scanned, signed)


def _tap(
    request: HttpRequest,
    acting: Acting,
    lesson: Lesson,
    scanned: Scanned,
    note: str,
    error: ZhicaiError | None = None,
) -> HttpResponse:
    context = {
        "lesson": lesson,
        "found": lesson.training_class,
        "out": scanned.out,
        "note": note,
        "seat": own_seat_in(acting, lesson.training_class_id),
        "name": acting.name,
        "reasons": getattr(error, "reasons", ()),
    }
    status = error.status if error else 200
    return render(request, "attendance/scan.html", context, status=status)


def _done(
    request: HttpRequest, seat: Registration, lesson: Lesson, scanned: Scanned, signed: Signed
) -> HttpResponse:
    context = {
        "lesson": lesson,
        "found": lesson.training_class,
        "out": scanned.out,
        "signed": signed,
        "seat": seat,
        "own": _acting(request) is not None,
    }
    return render(request, "attendance/scan_done.html", context)


# --- without an account --------------------------------------------------------------------------


def _visitor(
    request: HttpRequest,
    lesson: Lesson,
    scanned: Scanned,
    form: CodeForm | None = None,
    **more: Any,
) -> HttpResponse:
    login = f"{reverse('accounts:login')}?{urlencode({'next': reverse('attendance:here')})}"
    context = {
        "lesson": lesson,
        "found": lesson.training_class,
        "out": scanned.out,
        "form": form or CodeForm(),
        "login": login,
        "signed_in": _acting(request) is not None,
        **more,
    }
    status = 422 if form is not None else 200
    return render(request, "attendance/scan_visitor.html", context, status=status)


@public
@limited("attendance.by_code", most=GUESSES, within=timedelta(minutes=10))
@never_cache
@sensitive_post_parameters("phone", "code")
def by_code(request: HttpRequest) -> HttpResponse:
    """Sign in who has no account: by the code of the registration and the phone, at the screen."""
    at = clock.now()
    scanned = read_grant(request.session.get(NOTE, ""), at=at, holder="session")
    lesson = _lesson(scanned.lesson_id) if scanned is not None else None
    if scanned is None or lesson is None:
        return render(request, "attendance/scan_over.html", {}, status=422)
    if request.method != "POST":
        return _visitor(request, lesson, scanned)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _visitor(request, lesson, scanned, form)
    row = by_code_and_phone(form.cleaned_data["code"], form.cleaned_data["phone"])
    if row is None or row.training_class_id != lesson.training_class_id:
        return _visitor(request, lesson, scanned, form, unknown=True)
    by = Oneself("", row.person.name, "本人")
    try:
        signed = actions.sign(
            row.pk, lesson.pk, out=scanned.out, way="code", by=by, at=at,
        )  # fmt: skip
    except (Refused, OutOfScope) as error:
        reasons = getattr(error, "reasons", ())
        return _visitor(request, lesson, scanned, form, reasons=reasons)
    return _done(request, row, lesson, scanned, signed)
