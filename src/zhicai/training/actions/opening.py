"""Set up a class: from an accepted plan line, or unplanned with a reason; change its facts."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.places.queries import is_within, path_of
from zhicai.planning.models import PlannedClass
from zhicai.planning.rules.content import Form
from zhicai.programmes.models import ProgrammeYear
from zhicai.training.actions.locking import day_of, lock_timetables, locked_own, note
from zhicai.training.actions.requests import sync_requests
from zhicai.training.actions.steps import told_change
from zhicai.training.models import Change, ClassOrganiser, Lesson, TrainingClass
from zhicai.training.queries.assessment import off_package
from zhicai.training.queries.classes import may_open, run_levels
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.training.queries.organisers import parties_of
from zhicai.training.rules.classes import ClassFacts, class_faults
from zhicai.training.rules.steps import CANCELLED, CLOSED, FINISHED, LIVE, PLANNED
from zhicai.training.rules.timetable import CourseLine, is_practical, laid_out

REGISTRATION_DAYS = 30
"""Registration opens so many days before a class, as long as nobody says otherwise."""


def facts_from_plan(planned: PlannedClass) -> ClassFacts:
    """Return what a class opened from a plan line starts with; nothing is typed twice."""
    return ClassFacts(
        title=planned.title,
        starts_on=planned.starts_on,
        ends_on=planned.ends_on,
        venue=planned.venue,
        venue_place=planned.place.code,
        capacity=planned.expected_people,
        registration_opens=planned.starts_on - timedelta(days=REGISTRATION_DAYS),
        registration_closes=planned.starts_on - timedelta(days=1),
    )


@transaction.atomic
def open_from_plan(
    planned: PlannedClass, *, by: Acting, at: datetime, facts: ClassFacts | None = None
) -> TrainingClass:
    """Set up the class of an accepted plan line, with its courses as the first timetable.

    Refused where the line has a class already, or is no longer in force.
    """
    require(by, "training.run")
    lock_timetables(planned.plan.programme_year)
    planned = PlannedClass.objects.select_related("plan__programme_year__province", "place").get(
        pk=planned.pk
    )
    if not may_open(by, planned):
        raise OutOfScope
    frame = frame_of(planned.plan.programme_year, on=day_of(at))
    clause = frame.cites.get("running")
    if planned.dropped_on is not None:
        says = Text("这条计划已撤销，不能开班。", "This plan line is no longer in force.")
        raise Refused([Reason(says, clause)])
    if planned.training_classes.exclude(state=CANCELLED).exists():
        says = Text("这条计划已经建班。", "This plan line has a class already.")
        raise Refused([Reason(says, clause)])
    return _create(
        facts or facts_from_plan(planned), frame, Level(planned.plan.level), planned.place,
        by=by, at=at, planned=planned, track=planned.track,
    )  # fmt: skip


@transaction.atomic
def open_unplanned(
    year: ProgrammeYear, facts: ClassFacts, *, reason: str, by: Acting, at: datetime
) -> TrainingClass:
    """Set up a class that no plan holds; says why. It shows among the gaps (HB-3.1.7.4.b)."""
    require(by, "training.run")
    lock_timetables(year)
    frame = frame_of(year, on=day_of(at))
    levels = run_levels(by, year, frame.track, on=frame.on)
    if not levels:
        says = Text(
            "按培训组织的分工，您的单位不承办这类班。",
            "By the division of duties your office runs no such classes.",
        )
        raise Refused([Reason(says, frame.cites.get("running"))])
    if not reason.strip():
        raise BadInput(
            [Fault(Text("请写明没有列入计划的原因。", "Say why it was not planned."), "reason")]
        )
    place = Place.objects.get(pk=by.place_id)
    return _create(
        facts, frame, levels[0], place, by=by, at=at, track=frame.track, reason=reason.strip()
    )


def _create(
    facts: ClassFacts,
    frame: Frame,
    level: Level,
    place: Place,
    *,
    by: Acting,
    at: datetime,
    track: str,
    planned: PlannedClass | None = None,
    reason: str = "",
) -> TrainingClass:
    venue = _checked(facts, frame, place)
    year = frame.year
    taken = TrainingClass.objects.filter(programme_year=year, place=place).count()
    found = TrainingClass(
        programme_year=year,
        track=track,
        planned=planned,
        unplanned_for=reason[:400],
        place=place,
        level=level,
        number=f"{year.year}-{place.code}-{taken + 1:02d}",
        ability=frame.ability(track),
        away=_away(venue, place, frame),
    )
    _write(found, facts, venue)
    found.save(force_insert=True)
    ClassOrganiser.objects.bulk_create(
        ClassOrganiser(
            training_class=found, role=role, body=body, place=one.place, level=one.level or "",
            organisation=one.organisation,
        )
        for role, body, one in parties_of(found, frame)
    )  # fmt: skip
    if planned is not None:
        Lesson.objects.bulk_create(lessons_of_plan(found, planned, frame))
    sync_requests(found, frame, by=by, at=at)
    note(found, Change.What.CREATED, by=by, at=at, reason=reason)
    values = {"number": found.number, "planned": planned.pk if planned else None}
    record(by, "training.class_created", found, place=place.code, reason=reason, values=values)
    return found


def _checked(facts: ClassFacts, frame: Frame, place: Place) -> Place:
    """Return the place of the venue; BadInput with everything that is wrong."""
    faults = class_faults(facts, year=frame.year.year)
    venue = Place.objects.filter(code=facts.venue_place).first()
    province = frame.year.province.code
    if venue is None or not is_within(path_of(venue, on=frame.on), province):
        says = Text("请选择培训地点所在的地区。", "Choose the area of the venue.")
        faults.append(Fault(says, field="venue_place"))
    if faults or venue is None:
        raise BadInput(faults)
    return venue


def _away(venue: Place, place: Place, frame: Frame) -> bool:
    """Say whether a venue lies outside the area of who runs the class (HB-3.1.2.a)."""
    own = path_of(place, on=frame.on)
    return venue.pk != place.pk and not is_within(path_of(venue, on=frame.on), own)


def _write(found: TrainingClass, facts: ClassFacts, venue: Place) -> None:
    for name, value in asdict(facts).items():
        if name != "venue_place":
            setattr(found, name, value.strip() if isinstance(value, str) else value)
    found.venue_place = venue


def lessons_of_plan(found: TrainingClass, planned: PlannedClass, frame: Frame) -> list[Lesson]:
    """Return the courses of a plan line laid out as lessons, not yet saved."""
    courses = planned.courses.prefetch_related("tags").order_by("position")
    lines = [
        CourseLine(
            row.title,
            row.hours,
            row.form == Form.PRACTICE,
            tuple(tag.key for tag in row.tags.all() if tag.sort == "item"),
        )
        for row in courses
    ]
    facts = laid_out(lines, first=found.starts_on, last=found.ends_on)
    lessons = []
    for one in facts:
        lesson = Lesson(training_class=found, items=list(one.items))
        for name in ("title", "day", "starts", "ends", "hours", "room", "form", "breadth"):
            setattr(lesson, name, getattr(one, name))
        lesson.practical = is_practical(one.items, frame.compulsory)
        lessons.append(lesson)
    return lessons


def facts_as_stored(found: TrainingClass) -> ClassFacts:
    """Return the facts of a class as they stand."""
    return ClassFacts(
        found.title, found.starts_on, found.ends_on, found.venue, found.venue_place.code,
        found.capacity, found.registration_opens, found.registration_closes, found.audience,
        found.contact, found.phone, found.notes,
    )  # fmt: skip


@transaction.atomic
def change_class(
    found: TrainingClass,
    facts: ClassFacts,
    *,
    by: Acting,
    at: datetime,
    revision: int | None = None,
) -> TrainingClass:
    """Change what a class says of itself; dates and venue of one that is open go by postponing.

    Refused once it has ended. Capacity, contact and registration may change until then.
    """
    row = locked_own(found.pk, by, revision=revision)
    frame = frame_of(row.programme_year, on=day_of(at))
    before = facts_as_stored(row)
    if row.state in (FINISHED, CLOSED, CANCELLED):
        says = Text("班次已结束，不能再改。", "The class has ended and cannot be changed.")
        raise Refused([Reason(says, frame.cites.get("running"))])
    if row.state != PLANNED:
        facts = replace(
            facts, starts_on=before.starts_on, ends_on=before.ends_on, venue=before.venue,
            venue_place=before.venue_place,
        )  # fmt: skip
    venue = _checked(facts, frame, row.place)
    if reason := off_package(row, venue, facts.capacity, on=frame.on):
        raise Refused([reason])
    _write(row, facts, venue)
    row.away = _away(venue, row.place, frame)
    _days_fit(row, facts)
    row.revision += 1
    row.save()
    sync_requests(row, frame, by=by, at=at)
    changed = [name for name, value in asdict(facts).items() if value != getattr(before, name)]
    if changed:
        change = note(row, Change.What.CHANGED, by=by, at=at)
        record(by, "training.class_changed", row, place=row.place.code,
               values={"changed": changed})  # fmt: skip
        if row.state in LIVE and row.state != PLANNED:
            told_change(row, change, Text("班次信息有修改。", "Its facts changed."), by=by, at=at)
    return row


def _days_fit(row: TrainingClass, facts: ClassFacts) -> None:
    """Refuse dates that leave lessons outside: postponing moves them along, editing does not."""
    outside = row.lessons.filter(cancelled=False).exclude(
        day__gte=facts.starts_on, day__lte=facts.ends_on
    )
    if n := outside.count():
        says = Text(
            f"有 {n} 节课不在新的培训时间之内。请用“改期”，课表会一起顺延。",
            f"{n} lessons lie outside the new dates. Postpone instead: the timetable moves along.",
        )
        raise BadInput([Fault(says, field="starts_on")])
