"""Requests for lecturers: made by themselves, answered by the province or the working group."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.actions.locking import day_of, lock_timetables, locked_class
from zhicai.training.actions.placing import put_lecturer
from zhicai.training.actions.telling import ask_lecturers, tell_parties
from zhicai.training.models import Lecturer, LecturerRequest, Lesson, TrainingClass
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.training.queries.organisers import needs_experts, party
from zhicai.training.queries.requests import answers_for

_LIVE = (LecturerRequest.State.OPEN, LecturerRequest.State.SENT)


def due_of(frame: Frame, starts_on: date) -> date:
    """Return the day by which lecturers of a class are wanted (setting, A-HB-10)."""
    return starts_on - timedelta(days=int(frame.settings.get("lecturer-request-lead-days") or 0))


@transaction.atomic
def sync_requests(found: TrainingClass, frame: Frame, *, by: Acting, at: datetime) -> None:
    """Let the requests of a class follow its timetable, dates and city.

    Each practical lesson asks the province (HB-2.3.f); a class in a city without a base asks the
    working group for an expert (HB-3.1.7.3.a). What is no longer wanted is withdrawn.
    """
    due = due_of(frame, found.starts_on)
    live = list(found.requests.filter(state__in=_LIVE))
    for row in live:
        row.due = due
    practical = list(found.lessons.filter(practical=True, cancelled=False))
    wanted = {lesson.pk for lesson in practical}
    have = {row.lesson_id for row in live if row.kind == LecturerRequest.Kind.PRACTICAL}
    asks = {"training_class": found, "asked_on": frame.on, "asked_by": by.office, "due": due}
    fresh = [
        LecturerRequest(
            lesson=lesson,
            kind=LecturerRequest.Kind.PRACTICAL,
            says=f"{lesson.title} {lesson.day}"[:400],
            **asks,
        )
        for lesson in practical
        if lesson.pk not in have
    ]
    gone = [
        row
        for row in live
        if row.kind == LecturerRequest.Kind.PRACTICAL and row.lesson_id not in wanted
    ]
    for row in gone:
        row.state = LecturerRequest.State.WITHDRAWN
    asked = found.requests.filter(kind=LecturerRequest.Kind.EXPERT).exists()
    if found.track == frame.track and not asked and needs_experts(found.place, frame):
        fresh.append(LecturerRequest(kind=LecturerRequest.Kind.EXPERT, **asks))
    LecturerRequest.objects.bulk_update(live, ["due", "state"])
    LecturerRequest.objects.bulk_create(fresh)


@transaction.atomic
def send_lecturer(
    request: LecturerRequest,
    lecturer: Lecturer,
    *,
    by: Acting,
    at: datetime,
    lessons: Sequence[int] = (),
    says: str = "",
) -> LecturerRequest:
    """Answer a request with a lecturer of the pool.

    A practical request fills its lesson; an expert takes ``lessons`` of the class (ids), if any are
    chosen. Refused for who is not asked, for who is not in the pool, and on a clash.
    """
    row, found, frame = _locked(request, by, at)
    if row.lesson_id is not None:
        put = [put_lecturer(row.lesson_id, lecturer, found, frame, by=by)]
    else:
        put = [put_lecturer(pk, lecturer, found, frame, by=by) for pk in _offered(found, lessons)]
        if lecturer.state != Lecturer.State.ACTIVE:
            raise Refused([_not_in_pool(lecturer, frame)])
    row.state, row.lecturer, row.answer = LecturerRequest.State.SENT, lecturer, says[:400]
    row.answered_on, row.answered_by = frame.on, by.office
    row.save()
    ask_lecturers(found, put, by=by, at=at)
    values = {"kind": row.kind, "lecturer": lecturer.pk, "lesson": row.lesson_id}
    record(by, "training.lecturer_sent", found, place=found.place.code, values=values)
    title = Text(f"{found.title}：已派{lecturer.name}", f"{found.title}: {lecturer.name} is sent")
    _tell_owner(row, found, title, says, by=by, at=at)
    return row


@transaction.atomic
def decline_request(
    request: LecturerRequest, *, reason: str, by: Acting, at: datetime
) -> LecturerRequest:
    """Say that no lecturer can be sent, with the reason; the class may ask again."""
    row, found, frame = _locked(request, by, at)
    if not reason.strip():
        raise BadInput(
            [Fault(Text("请写明无法派出的原因。", "Say why none can be sent."), "reason")]
        )
    row.state, row.answer = LecturerRequest.State.DECLINED, reason.strip()[:400]
    row.answered_on, row.answered_by = frame.on, by.office
    row.save()
    record(by, "training.request_declined", found, place=found.place.code, reason=row.answer)
    title = Text(f"{found.title}：暂无法派出讲师", f"{found.title}: no lecturer can be sent")
    _tell_owner(row, found, title, reason, by=by, at=at)
    return row


def _locked(
    request: LecturerRequest, by: Acting, at: datetime
) -> tuple[LecturerRequest, TrainingClass, Frame]:
    require(by, "training.requests")
    found = locked_class(request.training_class_id)
    lock_timetables(found.programme_year)
    frame = frame_of(found.programme_year, on=day_of(at))
    row = LecturerRequest.objects.select_for_update().get(pk=request.pk)
    if not answers_for(by, row.kind, found, frame):
        raise OutOfScope
    if row.state != LecturerRequest.State.OPEN:
        says = Text("这条请求已经办理。", "This request has been answered already.")
        raise Refused([Reason(says, frame.cites.get("practical-lecturer"))])
    return row, found, frame


def _offered(found: TrainingClass, lessons: Iterable[int]) -> list[int]:
    """The lessons out of ``lessons`` that an expert may take: no practical ones."""
    rows = Lesson.objects.filter(training_class=found, practical=False, cancelled=False)
    return list(rows.filter(pk__in=list(lessons)).values_list("pk", flat=True))


def _not_in_pool(lecturer: Lecturer, frame: Frame) -> Reason:
    says = Text(
        f"{lecturer.name}不在讲师库（{lecturer.get_state_display()}），不能派出。",
        f"{lecturer.name} is not active in the pool and cannot be sent.",
    )
    return Reason(says, frame.cites.get("pool"))


def _tell_owner(
    row: LecturerRequest, found: TrainingClass, title: Text, words: str, *, by: Acting, at: datetime
) -> None:
    rows = found.organisers.filter(role__in=("undertaking", "host")).select_related(
        "place", "organisation"
    )
    parties = [one for one in map(party, rows) if not one.is_of(by)]
    body = Text(words, words)
    link = reverse("training:lecturers", args=[found.pk])
    key = f"request:{row.pk}:{row.state}"
    tell_parties(found, parties, title, body, key=key, link=link, by=by, at=at)
