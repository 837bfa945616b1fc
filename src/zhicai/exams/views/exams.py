"""Exams: the list, those of one class, setting one up, its rooms, seats and invigilators."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.exams.actions import running as actions
from zhicai.exams.actions.room import SAYS
from zhicai.exams.actions.seating import change_seat, end_watch
from zhicai.exams.forms.exams import (
    ExamFilters,
    SeatFilters,
    exam_facts,
    offer_rooms,
    room_facts,
    room_rows,
    whole,
)
from zhicai.exams.models import Blueprint, Exam
from zhicai.exams.presenters.room import exam_tag
from zhicai.exams.queries import running as queries
from zhicai.exams.queries.minutes import signed_minutes
from zhicai.exams.queries.room import (
    Watch,
    invigilators_of,
    sitting_watched,
    sittings_watched,
    watched_exam,
)
from zhicai.exams.queries.sittings import clause_of
from zhicai.exams.views.bank import tabs_for
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, ZhicaiError
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import class_for
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import class_context
from zhicai.ui.asked import faults_of, number, word
from zhicai.ui.lists import Column, ListPage

BLANK_ROOMS = 3
COLUMNS = (
    Column("title", gettext_lazy("考试"), ("title",)),
    Column("class", gettext_lazy("班次"), ("training_class__title", "starts_at")),
    Column("place", gettext_lazy("地区"), ("training_class__place__code", "starts_at")),
    Column("part", gettext_lazy("类别"), ("part", "starts_at")),
    Column("state", gettext_lazy("状态"), ("state", "starts_at")),
    Column("starts", gettext_lazy("开考"), ("starts_at",)),
    Column("minutes", gettext_lazy("时长"), ("minutes",), numeric=True),
    Column("candidates", gettext_lazy("考生"), ("candidates", "starts_at"), numeric=True),
    Column("handed_in", gettext_lazy("已交卷"), ("handed_in", "starts_at"), numeric=True),
)
SEATS = (
    Column("seat", gettext_lazy("座位"), ("room", "seat")),
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("code", gettext_lazy("准考证号"), ("code",)),
    Column("employer", gettext_lazy("工作单位"), ("registration__employer_name",)),
    Column("state", gettext_lazy("状态"), ("state",)),
)


@needs("exams.see")
def exams(request: OfficeRequest) -> HttpResponse:
    """List the exams of the classes that the user has to do with, the latest first."""
    page: ListPage[Any] = ListPage(
        request, queries.exams_listed(request.acting), columns=COLUMNS, filters=ExamFilters,
        default_sort="-starts",
    )  # fmt: skip
    context = {
        "page": page,
        "rows": [{"one": one, "tag": exam_tag(one)} for one in page],
        "tabs": tabs_for(request, "exams") if holds(request.acting, "exams.compose") else [],
    }
    return render(request, "exams/exams.html", context)


@require_safe
def _of_class(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the exams of a class."""
    found = class_for(request.acting, pk, on=clock.today())
    law = frame(request, found.programme_year)
    rows = queries.exams_listed(request.acting, of_class=found)
    context = class_context(request, found, law, "exams") | {
        "rows": [{"one": one, "tag": exam_tag(one)} for one in rows],
        "runs": queries.may_run_exams(request.acting, found),
        "offers": [
            {"part": part, "label": label, "round": round_,
             "n": queries.registrations_for(found, part, round_).count()}
            for part, label in Blueprint.Part.choices
            for round_ in (Exam.Round.FIRST, Exam.Round.MAKE_UP)
        ],
    }  # fmt: skip
    return render(request, "exams/class.html", context)


of_class = needs("exams.see")(_of_class)


# --- setting one up ------------------------------------------------------------------------------


@needs("exams.run")
def new(request: OfficeRequest, pk: int) -> HttpResponse:
    """Set up an exam of a class: paper, hour, rooms, invigilators; everyone is seated at once."""
    found = class_for(request.acting, pk, on=clock.today())
    if not queries.may_run_exams(request.acting, found):
        raise OutOfScope
    faults: list[Fault] = []
    if request.method == "POST" and word(request, "do") == "keep":
        at = clock.now()
        try:
            made = actions.set_up_exam(found, exam_facts(request.POST), by=request.acting, at=at)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            messages.success(request, _("已安排考试，考生都有了座位"))
            return HttpResponseRedirect(reverse("exams:exam", args=[made.pk]))
    context = _form(request, found) | {"faults": faults, "marks": _marked(faults)}
    return render(request, "exams/exam_new.html", context, status=422 if faults else 200)


def _form(request: OfficeRequest, found: TrainingClass) -> dict[str, Any]:
    """What the form shows: what was written, else a proposal."""
    part = _one_of(word(request, "part"), Blueprint.Part.values)
    round_ = _one_of(word(request, "round"), (Exam.Round.FIRST, Exam.Round.MAKE_UP))
    people = queries.registrations_for(found, part, round_).count()
    label = str(Blueprint.Part(part).label)
    if round_ == Exam.Round.MAKE_UP:
        label = _("%(part)s补考") % {"part": label}
    first = {"room": _("第 1 考场"), "seats": str(max(people, 1)), "place": found.venue or ""}
    rows = room_rows(request.POST) if request.method == "POST" else [first]
    more = BLANK_ROOMS if request.method != "POST" or word(request, "do") == "more" else 0
    return {
        "found": found,
        "part": part,
        "round": round_,
        "part_label": label,
        "people": people,
        "papers": queries.papers_offered(found, part, round_),
        "offered": _offered(found),
        "rows": [*rows, *[{}] * more],
        "title": word(request, "title") or f"{found.title} · {label}"[: actions.LONGEST_TITLE],
        "starts": word(request, "starts"),
        "latest": word(request, "latest") or "30",
        "paper": number(request, "paper"),
        "chief": word(request, "chief"),
        "clause": frame(request, found.programme_year).law.cites("planning.package-papers"),
    }


def _one_of(written: str, offered: Any) -> str:
    return written if written in offered else str(next(iter(offered)))


def _offered(found: TrainingClass) -> list[tuple[str, str]]:
    people = queries.invigilators_offered(found, on=clock.today())
    return [(str(pk), name) for pk, name in people]


def _marked(faults: list[Fault]) -> frozenset[str | None]:
    """The fields that are wrong, so that each can be told so."""
    return frozenset(one.field for one in faults)


# --- one exam ------------------------------------------------------------------------------------


@needs("exams.see")
def exam(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an exam with rooms, seats and invigilators, and change them."""
    found, watch = watched_exam(request.acting, pk)
    error: ZhicaiError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _done(request, found))
        except (BadInput, Refused) as refused:
            error = refused
        else:
            return HttpResponseRedirect(request.get_full_path())
    page: ListPage[Any] = ListPage(
        request, sittings_watched(found, watch), columns=SEATS, filters=SeatFilters,
        default_sort="seat",
    )  # fmt: skip
    if isinstance(page.filters, SeatFilters):
        offer_rooms(page.filters, found)
    context = _shown(request, found, watch, page) | {"faults": faults_of(error) if error else []}
    return render(request, "exams/exam.html", context, status=error.status if error else 200)


def _shown(
    request: OfficeRequest, found: Exam, watch: Watch, page: ListPage[Any]
) -> dict[str, Any]:
    runs = queries.may_run_exams(request.acting, found.training_class)
    live = found.state in actions.LIVE
    # Whoever answers for the exam may fall ill before the minutes are signed.
    names = runs and found.state != Exam.State.CANCELLED and signed_minutes(found) is None
    moved = number(request, "move") if watch.chief and live else None
    rooms = queries.rooms_of(found)
    return {
        "exam": found,
        "tag": exam_tag(found),
        "page": page,
        "rooms": rooms,
        "seats": sum(one.seats for one in rooms),
        "watched": [one for one in invigilators_of(found) if one.until is None],
        "offered": _offered(found.training_class) if names and found.training_class else [],
        "runs": runs,
        "names": names,
        "chief": watch.chief,
        "acts": watch.acts,
        "live": live,
        "moved": sitting_watched(found, watch, moved) if moved else None,
        "unseated": queries.unseated(found) if runs and live else 0,
        "clause": clause_of(found),
    }


def _done(request: OfficeRequest, found: Exam) -> str:
    """Do what was asked and say so."""
    by, at = request.acting, clock.now()
    match word(request, "do"):
        case "seat":
            n = actions.seat_candidates(found, by=by, at=at)
            return _("已安排 %(n)s 人") % {"n": n}
        case "move":
            watch = watched_exam(by, found.pk)[1]
            sitting = sitting_watched(found, watch, number(request, "sitting") or 0)
            room = queries.room_of(found, number(request, "room"))
            row = change_seat(sitting, room, whole(word(request, "seat")), by=by, at=at)
            return _("已换到 %(room)s %(seat)s 号") % {"room": room.name, "seat": row.seat}
        case "room":
            rows = room_rows(request.POST) or [{"room": "", "seats": ""}]
            made = actions.add_room(found, room_facts(rows[0]), by=by, at=at)
            return _("已加考场 %(room)s") % {"room": made.name}
        case "name":
            user = queries.invigilator_offered(found, number(request, "user"), on=clock.today())
            room_asked = number(request, "room")
            where = queries.room_of(found, room_asked) if room_asked else None
            actions.name_invigilator(found, user, where, by=by, at=at)
            return _("已指定 %(name)s 监考") % {"name": user.name}
        case "end-watch":
            ended = end_watch(found, number(request, "watch") or 0, by=by, at=at)
            return _("%(name)s 不再监考") % {"name": ended.name}
        case "cancel":
            actions.cancel_exam(found, reason=word(request, "reason"), by=by, at=at)
            return _("考试已取消")
        case _:
            raise BadInput([Fault(SAYS["unknown"])])
