"""What of training waits for an office: requests, classes to begin or close, evaluations."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import ONESELF
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.training.models import Lecturer, LecturerRequest, TrainingClass
from zhicai.training.queries.classes import may_run, visible_to
from zhicai.training.queries.evaluations import (
    effects_awaited,
    evaluation_due,
    may_evaluate,
    steps_awaited,
)
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.training.queries.lecturers import may_assign
from zhicai.training.queries.own import asked_of, declined
from zhicai.training.queries.requests import kinds_answered, open_requests_to


def _place(place: Place) -> Text:
    return Text(place.name, place.english or place.name)


def _row(found: TrainingClass, title: Text, url: str, **more: object) -> Waiting:
    values: dict[str, object] = {"since": found.starts_on} | more
    named = title.format_map({"t": found.title})
    return Waiting(
        title=named, url=url, place=_place(found.place), place_code=found.place.code,
        **values,  # type: ignore[arg-type]
    )  # fmt: skip


# --- requests for lecturers ----------------------------------------------------------------------


def count_requests(acting: Acting, on: date) -> int:
    """Return how many requests wait for the province or the working group."""
    return open_requests_to(acting).count() if kinds_answered(acting) else 0


def requests(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the requests that wait, the earliest due first."""
    if not kinds_answered(acting):
        return []
    words = {
        LecturerRequest.Kind.PRACTICAL: Text(
            "为“{t}”派实战讲师", "Send a practical lecturer to “{t}”"
        ),
        LecturerRequest.Kind.EXPERT: Text("为“{t}”委派专家", "Send an expert to “{t}”"),
    }
    return [
        _row(
            row.training_class, words[LecturerRequest.Kind(row.kind)],
            reverse("training:request", args=[row.pk]), since=row.asked_on, due=row.due,
        )
        for row in open_requests_to(acting)[:limit]
    ]  # fmt: skip


# --- the office's own classes --------------------------------------------------------------------


def _own_steps(acting: Acting, on: date) -> QuerySet[TrainingClass]:
    """The own classes whose next step is due by their dates."""
    if acting.organisation_id is not None or not holds(acting, "training.run"):
        return TrainingClass.objects.none()
    levels = [duty.level.value for duty in acting.duties if duty.level]
    due = (
        Q(state="planned", registration_opens__lte=on)
        | Q(state="open", starts_on__lte=on)
        | Q(state="running", ends_on__lt=on)
        | Q(state="finished")
    )
    rows = TrainingClass.objects.filter(due, place_id=acting.place_id, level__in=levels)
    return rows.select_related("place").order_by("starts_on", "pk")


def count_steps(acting: Acting, on: date) -> int:
    """Return how many of the own classes wait for their next step."""
    return _own_steps(acting, on).count()


def steps(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the own classes that wait for their next step."""
    words = {
        "planned": (Text("开放“{t}”报名", "Open “{t}” for enrolment"), "registration_opens"),
        "open": (Text("办理“{t}”开班", "Start “{t}”"), "starts_on"),
        "running": (Text("办理“{t}”结束", "Finish “{t}”"), "ends_on"),
        "finished": (Text("办理“{t}”结班", "Close “{t}”"), "ends_on"),
    }
    found = []
    for row in _own_steps(acting, on).order_by(F("starts_on"))[:limit]:
        title, day = words[row.state]
        since = getattr(row, day)
        due = row.starts_on if row.state in ("planned", "open") else None
        url = reverse("training:class", args=[row.pk])
        found.append(_row(row, title, url, since=since, due=due))
    return sorted(found, key=lambda one: (one.due is None, one.due or on, one.since))


# --- evaluations ---------------------------------------------------------------------------------

MOST_ASKED = 200
"""Finished classes of which it is asked who evaluates them."""


def _effects(acting: Acting, on: date) -> Iterator[tuple[TrainingClass, Frame]]:
    if not holds(acting, "training.evaluate"):
        return
    frames: dict[int, Frame] = {}
    may: dict[tuple[int, str], bool] = {}
    for row in effects_awaited(acting, on=on)[:MOST_ASKED]:
        year = row.programme_year
        frame = frames.setdefault(year.pk, frames.get(year.pk) or frame_of(year, on=on))
        key = (row.place_id, row.track)
        if key not in may:
            may[key] = may_evaluate(acting, row, "effect", frame)
        if may[key]:
            yield row, frame


def _steps(acting: Acting, on: date) -> list[tuple[TrainingClass, str]]:
    at_city = acting.organisation_id is None and acting.at_level(Level.CITY)
    return steps_awaited(acting, on=on) if at_city and holds(acting, "training.evaluate") else []


def count_evaluations(acting: Acting, on: date) -> int:
    """Return how many evaluations the office or organisation owes."""
    return sum(1 for _ in _effects(acting, on)) + len(_steps(acting, on))


def evaluations(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the evaluations that are owed: of effects by their due date, then of steps."""
    found = []
    for row, frame in _effects(acting, on):
        found.append(
            _row(
                row, Text("填写“{t}”的效果评估", "Evaluate the effect of “{t}”"),
                reverse("training:evaluation", args=[row.pk]), since=row.ends_on,
                due=evaluation_due(row, frame.settings), clause=frame.cites.get("effect") or "",
            )
        )  # fmt: skip
    words = {
        "running": Text("评估“{t}”的实施", "Evaluate the running of “{t}”"),
        "closing": Text("评估“{t}”的结班", "Evaluate the closing of “{t}”"),
    }
    for row, kind in _steps(acting, on):
        url = reverse("training:evaluation", args=[row.pk])
        found.append(_row(row, words[kind], url))
    return sorted(found, key=lambda one: (one.due is None, one.due or on, one.since))[:limit]


# --- proposals for the pool ----------------------------------------------------------------------


def _proposed(acting: Acting) -> QuerySet[Lecturer]:
    rows = Lecturer.objects.filter(state=Lecturer.State.PROPOSED, province__code=acting.province)
    return rows.order_by("entered_at")


def count_proposals(acting: Acting, on: date) -> int:
    """Return how many proposed lecturers wait for the province."""
    return _proposed(acting).count() if holds(acting, "training.keep") else 0


def proposals(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the lecturers who are proposed."""
    if not holds(acting, "training.keep"):
        return []
    title = Text("审核讲师入库：{t}", "Admit a lecturer: {t}")
    return [
        Waiting(
            title=title.format_map({"t": row.name}),
            url=reverse("training:lecturer", args=[row.pk]),
            since=row.entered_at.date(),
            place=Text(row.entered_by, row.entered_by),
        )
        for row in _proposed(acting)[:limit]
    ]


# --- lecturers' answers ---------------------------------------------------------------------------


def _may_teach(acting: Acting) -> bool:
    """Whether one's own lessons belong here: oneself, or a body's own people; never an office."""
    return acting.key == ONESELF or acting.organisation_id is not None


def count_lessons(acting: Acting, on: date) -> int:
    """Return how many lessons wait for the answer of who is signed in."""
    return asked_of(acting, on=on).count() if _may_teach(acting) else 0


def lessons(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the lessons that wait for the lecturer's answer, the next first."""
    if not _may_teach(acting):
        return []
    title = Text("确认授课：《{t}》", "Confirm the lesson “{t}”")
    return [
        Waiting(
            title=title.format_map({"t": row.title}),
            url=reverse("training:mine_lesson", args=[row.pk]),
            since=row.assigned_on or on,
            due=row.day,
            place=_place(row.training_class.place),
            place_code=row.training_class.place.code,
        )
        for row in asked_of(acting, on=on)[:limit]
    ]


def _declined(acting: Acting, on: date) -> list[tuple[TrainingClass, int]]:
    """Classes in which a lecturer declined, of those who run them or assign their lecturers."""
    if not (holds(acting, "training.run") or holds(acting, "training.assign")):
        return []
    frames: dict[int, Frame] = {}
    found = []
    for row in declined(visible_to(acting, on=on))[:MOST_ASKED]:
        year = row.programme_year
        frame = frames.setdefault(year.pk, frames.get(year.pk) or frame_of(year, on=on))
        if may_run(acting, row) or may_assign(acting, row, frame):
            found.append((row, len(getattr(row, "refused_lessons", ()))))
    return found


def _day(row: TrainingClass, on: date) -> date:
    """The day since when nobody stands in for the lecturer who declined."""
    at: datetime | None = getattr(row, "refused_at", None)
    return at.astimezone(CHINA).date() if at else on


def count_declined(acting: Acting, on: date) -> int:
    """Return in how many classes a lecturer declined and nobody stands in yet."""
    return len(_declined(acting, on))


def refused(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the classes in which a lecturer declined, the next to begin first."""
    title = Text("“{t}”有 {n} 节课的讲师不能授课", "A lecturer declined in “{t}”: {n}")
    rows = sorted(_declined(acting, on), key=lambda one: one[0].starts_on)
    return [
        _row(
            row, title.format_map({"t": "{t}", "n": n}),
            reverse("training:lecturers", args=[row.pk]), since=_day(row, on), due=row.starts_on,
        )
        for row, n in rows[:limit]
    ]  # fmt: skip


for _source in (
    Source("training.requests", Text("讲师和专家请求", "Requests for lecturers"), "user-plus",
           count_requests, requests),
    Source("training.steps", Text("培训班办理", "Classes to move on"), "school",
           count_steps, steps),
    Source("training.evaluations", Text("培训评估", "Evaluations"), "clipboard-check",
           count_evaluations, evaluations, dear=True),
    Source("training.proposals", Text("讲师入库", "Proposed lecturers"), "id",
           count_proposals, proposals),
    Source("training.lessons", Text("授课确认", "Lessons to confirm"), "calendar-event",
           count_lessons, lessons),
    Source("training.declined", Text("讲师不能授课", "Lecturers who declined"), "user-search",
           count_declined, refused, dear=True),
):  # fmt: skip
    register_source(_source)
