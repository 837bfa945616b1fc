"""A lecturer accepts or declines a lesson; a request that was declined is made again."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.actions.locking import day_of, lock_timetables, locked_class, locked_own, note
from zhicai.training.actions.requests import due_of
from zhicai.training.actions.telling import tell_parties
from zhicai.training.models import (
    Change,
    Lecturer,
    LecturerReply,
    LecturerRequest,
    Lesson,
    TrainingClass,
)
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.training.queries.organisers import party
from zhicai.training.rules.steps import LIVE
from zhicai.training.rules.teaching import reason_faults

ASKED, ACCEPTED = "asked", "accepted"
_LIVE_REQUEST = (LecturerRequest.State.OPEN, LecturerRequest.State.SENT)


def _own(lesson: Lesson, by: Acting, at: datetime) -> tuple[Lesson, Lecturer, TrainingClass, Frame]:
    """The user's own lesson with its class locked; OutOfScope for anyone else's."""
    found = locked_class(lesson.training_class_id)
    frame = frame_of(found.programme_year, on=day_of(at))
    row = Lesson.objects.select_for_update().get(pk=lesson.pk)
    lecturer = Lecturer.objects.filter(user_id=by.user_id, pk=row.lecturer_id or 0).first()
    if lecturer is None or row.cancelled:
        raise OutOfScope
    if found.state not in LIVE or row.day < day_of(at):
        says = Text("这节课已经结束，不能再答复。", "This lesson is over; nothing can be changed.")
        raise Refused([Reason(says, frame.cites.get("assigning"))])
    return row, lecturer, found, frame


@transaction.atomic
def accept_lesson(lesson: Lesson, *, by: Acting, at: datetime) -> Lesson:
    """Accept to teach a lesson that one was assigned to; doing so again changes nothing."""
    row, lecturer, found, _frame = _own(lesson, by, at)
    if row.lecturer_state == ACCEPTED:
        return row
    row.lecturer_state = ACCEPTED
    row.save(update_fields=["lecturer_state"])
    LecturerReply.objects.create(
        lesson=row, lecturer=lecturer, state=LecturerReply.State.ACCEPTED,
        assigned_by=row.assigned_by, at=at,
    )  # fmt: skip
    values = {"lesson": row.pk, "lecturer": lecturer.pk}
    record(by, "training.lesson_accepted", found, place=found.place.code, values=values)
    return row


@transaction.atomic
def decline_lesson(lesson: Lesson, *, reason: str, by: Acting, at: datetime) -> Lesson:
    """Decline to teach a lesson, with the reason: it needs a lecturer again.

    The office that runs the class and its hosts are told and find it in their inbox; whoever sends
    the lecturer of a practical course, or experts, has the request again (HB-2.3.f, HB-3.1.7.3.a).
    """
    faults = reason_faults(reason)
    if faults:
        raise BadInput(faults)
    row, lecturer, found, frame = _own(lesson, by, at)
    reply = LecturerReply.objects.create(
        lesson=row, lecturer=lecturer, state=LecturerReply.State.DECLINED,
        reason=reason.strip(), assigned_by=row.assigned_by, at=at,
    )  # fmt: skip
    row.lecturer, row.lecturer_state, row.assigned_by, row.assigned_on = None, "", "", None
    row.save(update_fields=["lecturer", "lecturer_state", "assigned_by", "assigned_on"])
    _reopen(row, lecturer, found, frame, reason=reason.strip(), by=by)
    says = f"{lecturer.name}：《{row.title}》"
    note(found, Change.What.DECLINED, by=by, at=at, says=says, reason=reason.strip())
    values = {"lesson": row.pk, "lecturer": lecturer.pk}
    record(by, "training.lesson_declined", found, place=found.place.code, reason=reason.strip(),
           values=values)  # fmt: skip
    _tell(row, lecturer, found, reply, by=by, at=at)
    return row


def _reopen(
    row: Lesson, lecturer: Lecturer, found: TrainingClass, frame: Frame, *, reason: str, by: Acting
) -> None:
    """Close the request by which this lecturer was sent, and ask anew."""
    sent = found.requests.filter(state=LecturerRequest.State.SENT, lecturer=lecturer)
    still = found.lessons.filter(lecturer=lecturer, cancelled=False).exists()
    for one in sent.filter(lesson=row) if row.practical or still else sent.filter(lesson=None):
        one.state, one.answer = LecturerRequest.State.DECLINED, reason[:400]
        one.answered_on, one.answered_by = frame.on, lecturer.name
        one.save()
        _again(one, found, frame, asked_by=one.asked_by)


def _again(
    before: LecturerRequest, found: TrainingClass, frame: Frame, *, asked_by: str
) -> LecturerRequest:
    return LecturerRequest.objects.create(
        training_class=found, lesson=before.lesson, kind=before.kind, says=before.says,
        asked_on=frame.on, asked_by=asked_by, due=max(frame.on, due_of(frame, found.starts_on)),
    )  # fmt: skip


def _tell(
    row: Lesson, lecturer: Lecturer, found: TrainingClass, reply: LecturerReply, *, by: Acting,
    at: datetime,
) -> None:  # fmt: skip
    rows = found.organisers.filter(role__in=("undertaking", "host", "co-host"))
    parties = [party(one) for one in rows.select_related("place", "organisation")]
    title = Text(
        f"{found.title}：{lecturer.name}不能讲《{row.title}》"[:200],
        f"{found.title}: {lecturer.name} cannot teach “{row.title}”"[:300],
    )
    link = reverse("training:lecturers", args=[found.pk])
    tell_parties(
        found, parties, title, Text(reply.reason, reply.reason), key=f"reply:{reply.pk}", link=link,
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def ask_again(request: LecturerRequest, *, by: Acting, at: datetime) -> LecturerRequest:
    """Make a request anew that was answered with no; only the office that runs the class does.

    Refused while one is open, when nobody declined, and once the class has ended.
    """
    found = locked_own(request.training_class_id, by)
    lock_timetables(found.programme_year)
    frame = frame_of(found.programme_year, on=day_of(at))
    row = LecturerRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    clause = frame.cites.get("practical-lecturer" if row.kind == "practical" else "experts")
    lesson = row.lesson
    same = found.requests.filter(kind=row.kind, lesson=lesson, state__in=_LIVE_REQUEST)
    filled = lesson is not None and (lesson.cancelled or lesson.lecturer_id is not None)
    if row.state != LecturerRequest.State.DECLINED or same.exists() or filled:
        says = Text("这条请求正在办理或已经派出。", "This request is open or has been met.")
        raise Refused([Reason(says, clause)])
    if found.state not in LIVE:
        says = Text("班次已结束，不能再请求讲师。", "The class has ended; none can be asked for.")
        raise Refused([Reason(says, clause)])
    fresh = _again(row, found, frame, asked_by=by.office)
    values = {"kind": row.kind, "lesson": row.lesson_id}
    record(by, "training.asked_again", found, place=found.place.code, clause=clause or "",
           values=values)  # fmt: skip
    return fresh
