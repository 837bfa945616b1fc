"""Leave from a lesson: asked for by the trainee, decided by the office that runs the class."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.models import Registration
from zhicai.attendance.actions.lines import (
    AFTER,
    NOT_SEATED,
    insist_taker,
    lines_of,
    locked,
    reason_given,
    told,
    values_of,
)
from zhicai.attendance.models import Entry, LeaveRequest
from zhicai.attendance.queries.limits import lesson_time
from zhicai.attendance.rules import LEAVE, next_turn
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.training.models import Lesson, TrainingClass

State = LeaveRequest.State
SETTLED = Text("这条请假已办理，请刷新页面。", "This request is settled; load the page again.")
OVER = Text("这节课已经下课，请联系主办单位补登。", "This lesson is over; ask the organiser.")
NO_LESSON = Text("请选择要请假的课程。", "Choose the lessons.")
TWICE = Text("这节课已经请过假。", "Leave was asked for this lesson already.")
OPEN = ("open", "running", "finished")


@transaction.atomic
def ask_leave(
    registration_id: int,
    lessons: Collection[int],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[LeaveRequest]:
    """Ask for leave from lessons that are not over; whoever calls has seen that it is the person.

    BadInput without lessons or reason, or where leave was asked for already.
    """
    row = locked(registration_id)
    _insist_open(row)
    rows = Lesson.objects.filter(training_class=row.training_class, cancelled=False)
    chosen = list(rows.filter(pk__in=lessons))
    if not chosen:
        raise BadInput([Fault(NO_LESSON, field="lessons")])
    if any(lesson_time(one).ends <= at for one in chosen):
        raise BadInput([Fault(OVER, field="lessons")])
    words = reason_given(reason)
    live = LeaveRequest.objects.filter(registration=row, lesson__in=chosen)
    if live.filter(state__in=(State.ASKED, State.GRANTED)).exists():
        raise BadInput([Fault(TWICE, field="lessons")])
    made = [
        LeaveRequest.objects.create(
            registration=row, lesson=lesson, reason=words, asked_at=at, asked_by=by.name
        )
        for lesson in chosen
    ]
    for one in made:
        _log(one, "attendance.leave_asked", row.training_class, by)
    return made


def _insist_open(row: Registration) -> None:
    if row.training_class.state not in OPEN:
        raise Refused([Reason(AFTER)])
    if row.state != Registration.State.ACCEPTED:
        raise Refused([Reason(NOT_SEATED)])


def _log(one: LeaveRequest, verb: str, found: TrainingClass, by: Actor) -> None:
    values = values_of(one.lesson_id, registration=one.registration_id)
    record(by, verb, one, place=found.place.code, values=values)


@transaction.atomic
def decide_leave(
    request: LeaveRequest, *, granted: bool, answer: str = "", by: Acting, at: datetime
) -> LeaveRequest:
    """Grant a leave, which then stands in the ledger, or refuse it with the reason.

    The person is told. Refused where it is settled already.
    """
    row = locked(request.registration_id)
    found = row.training_class
    insist_taker(by, found)
    _insist_open(row)
    one = LeaveRequest.objects.select_related("lesson").get(pk=request.pk)
    if one.state != State.ASKED:
        raise Refused([Reason(SETTLED)])
    one.answer = " ".join(answer.split())[:400] if granted else reason_given(answer)
    one.state = State.GRANTED if granted else State.REFUSED
    one.decided_at, one.decided_by, one.office = at, by.name, by.office
    one.save()
    _log(one, f"attendance.leave_{one.state}", found, by)
    if granted:
        _enter(row, one.lesson, by=by, at=at)
        told(found, [row.pk], at)
    _tell(row, one, by=by, at=at)
    return one


def _enter(row: Registration, lesson: Lesson, *, by: Acting, at: datetime) -> None:
    lines = lines_of([row.pk], [lesson.pk]).get((row.pk, lesson.pk), [])
    turn = next_turn(lines, LEAVE)
    if turn is not None:
        Entry.objects.create(
            registration=row, lesson=lesson, kind=Entry.Kind.LEAVE, way=Entry.Way.OFFICE,
            at=lesson_time(lesson).starts, entered_at=at, by=by.name, office=by.office, turn=turn,
        )  # fmt: skip


def _tell(row: Registration, one: LeaveRequest, *, by: Acting, at: datetime) -> None:
    """Tell the person what was decided, where the person has an account."""
    if row.person.user_id is None:
        return
    granted = one.state == State.GRANTED
    lesson = one.lesson
    title = Text(
        f"{'已准假' if granted else '未准假'}：{lesson.day} {lesson.title}",
        f"Leave {'granted' if granted else 'refused'}: {lesson.day} {lesson.title}",
    )
    draft = Draft(
        Addressee(user_id=row.person.user_id),
        Text(title.zh[:200], title.en[:300]),
        Text(one.answer, one.answer),
        f"attendance-leave-{one.pk}-{one.state}",
        link=f"/attendance/mine/{row.pk}/",
        about=f"attendance-leave-{one.pk}",
    )
    send_messages([draft], kind=Message.Kind.NOTICE, by=by, at=at)


@transaction.atomic
def grant_leave(
    registration_id: int, lesson: Lesson, *, reason: str, by: Acting, at: datetime
) -> LeaveRequest:
    """Enter a leave for which someone asked by phone or in person."""
    row = locked(registration_id)
    insist_taker(by, row.training_class)
    _insist_open(row)
    if lesson.training_class_id != row.training_class_id:
        raise OutOfScope
    words = reason_given(reason)
    live = LeaveRequest.objects.filter(registration=row, lesson=lesson)
    if live.filter(state__in=(State.ASKED, State.GRANTED)).exists():
        raise Refused([Reason(TWICE)])
    one = LeaveRequest.objects.create(
        registration=row, lesson=lesson, reason=words, state=State.GRANTED, asked_at=at,
        asked_by=by.name, decided_at=at, decided_by=by.name, office=by.office,
    )  # fmt: skip
    _log(one, "attendance.leave_granted", row.training_class, by)
    _enter(row, lesson, by=by, at=at)
    told(row.training_class, [row.pk], at)
    return one


@transaction.atomic
def withdraw_leave(request: LeaveRequest, *, by: Actor, at: datetime) -> LeaveRequest:
    """Take an own request back that is not decided; whoever calls has seen that it is the person's.

    Refused once it was decided.
    """
    row = locked(request.registration_id)
    one = LeaveRequest.objects.get(pk=request.pk)
    if one.state != State.ASKED:
        raise Refused([Reason(SETTLED)])
    one.state, one.decided_at, one.decided_by = State.WITHDRAWN, at, by.name
    one.save()
    _log(one, "attendance.leave_withdrawn", row.training_class, by)
    return one
