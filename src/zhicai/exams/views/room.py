"""The invigilator's room: the live list, what is done for ticked candidates, what for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams.actions import room as actions
from zhicai.exams.actions import running
from zhicai.exams.forms.exams import RoomFilters, offer_rooms, whole
from zhicai.exams.models import Exam
from zhicai.exams.presenters import room as shown
from zhicai.exams.queries import room as queries
from zhicai.exams.queries.marking import may_publish
from zhicai.exams.queries.room import Watch, watched_exam
from zhicai.exams.queries.running import invigilators_offered
from zhicai.exams.queries.sittings import clause_of
from zhicai.exams.rules.room import STANDINGS
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale, ZhicaiError
from zhicai.people.queries.records import masked_number_of
from zhicai.ui.asked import faults_of, number, word
from zhicai.ui.lists import Column, ListPage

EVERY = 5
"""Seconds after which the list is asked for anew."""
ON_A_PAGE = 100
SHOWN_EVENTS = 12
COLUMNS = (
    Column("seat", gettext_lazy("座位"), ("room", "seat")),
    Column("name", gettext_lazy("考生"), ("person__name",)),
    Column("state", gettext_lazy("状态"), ("state", "seen_at")),
    Column("progress", gettext_lazy("已答"), numeric=True),
    Column("seen", gettext_lazy("最后联系"), ("seen_at",)),
    Column("left", gettext_lazy("剩余"), ("deadline",), numeric=True),
    Column("notes", gettext_lazy("系统记录")),
)
FIELDS = ("reason", "minutes", "says", "number", "user")
ELSEWHERE = {
    "pause": {"reason": "pause"},
    "time-all": {"reason": "all_reason", "minutes": "all_minutes"},
    "void": {"reason": "void"},
}
"""Fields that what is done for all has of its own: the names of their places on the page."""
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for: the exam, the ticked candidates, who asks, when."""

    request: OfficeRequest
    exam: Exam
    at: datetime

    @property
    def ticked(self) -> set[int]:
        return {int(one) for one in self.request.POST.getlist("selected") if whole(one) > 0}

    @property
    def how(self) -> dict[str, Any]:
        return {"by": self.request.acting, "at": self.at}

    @property
    def why(self) -> dict[str, Any]:
        return self.how | {"reason": word(self.request, "reason")}

    @property
    def time(self) -> dict[str, Any]:
        minutes = whole(word(self.request, "minutes"))
        return self.why | {"minutes": minutes, "seen": number(self.request, "seen") or 0}


def _people(n: int) -> str:
    return _("已办理 %(n)s 人") % {"n": n}


def _check(one: _Asked) -> str:
    n = actions.check_candidates(one.exam, one.ticked, **one.how)
    return _("已核对 %(n)s 人") % {"n": n}


def _late(one: _Asked) -> str:
    return _people(actions.let_start_late(one.exam, one.ticked, **one.why))


def _device(one: _Asked) -> str:
    return _people(actions.let_change_device(one.exam, one.ticked, **one.why))


def _online(one: _Asked) -> str:
    return _people(actions.let_sit_online(one.exam, one.ticked, **one.why))


def _time(one: _Asked) -> str:
    return _people(actions.give_time(one.exam, one.ticked, **one.time))


def _time_all(one: _Asked) -> str:
    return _people(actions.give_time_to_all(one.exam, **one.time))


def _reopen(one: _Asked) -> str:
    minutes = whole(word(one.request, "minutes") or "0")
    if not one.ticked:
        raise BadInput([Fault(actions.SAYS["nobody"], "selected")])
    for key in sorted(one.ticked):
        actions.reopen_sitting(one.exam, key, minutes=minutes, **one.why)
    return _people(len(one.ticked))


def _broadcast(one: _Asked) -> str:
    actions.broadcast(one.exam, says=word(one.request, "says"), **one.how)
    return _("已广播，考生的页面会在几秒内显示")


def _pause(one: _Asked) -> str:
    running.pause_exam(one.exam, **one.why)
    return _("考试已暂停，所有考生停止计时")


def _resume(one: _Asked) -> str:
    running.resume_exam(one.exam, **one.how)
    return _("考试已恢复，暂停的时间已补给每名考生")


def _end(one: _Asked) -> str:
    running.end_exam(one.exam, **one.how)
    return _("考试已结束，请签署考场记录")


def _void(one: _Asked) -> str:
    asked = whole(word(one.request, "number"))
    actions.void_for_all(one.exam, asked, **one.why)
    return _("第 %(n)s 题已作废，考生会看到") % {"n": asked}


def _incident(one: _Asked) -> str:
    says = word(one.request, "says")
    actions.write_incident(one.exam, one.ticked, says=says, **one.how)
    return _("已记下")


def _hand_over(one: _Asked) -> str:
    made = actions.hand_over(one.exam, number(one.request, "user"), **one.how)
    return _("监考已交接给 %(name)s") % {"name": made.name}


DOES: Mapping[str, Callable[[_Asked], str]] = {
    "check": _check, "late": _late, "device": _device, "online": _online, "time": _time,
    "time-all": _time_all, "reopen": _reopen, "broadcast": _broadcast, "pause": _pause,
    "resume": _resume, "end": _end, "void": _void, "incident": _incident, "hand-over": _hand_over,
}  # fmt: skip


def _answer(request: OfficeRequest, exam: Exam) -> ZhicaiError | HttpResponse:
    """Do what was asked; return where to go on, or what was refused."""
    act = DOES.get(word(request, "do"))
    if act is None:
        return BadInput([Fault(actions.SAYS[UNKNOWN])])
    try:
        messages.success(request, act(_Asked(request, exam, clock.now())))
    except (BadInput, Refused, Stale) as error:
        return error
    if word(request, "do") == "hand-over":
        return HttpResponseRedirect(reverse("exams:exams"))
    if word(request, "do") == "end":
        return HttpResponseRedirect(reverse("exams:minutes", args=[exam.pk]))
    return HttpResponseRedirect(request.get_full_path())


@needs("exams.see")
def room(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the room as it stands, and do what its buttons ask."""
    exam, watch = watched_exam(request.acting, pk)
    answer = _answer(request, exam) if request.method == "POST" else None
    if isinstance(answer, HttpResponse):
        return answer
    if answer is not None:
        exam, watch = watched_exam(request.acting, pk)
    context = _live(request, exam, watch) | _whole(request, exam, watch)
    if answer is not None:
        places = ELSEWHERE.get(word(request, "do"), {})
        context |= {
            "faults": [
                replace(one, field=places.get(one.field or "", one.field))
                for one in faults_of(answer)
            ],
            "written": {places.get(name, name): word(request, name) for name in FIELDS},
            "ticked": set(request.POST.getlist("selected")),
        }
    return render(request, "exams/room.html", context, status=answer.status if answer else 200)


@require_safe
def _room_live(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer the live list alone, for the page that asks every few seconds."""
    exam, watch = watched_exam(request.acting, pk)
    answer = render(request, "exams/parts/room_live.html", _live(request, exam, watch))
    answer["Cache-Control"] = "private, no-store"
    return answer


room_live = needs("exams.see")(_room_live)


def _live(request: OfficeRequest, exam: Exam, watch: Watch) -> dict[str, Any]:
    at = clock.now()
    rows = queries.sittings_watched(exam, watch)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=RoomFilters, default_sort="seat",
        page_size=ON_A_PAGE,
    )  # fmt: skip
    if isinstance(page.filters, RoomFilters):
        page.filters.now = at
        offer_rooms(page.filters, exam)
    counts = queries.counts_of(rows, at)
    lines = queries.lines_of(exam, page, at)
    was = word(request, "was")
    return {
        "exam": exam,
        "at": at,
        "watch": watch,
        "page": page,
        "rows": [shown.line_of(one, exam, at) for one in lines],
        "packed": any(one.sitting.pack_id for one in lines),
        "counts": [
            {"key": key, "label": shown.STANDING_WORDS[key], "n": counts[key],
             "tone": shown.STANDING_TONES[key][0], "icon": shown.STANDING_TONES[key][1]}
            for key in STANDINGS
            if counts[key]
        ],
        "total": sum(counts.values()),
        "seen": queries.last_leave(exam),
        "changed": bool(was) and was != exam.state,
        "live": exam.state in running.LIVE,
    }  # fmt: skip


def _whole(request: OfficeRequest, exam: Exam, watch: Watch) -> dict[str, Any]:
    found = exam.training_class
    offered = invigilators_offered(found, on=clock.today()) if found and watch.own else []
    events = queries.incidents_of(exam, watch)[:SHOWN_EVENTS]
    return {
        "tag": shown.exam_tag(exam),
        "every": EVERY,
        "query": request.GET.urlencode(),
        "events": [{"one": one, "what": shown.event_word(one.kind)} for one in events],
        "watched": [one for one in queries.invigilators_of(exam) if one.until is None],
        "offered": [(pk, name) for pk, name in offered if pk != request.acting.user_id],
        "voids": may_publish(request.acting),
        "written": {},
        "clause": clause_of(exam),
    }


@needs("exams.see")
def candidate(request: OfficeRequest, pk: int, sitting: int) -> HttpResponse:
    """Show one candidate with everything that was noted, and decide for this one."""
    exam, watch = watched_exam(request.acting, pk)
    found = queries.sitting_watched(exam, watch, sitting)
    if request.method == "POST" and not watch.acts:
        raise OutOfScope
    answer = _answer(request, exam) if request.method == "POST" else None
    if isinstance(answer, HttpResponse):
        return answer
    at = clock.now()
    (line,) = queries.lines_of(exam, [queries.sitting_watched(exam, watch, found.pk)], at)
    given = queries.leaves_in(exam, [found.pk])
    happened = queries.incidents_of(exam, watch)
    context = {
        "exam": exam,
        "watch": watch,
        "live": exam.state in running.LIVE,
        "line": shown.line_of(line, exam, at),
        "number": masked_number_of(found.person),
        "journal": [shown.journal_of(one) for one in queries.noted_of(found)],
        "leaves": [
            {"one": one, "what": shown.event_word(one.what), "minutes": one.seconds // 60}
            for one in (*given[found.pk], *given[None])
        ],
        "incidents": [one for one in happened if one.sitting_id == found.pk],
        "seen": queries.last_leave(exam),
        "faults": faults_of(answer) if answer else [],
        "written": {name: word(request, name) for name in FIELDS} if answer else {},
    }
    status = answer.status if answer else 200
    return render(request, "exams/candidate.html", context, status=status)
