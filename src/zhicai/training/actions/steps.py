"""Move a class on: open, start, finish, close; postpone, move, cancel; allow dates outside."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.places.queries import is_within, path_of
from zhicai.training.actions.locking import (
    day_of,
    lock_timetables,
    locked_class,
    locked_own,
    note,
)
from zhicai.training.actions.requests import sync_requests
from zhicai.training.actions.telling import tell
from zhicai.training.announcements import (
    ClassCancelled,
    ClassChanged,
    ClassClosed,
    ClassFinished,
    ClassOpened,
    ClassStarted,
)
from zhicai.training.models import Change, Lecturer, LecturerRequest, Lesson, TrainingClass
from zhicai.training.queries.assessment import off_package
from zhicai.training.queries.classes import class_for
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.training.queries.steps import decision_on, next_step, step_facts
from zhicai.training.queries.timetable import booked, booked_elsewhere
from zhicai.training.rules.steps import (
    CLOSED,
    FINISHED,
    LIVE,
    OPEN,
    PLANNED,
    RUNNING,
    decide_window,
)
from zhicai.training.rules.timetable import clashes

_WHAT: Mapping[str, str] = {
    OPEN: Change.What.OPENED,
    RUNNING: Change.What.STARTED,
    FINISHED: Change.What.FINISHED,
    CLOSED: Change.What.CLOSED,
}
_ANNOUNCED: Mapping[str, Callable[[int, datetime], object]] = {
    OPEN: ClassOpened,
    RUNNING: ClassStarted,
    FINISHED: ClassFinished,
    CLOSED: ClassClosed,
}


@transaction.atomic
def take_step(found: TrainingClass, step: str, *, by: Acting, at: datetime) -> TrainingClass:
    """Take the next step of a class, after the rule and the conditions of other apps.

    Refused with everything that is missing. Flags are recorded with the step.
    """
    row = locked_own(found.pk, by)
    frame = frame_of(row.programme_year, on=day_of(at))
    if step != next_step(row):
        says = Text(
            f"班次现在“{row.get_state_display()}”，不能办理这一步。",
            "The class is in another state; this step cannot be taken now.",
        )
        raise Refused([Reason(says, frame.cites.get("running"))])
    decision = decision_on(row, step, frame)
    decision.insist()
    row.state = step
    if step == OPEN:
        row.opened_at = at
    elif step == FINISHED:
        row.finished_on = frame.on
    elif step == CLOSED:
        row.closed_on = frame.on
    row.revision += 1
    row.save()
    flags = [reason.says.zh for reason in decision.reasons]
    note(row, _WHAT[step], by=by, at=at, says="；".join(flags))
    record(by, f"training.class_{_WHAT[step]}", row, place=row.place.code, values={"flags": flags})
    announce(_ANNOUNCED[step](row.pk, at))
    return row


def told_change(
    row: TrainingClass,
    change: Change,
    says: Text,
    *,
    by: Acting,
    at: datetime,
    lecturers: tuple[Lecturer, ...] = (),
) -> None:
    """Tell everyone concerned what changed, and the apps above, which tell the trainees."""
    title = Text(f"{row.title}：{says.zh}", f"{row.title}: {says.en}")
    body = Text(change.reason, change.reason)
    tell(row, change, Text(title.zh[:200], title.en[:300]), body, by=by, at=at, lecturers=lecturers)
    announce(ClassChanged(row.pk, at, change.what, says))


@transaction.atomic
def postpone(
    found: TrainingClass,
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: Acting,
    at: datetime,
) -> TrainingClass:
    """Move a class to other days; its lessons move along by as many days.

    Refused outside the window without the province's leave, on a clash, and when it has begun.
    """
    row = locked_own(found.pk, by)
    frame = frame_of(row.programme_year, on=day_of(at))
    lock_timetables(row.programme_year)
    _still(row, frame, (PLANNED, OPEN))
    faults = _dates_faults(row, starts_on, ends_on, reason)
    if faults:
        raise BadInput(faults)
    shift = starts_on - row.starts_on
    before = Text(f"{row.starts_on} 至 {row.ends_on}", f"{row.starts_on} to {row.ends_on}")
    row.starts_on, row.ends_on = starts_on, ends_on
    for name in ("registration_opens", "registration_closes"):
        day = getattr(row, name)
        setattr(row, name, day + shift if day else None)
    decide_window(step_facts(row, PLANNED, frame)).insist()
    lessons = list(row.lessons.filter(cancelled=False).select_related("lecturer"))
    for lesson in lessons:
        lesson.day = min(lesson.day + shift, ends_on)
    _refuse_clashes(row, lessons, frame)
    Lesson.objects.bulk_update(lessons, ["day"])
    row.revision += 1
    row.save()
    sync_requests(row, frame, by=by, at=at)
    says = Text(
        f"由 {before.zh} 改为 {starts_on} 至 {ends_on}",
        f"moved from {before.en} to {starts_on} to {ends_on}",
    )
    _changed(row, Change.What.POSTPONED, says, reason, lessons, by=by, at=at)
    return row


@transaction.atomic
def move(
    found: TrainingClass,
    *,
    venue: str,
    venue_place: str,
    reason: str,
    by: Acting,
    at: datetime,
) -> TrainingClass:
    """Hold a class elsewhere; flagged where the venue lies outside the area (HB-3.1.2.a)."""
    row = locked_own(found.pk, by)
    frame = frame_of(row.programme_year, on=day_of(at))
    lock_timetables(row.programme_year)
    _still(row, frame, LIVE)
    place = Place.objects.filter(code=venue_place).first()
    faults = []
    if not venue.strip():
        faults.append(Fault(Text("请写明培训地点。", "Name the venue."), "venue"))
    if place is None or not is_within(path_of(place, on=frame.on), frame.year.province.code):
        says = Text("请选择培训地点所在的地区。", "Choose the area of the venue.")
        faults.append(Fault(says, "venue_place"))
    if not reason.strip():
        faults.append(_reason_missing())
    if faults or place is None:
        raise BadInput(faults)
    if why := off_package(row, place, row.capacity, on=frame.on):
        raise Refused([why])
    before = row.venue
    row.venue, row.venue_place = venue.strip()[:200], place
    own = path_of(row.place, on=frame.on)
    row.away = place.pk != row.place_id and not is_within(path_of(place, on=frame.on), own)
    lessons = list(row.lessons.filter(cancelled=False).select_related("lecturer"))
    _refuse_clashes(row, lessons, frame)
    row.revision += 1
    row.save()
    says = Text(f"地点由“{before}”改为“{row.venue}”", f"moved from “{before}” to “{row.venue}”")
    _changed(row, Change.What.MOVED, says, reason, lessons, by=by, at=at)
    return row


@transaction.atomic
def cancel_class(found: TrainingClass, *, reason: str, by: Acting, at: datetime) -> TrainingClass:
    """Cancel a class that has not ended; its rooms, lecturers and requests are free again."""
    row = locked_own(found.pk, by)
    frame = frame_of(row.programme_year, on=day_of(at))
    _still(row, frame, LIVE)
    if not reason.strip():
        raise BadInput([_reason_missing()])
    lecturers = list(Lecturer.objects.filter(lessons__training_class=row).distinct())
    change = note(row, Change.What.CANCELLED, by=by, at=at, reason=reason.strip())
    title = Text(f"{row.title}：已取消", f"{row.title}: cancelled")
    body = Text(reason.strip(), reason.strip())
    tell(row, change, title, body, by=by, at=at, lecturers=lecturers)
    row.requests.filter(state=LecturerRequest.State.OPEN).update(
        state=LecturerRequest.State.WITHDRAWN
    )
    row.state = TrainingClass.State.CANCELLED
    row.cancelled_on, row.cancelled_for = frame.on, reason.strip()[:400]
    row.revision += 1
    row.save()
    record(by, "training.class_cancelled", row, place=row.place.code, reason=row.cancelled_for)
    announce(ClassCancelled(row.pk, at, row.cancelled_for))
    return row


@transaction.atomic
def allow_outside(found: TrainingClass, *, reason: str, by: Acting, at: datetime) -> TrainingClass:
    """Let the province allow a class outside the window, with its reason (HB-3.1.1.a)."""
    require(by, "training.allow")
    class_for(by, found.pk, on=day_of(at))
    row = locked_class(found.pk)
    frame = frame_of(row.programme_year, on=day_of(at))
    _still(row, frame, (PLANNED, OPEN))
    if not reason.strip():
        raise BadInput([_reason_missing()])
    row.allowed_for, row.allowed_by = reason.strip()[:400], by.office
    row.allowed_on = frame.on
    row.revision += 1
    row.save()
    change = note(row, Change.What.ALLOWED, by=by, at=at, reason=row.allowed_for)
    clause = frame.cites.get("window") or ""
    record(by, "training.outside_allowed", row, place=row.place.code, clause=clause,
           reason=row.allowed_for)  # fmt: skip
    title = Text(
        f"{row.title}：省局同意在规定时间以外办班", f"{row.title}: dates outside the window allowed"
    )
    tell(row, change, title, Text(row.allowed_for, row.allowed_for), by=by, at=at)
    return row


def _changed(
    row: TrainingClass,
    what: str,
    says: Text,
    reason: str,
    lessons: list[Lesson],
    *,
    by: Acting,
    at: datetime,
) -> None:
    change = note(row, what, by=by, at=at, says=says.zh, reason=reason.strip())
    record(by, f"training.class_{what}", row, place=row.place.code, reason=reason.strip(),
           values={"says": says.zh})  # fmt: skip
    lecturers = {lesson.lecturer for lesson in lessons if lesson.lecturer is not None}
    told_change(row, change, says, by=by, at=at, lecturers=tuple(lecturers))


def _refuse_clashes(row: TrainingClass, lessons: list[Lesson], frame: Frame) -> None:
    """Refuse what would take a room or lecturer that another class has."""
    taught = [lesson.lecturer_id for lesson in lessons if lesson.lecturer_id]
    others = booked_elsewhere(row, [lesson.day for lesson in lessons], taught)
    found = clashes([booked(lesson, row) for lesson in lessons], others)
    if found:
        clause = frame.cites.get("assigning")
        raise Refused([Reason(fault.says, clause) for fault in found])


def _still(row: TrainingClass, frame: Frame, states: tuple[str, ...]) -> None:
    if row.state in states:
        return
    says = Text(
        f"班次现在“{row.get_state_display()}”，不能再这样修改。",
        "The class is past the state in which this can be changed.",
    )
    raise Refused([Reason(says, frame.cites.get("running"))])


def _reason_missing() -> Fault:
    return Fault(Text("请写明原因，会告知各单位。", "Give the reason; everyone is told."), "reason")


def _dates_faults(row: TrainingClass, starts_on: date, ends_on: date, reason: str) -> list[Fault]:
    faults = []
    if ends_on < starts_on:
        says = Text("结班日期早于开班日期。", "The last day lies before the first.")
        faults.append(Fault(says, "ends_on"))
    if starts_on.year != row.programme_year.year or ends_on.year != row.programme_year.year:
        says = Text("培训时间要在本年度之内。", "The class must lie within the year.")
        faults.append(Fault(says, "starts_on"))
    if not reason.strip():
        faults.append(_reason_missing())
    return faults
