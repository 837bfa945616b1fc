"""Open assessment classes from the package in force; let them follow a new approval."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import is_within, path_of
from zhicai.planning.models import PackageLine
from zhicai.planning.queries.packages import package_track
from zhicai.planning.rules.content import Form
from zhicai.training.actions.locking import day_of, lock_timetables, note
from zhicai.training.actions.requests import sync_requests
from zhicai.training.models import Change, ClassOrganiser, Lesson, TrainingClass
from zhicai.training.queries.assessment import opens_line
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.training.queries.organisers import package_parties
from zhicai.training.rules.steps import CANCELLED, OPEN, PLANNED
from zhicai.training.rules.timetable import CourseLine, is_practical, laid_out

REGISTRATION_DAYS = 30
TEST_HOURS = 2
SLOTS = ((time(14), time(15, 30)), (time(16), time(17, 30)))
"""Examination and practical test on the last afternoon, until the office moves them."""
TESTED = CourseLine("", Decimal(TEST_HOURS), practice=False)
"""Keeps the last afternoon free for them; what does not fit before stands in the evenings."""


@transaction.atomic
def open_from_package(line: PackageLine, *, by: Acting, at: datetime) -> TrainingClass:
    """Set up the class of an approved package line, its design as the first timetable.

    Hosts, co-host and undertaking unit are filled in by the law's table (HB-3.2.3.*, HB-3.2.4.*);
    an examination and a practical test stand on the last afternoon (HB-3.2.5.d–e). Refused where
    the line is no longer in force or has a class already.
    """
    line = PackageLine.objects.select_related(
        "package__programme_year__province", "city", "undertaking"
    ).get(pk=line.pk)
    year = line.package.programme_year
    on = day_of(at)
    if not opens_line(by, line, on=on):
        raise OutOfScope
    lock_timetables(year)
    frame = frame_of(year, on=on)
    clause = frame.law.cites("training.approval")
    if line.dropped_on is not None:
        says = Text("材料里已经没有这个班，不能开班。", "This class is no longer in the package.")
        raise Refused([Reason(says, clause)])
    if line.classes.exclude(state=CANCELLED).exists():
        says = Text("这个班已经建班。", "This class has been set up already.")
        raise Refused([Reason(says, clause)])
    track = package_track(frame.law)
    taken = TrainingClass.objects.filter(programme_year=year, place=line.city).count()
    found = TrainingClass.objects.create(
        programme_year=year, track=track, line=line, run_by=line.undertaking, batch=line.batch,
        place=line.city, level=Level.CITY, number=f"{year.year}-{line.city.code}-{taken + 1:02d}",
        title=line.title, starts_on=line.starts_on, ends_on=line.ends_on, venue=line.venue,
        venue_place=line.city, capacity=line.seats, ability=frame.ability(track),
        registration_opens=line.starts_on - timedelta(days=REGISTRATION_DAYS),
        registration_closes=line.starts_on - timedelta(days=1),
    )  # fmt: skip
    ClassOrganiser.objects.bulk_create(
        ClassOrganiser(
            training_class=found, role=role, body=body, place=one.place, level=one.level or "",
            organisation=one.organisation,
        )
        for role, body, one in package_parties(found, frame)
    )  # fmt: skip
    Lesson.objects.bulk_create([*_lessons(found, line, frame), *_tests(found)])
    sync_requests(found, frame, by=by, at=at)
    note(found, Change.What.CREATED, by=by, at=at)
    values = {"number": found.number, "line": line.pk}
    record(by, "training.class_created", found, place=line.city.code, clause=clause or "",
           values=values)  # fmt: skip
    return found


def _lessons(found: TrainingClass, line: PackageLine, frame: Frame) -> list[Lesson]:
    lines = [
        CourseLine(row.title, row.hours, row.form == Form.PRACTICE, tuple(row.items))
        for row in line.courses.order_by("position")
    ]
    days = (found.ends_on - found.starts_on).days + 1
    last_afternoon = 2 * days - 1
    if len(lines) > last_afternoon:
        lines.insert(last_afternoon, TESTED)
    lessons = []
    for facts in laid_out(lines, first=found.starts_on, last=found.ends_on):
        if facts.title == TESTED.title:
            continue
        lesson = Lesson(training_class=found, items=list(facts.items))
        for name in ("title", "day", "starts", "ends", "hours", "room", "form", "breadth"):
            setattr(lesson, name, getattr(facts, name))
        lesson.practical = is_practical(facts.items, frame.compulsory)
        lessons.append(lesson)
    return lessons


def _tests(found: TrainingClass) -> list[Lesson]:
    titles = {Lesson.Kind.EXAM: "结业考试", Lesson.Kind.PRACTICAL_TEST: "系统实操考核"}
    return [
        Lesson(
            training_class=found, kind=kind, title=titles[kind], day=found.ends_on, starts=starts,
            ends=ends, hours=TEST_HOURS,
            form=Lesson.Form.PRACTICE if kind == Lesson.Kind.PRACTICAL_TEST else Lesson.Form.THEORY,
        )
        for kind, (starts, ends) in zip(titles, SLOTS, strict=True)
    ]  # fmt: skip


@transaction.atomic
def follow_package(found: TrainingClass, *, by: Actor, at: datetime) -> TrainingClass:
    """Take over what a new approval changed: title, seats, city; a venue elsewhere goes with it.

    Only a class that has not begun follows.
    """
    row = (
        TrainingClass.objects.select_for_update(of=("self",))
        .select_related("line__city", "venue_place", "place")
        .get(pk=found.pk)
    )
    line = row.line
    if line is None or row.state not in (PLANNED, OPEN) or line.dropped_on is not None:
        return row
    on = day_of(at)
    changed = []
    if not is_within(path_of(row.venue_place, on=on), path_of(line.city, on=on)):
        row.venue_place, row.venue, row.place = line.city, line.venue, line.city
        changed.append("venue")
    for name, value in (("capacity", line.seats), ("title", line.title), ("batch", line.batch)):
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    if changed:
        row.revision += 1
        row.save()
        note(row, Change.What.CHANGED, by=by, at=at, reason="按重新审定的材料")
        record(by, "training.class_changed", row, place=row.place.code, values={"changed": changed})
    return row
