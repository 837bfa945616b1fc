"""One lesson: who is there, ticked all at once; one person's lines; the desk at the door."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.admission.models import Registration
from zhicai.attendance import actions
from zhicai.attendance.actions import Came
from zhicai.attendance.codes import is_own_code
from zhicai.attendance.forms import HandForm, keys_in
from zhicai.attendance.queries.boards import Board, board_of, ledger_of
from zhicai.attendance.queries.own import lesson_now
from zhicai.attendance.queries.scope import (
    TAKEN,
    class_of_seat,
    lesson_entered,
    lesson_read,
    may_enter,
    people_of,
    seated_in,
)
from zhicai.attendance.rules import State
from zhicai.attendance.views.parts import cell, head, person_line
from zhicai.attendance.words import STATE_WORDS
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, ZhicaiError
from zhicai.foundation.text import Text
from zhicai.training.models import Lesson, TrainingClass
from zhicai.ui.asked import faults_of, said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("employer", gettext_lazy("工作单位"), ("employer_name",)),
    Column("state", gettext_lazy("状态")),
    Column("came", gettext_lazy("签到")),
    Column("left", gettext_lazy("签退")),
    Column("hours", gettext_lazy("学时"), numeric=True),
)
BATCH = (
    {"label": Text("登记到课", "Enter as present"), "name": "do", "value": "tick",
     "icon": "check", "primary": True},
)  # fmt: skip
FOUND_AT_MOST = 20


def _list(
    request: OfficeRequest, found: TrainingClass, lesson: Lesson, board: Board
) -> ListPage[Any]:
    rows: QuerySet[Registration] = people_of(found)
    wanted = request.GET.get("state", "")
    if wanted in set(State):
        keys = [k for k in board.people if board.presence(k, lesson.pk).state == wanted]
        rows = rows.filter(pk__in=keys)
    return ListPage(request, rows, columns=COLUMNS)


@needs("attendance.read")
def lesson_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show who is at a lesson."""
    lesson, found = lesson_read(request.acting, pk, on=clock.today())
    return _shown(request, lesson, found)


def _shown(
    request: OfficeRequest, lesson: Lesson, found: TrainingClass, error: ZhicaiError | None = None
) -> HttpResponse:
    board = board_of(found, at=clock.now())
    enters = may_enter(request.acting, found)
    page = _list(request, found, lesson, board)
    live = any(one.pk == lesson.pk for one in board.lessons)
    line = board.line(lesson.pk) if live else None
    context = head(request, found) | {
        "lesson": lesson,
        "line": line,
        "states": _states(request, line.counts) if line else [],
        "page": page,
        "rows": [
            person_line(row, whole=enters) | {"cell": cell(board.presence(row.pk, lesson.pk))}
            for row in page
        ],
        "enters": enters,
        "taken": found.state in TAKEN and not lesson.cancelled,
        "batch": BATCH,
        "narrowed": request.GET.get("state", ""),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "attendance/lesson.html", context, status=status)


def _states(request: OfficeRequest, counts: Any) -> list[dict[str, Any]]:
    """Return the states as a segmented control of the list."""
    now = request.GET.get("state", "")
    rows = [{"label": _("全部"), "url": request.path, "current": now not in set(State)}]
    for state, words in STATE_WORDS.items():
        label = f"{said(words)} {counts[state]}"
        url = f"{request.path}?state={state.value}"
        rows.append({"label": label, "url": url, "current": now == state})
    return rows


@require_POST
def _batch(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter everyone ticked, or everyone, as present; undo the lines of those ticked."""
    lesson, found = lesson_entered(request.acting, pk, on=clock.today())
    board = board_of(found, at=clock.now())
    do = request.POST.get("do", "")
    back = HttpResponseRedirect(reverse("attendance:lesson", args=[pk]))
    by, at = request.acting, clock.now()
    try:
        if do == "all":
            n = actions.tick_lessons(found, [pk], None, by=by, at=at)
        elif do == "tick":
            keys = _chosen(request, found, lesson, board)
            n = actions.tick_lessons(found, [pk], keys, by=by, at=at)
        elif do == "undo":
            lines = [
                line
                for key in _chosen(request, found, lesson, board)
                for line in board.presence(key, pk).lines
            ]
            reason = request.POST.get("reason", "")
            n = actions.undo(found, lines, reason=reason, by=by, at=at)
            says = ngettext("已撤销 %(n)s 条记录", "已撤销 %(n)s 条记录", n) % {"n": n}
            messages.success(request, says)
            return back
        else:
            raise OutOfScope
    except (BadInput, Refused) as error:
        return _shown(request, lesson, found, error)
    messages.success(request, ngettext("已登记 %(n)s 人到课", "已登记 %(n)s 人到课", n) % {"n": n})
    return back


batch = needs("attendance.enter")(_batch)


def _chosen(
    request: OfficeRequest, found: TrainingClass, lesson: Lesson, board: Board
) -> list[int]:
    rows = _list(request, found, lesson, board).chosen(request.POST)
    return list(rows.values_list("pk", flat=True))


# --- one person ----------------------------------------------------------------------------------


@needs("attendance.enter")
def person(request: OfficeRequest, pk: int, registration: int) -> HttpResponse:
    """Show the lines of one person and lesson; enter by hand, undo, grant leave."""
    lesson, found = lesson_entered(request.acting, pk, on=clock.today())
    row = seated_in(found, registration)
    form = HandForm(request.POST if request.POST.get("do") == "enter" else None)
    error: ZhicaiError | None = None
    if request.method == "POST":
        try:
            says = _correct(request, found, lesson, row, form)
        except (BadInput, Refused) as refused:
            error = refused
        else:
            if says:
                messages.success(request, says)
                return HttpResponseRedirect(request.path)
    board = board_of(found, at=clock.now())
    context = head(request, found) | {
        "lesson": lesson,
        **person_line(row, whole=True),
        "cell": cell(board.presence(row.pk, lesson.pk)),
        "hours": board.hours(row.pk),
        "planned": board.planned,
        "ledger": ledger_of(row.pk, lesson.pk),
        "form": form,
        "taken": found.state in TAKEN and not lesson.cancelled,
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 422 if form.errors else 200
    return render(request, "attendance/person.html", context, status=status)


def _correct(
    request: OfficeRequest, found: TrainingClass, lesson: Lesson, row: Registration, form: HandForm
) -> str:
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    by, at = request.acting, clock.now()
    if do == "enter":
        if form.is_valid():
            actions.enter_by_hand(row.pk, lesson, **form.cleaned_data, by=by, at=at)
            return _("已补登")
        return ""
    if do == "undo":
        entries = keys_in(request.POST, "entry")
        own = [line.entry.pk for line in ledger_of(row.pk, lesson.pk)]
        chosen = [key for key in entries if key in own]
        actions.undo(found, chosen, reason=reason, by=by, at=at)
        return _("已撤销")
    if do == "leave":
        actions.grant_leave(row.pk, lesson, reason=reason, by=by, at=at)
        return _("已登记请假")
    raise OutOfScope


# --- the desk at the door ------------------------------------------------------------------------


@needs("attendance.enter")
@never_cache
def desk(request: OfficeRequest, pk: int) -> HttpResponse:
    """Sign people in who show their code, or who are found by name or phone."""
    lesson, found = lesson_entered(request.acting, pk, on=clock.today())
    error: ZhicaiError | None = None
    out = request.POST.get("out", request.GET.get("out", "")) == "1"
    if request.method == "POST":
        try:
            return _sign_at_desk(request, found, lesson, out=out)
        except (BadInput, Refused) as refused:
            error = refused
    words = request.GET.get("q", "").strip()[:60]
    board = board_of(found, at=clock.now())
    context = head(request, found) | {
        "lesson": lesson,
        "line": board.line(lesson.pk) if not lesson.cancelled else None,
        "out": out,
        "q": words,
        "rows": [
            person_line(row, whole=True) | {"cell": cell(board.presence(row.pk, lesson.pk))}
            for row in _matching(found, words)
        ],
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "attendance/desk.html", context, status=status)


def _matching(found: TrainingClass, words: str) -> list[Registration]:
    """Return the people a word means: their code as shown, name, or end of the phone."""
    if not words:
        return []
    code = words.rstrip("/").rsplit("/", 1)[-1]
    shown = [row for row in people_of(found) if is_own_code(code, row.pk, at=clock.now())]
    if shown:
        return shown
    wanted = Q(person__name__contains=words)
    if words.isascii() and words.isdigit() and len(words) >= 4:
        wanted |= Q(person__phone__endswith=words)
    return list(people_of(found).filter(wanted)[:FOUND_AT_MOST])


def _sign_at_desk(
    request: OfficeRequest, found: TrainingClass, lesson: Lesson, *, out: bool
) -> HttpResponse:
    keys = keys_in(request.POST, "registration")
    row = seated_in(found, keys[0] if keys else 0)
    signed = actions.sign_for(row, lesson, out=out, by=request.acting, at=clock.now())
    words = {
        (Came.WRITTEN, False): _("%(name)s 已签到"),
        (Came.WRITTEN, True): _("%(name)s 已签退"),
        (Came.BEFORE, False): _("%(name)s 之前已签到"),
        (Came.BEFORE, True): _("%(name)s 之前已签退"),
    }
    messages.success(request, words[signed.came, out] % {"name": row.person.name})
    back = reverse("attendance:desk", args=[lesson.pk])
    return HttpResponseRedirect(f"{back}?out=1" if out else back)


@needs("attendance.enter")
@never_cache
def shown_code(request: OfficeRequest, registration: int, code: str) -> HttpResponse:
    """Lead from a trainee's code, scanned with a phone, to the desk of the lesson held now."""
    found = class_of_seat(request.acting, registration, on=clock.today())
    lesson = lesson_now(found, at=clock.now())
    if not is_own_code(code, registration, at=clock.now()):
        messages.warning(request, _("这个码已过期，请学员刷新后再出示。"))
        return HttpResponseRedirect(reverse("attendance:class", args=[found.pk]))
    if lesson is None:
        messages.warning(request, _("今天没有要签到的课。"))
        return HttpResponseRedirect(reverse("attendance:class", args=[found.pk]))
    return HttpResponseRedirect(f"{reverse('attendance:desk', args=[lesson.pk])}?q={code}")
