"""What is printed for an exam, and its minutes: read, signed, printed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams import printing_room as printing
from zhicai.exams.actions.minutes import sign_minutes
from zhicai.exams.actions.running import LIVE
from zhicai.exams.models import Exam
from zhicai.exams.presenters.room import exam_tag
from zhicai.exams.queries.minutes import figures_of, signed_minutes
from zhicai.exams.queries.room import Watch, sittings_watched, watched_exam
from zhicai.exams.queries.running import named_chiefs, room_of, signs_minutes
from zhicai.exams.queries.sittings import clause_of, entry_of
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, ZhicaiError
from zhicai.ui.asked import faults_of, number, word

KINDS = ("slips", "door", "sheet")


@require_safe
def _printed(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Send admission slips, lists for the doors or attendance sheets; of one room on request."""
    exam, watch = watched_exam(request.acting, pk)
    if kind not in KINDS or not watch.acts:
        raise OutOfScope
    rows = sittings_watched(exam, watch)
    if asked := number(request, "room"):
        rows = rows.filter(room=room_of(exam, asked))
    found = list(rows)
    on = clock.today()
    if kind != "slips":
        return _pdf(printing.lists_pdf(exam, found, door=kind == "door", on=on), f"{kind}-{pk}")
    opens_at = exam.starts_at
    if found:
        found[0].exam = exam
        opens_at = entry_of(found[0], at=clock.now()).timing.opens_at
    content = printing.slips_pdf(
        exam, found, address=lambda code: _address(request, code), opens_at=opens_at, on=on
    )
    return _pdf(content, f"slips-{pk}")


printed = needs("exams.see")(_printed)


def _address(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("exams:sitting", args=[code]))


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"',
               "Cache-Control": "private, no-store"}  # fmt: skip
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@needs("exams.see")
def minutes(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the minutes of an exam, made of its events, and sign them."""
    exam, watch = _whole(request, pk)
    error: ZhicaiError | None = None
    if request.method == "POST":
        try:
            made = sign_minutes(
                exam, words=word(request, "words"), by=request.acting, at=clock.now()
            )
        except (BadInput, Refused) as refused:
            error = refused
        else:
            messages.success(request, _("%(name)s 已签署考场记录") % {"name": made.signed_by})
            return HttpResponseRedirect(request.path)
    signed = signed_minutes(exam)
    told = signed.figures if signed else figures_of(exam)
    context = {
        "exam": exam,
        "tag": exam_tag(exam),
        "signed": signed,
        "facts": [{"label": name, "value": value} for name, value in printing.facts_of(told)],
        "room_heads": printing.ROOM_HEADS,
        "rooms": printing.rooms_of(told),
        "event_heads": printing.EVENT_HEADS,
        "events": printing.events_of(told),
        "notes": printing.notes_of(told),
        "may_sign": signed is None and _over(exam) and signs_minutes(request.acting, exam),
        "named": [one.name for one in named_chiefs(exam)],
        "chief": watch.chief,
        "words": word(request, "words"),
        "faults": faults_of(error) if error else [],
        "clause": clause_of(exam),
    }
    return render(request, "exams/minutes.html", context, status=error.status if error else 200)


def _whole(request: OfficeRequest, pk: int) -> tuple[Exam, Watch]:
    """The exam, for who sees all of it: minutes tell of every room."""
    exam, watch = watched_exam(request.acting, pk)
    if watch.room is not None:
        raise OutOfScope
    return exam, watch


def _over(exam: Exam) -> bool:
    return exam.state not in LIVE and exam.state != Exam.State.CANCELLED


@require_safe
def _minutes_print(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send signed minutes for printing; there are none before."""
    exam, _watch = _whole(request, pk)
    signed = signed_minutes(exam)
    if signed is None:
        raise OutOfScope
    return _pdf(printing.minutes_pdf(signed), f"minutes-{pk}")


minutes_print = needs("exams.see")(_minutes_print)
