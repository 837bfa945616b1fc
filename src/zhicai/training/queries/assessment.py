"""Assessment classes: opened from the package in force, their window, appointments, lists."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.filing.models import Filing
from zhicai.filing.queries import current_version
from zhicai.filing.rules import SETTLED, State
from zhicai.foundation.errors import OutOfScope, Reason
from zhicai.foundation.text import Text
from zhicai.law.dates import Span, span_of
from zhicai.places.models import Place
from zhicai.places.queries import is_within, path_of
from zhicai.planning.models import PackageLine
from zhicai.planning.queries.asked import document_in
from zhicai.planning.queries.packages import (
    LECTURER_LIST,
    asked_package,
    lines_in_force,
    package_track,
    waits_again,
)
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of, rights_of, settings_of
from zhicai.programmes.queries.organisations import WORKING_GROUP
from zhicai.training.models import Appointment, LecturerList, Lesson, TrainingClass
from zhicai.training.rules.steps import CANCELLED, StepFacts

LISTS_FILED = "training.lecturer_lists_filed"
TESTS = (Lesson.Kind.EXAM, Lesson.Kind.PRACTICAL_TEST)


def in_assessment(year: ProgrammeYear) -> QuerySet[TrainingClass]:
    """Return the classes of a year on the track that the package plans."""
    track = package_track(law_of(year))
    return TrainingClass.objects.filter(programme_year=year, track=track).exclude(track="")


def has_assessment(year: ProgrammeYear) -> bool:
    """Say whether the programme plans classes by a package at all."""
    return bool(package_track(law_of(year)))


def lines_to_open(year: ProgrammeYear) -> QuerySet[PackageLine]:
    """Return the classes of the package in force that have no class yet."""
    live = TrainingClass.objects.filter(line__isnull=False).exclude(state=CANCELLED)
    return lines_in_force(year).exclude(pk__in=live.values("line"))


def line_for(acting: Acting, pk: int) -> PackageLine:
    """Return a class of the package in the user's province; OutOfScope for any other."""
    found = (
        PackageLine.objects.select_related("package__programme_year__province")
        .filter(pk=pk, package__programme_year__province__code=acting.province)
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def opens_line(acting: Acting, line: PackageLine, *, on: date) -> bool:
    """Say whether the user opens a class of the package: the group, or who undertakes it."""
    if acting.organisation_id is None:
        return False
    if acting.organisation_id == line.undertaking_id and holds(acting, "training.run"):
        return True
    return appoints(acting, line.package.programme_year, on=on)


def appoints(acting: Acting, year: ProgrammeYear, *, on: date) -> bool:
    """Say whether the user's body selects and appoints lecturers here (HB-3.2.6.3.a)."""
    if not holds(acting, "training.appoint") or acting.organisation_kind != WORKING_GROUP:
        return False
    track = package_track(law_of(year))
    rows = rights_of(year, acting, on=on)
    return any(row.track == track and "appoint-lecturer" in row.may for row in rows)


# --- what the steps of such a class are judged by ------------------------------------------------


def window_of(found: TrainingClass, *, on: date) -> Span | None:
    """Return the days within which a class of the package lies, by its batch."""
    windows = asked_package(found.programme_year, on=on).windows
    return windows.get(found.batch or 1) or windows.get(1)


def with_package(facts: StepFacts, found: TrainingClass, *, on: date) -> StepFacts:
    """Return the facts of a step with what the package says: window, leave, clauses."""
    if found.line_id is None:
        return facts
    line = found.line
    assert line is not None
    asked = asked_package(found.programme_year, on=on)
    law = law_of(found.programme_year)
    passed = line.package.leaves.filter(what="window", key=line.key).exists()
    cites = {
        **facts.cites,
        "window": asked.window_clause,
        "running": law.cites("training.approval"),
        "practical": asked.cites.get("practical"),
        "assigning": law.cites("training.appointing"),
    }
    return replace(
        facts,
        window=window_of(found, on=on),
        allowed_outside=facts.allowed_outside or passed,
        cites=cites,
    )


def off_package(found: TrainingClass, venue: Place, seats: int, *, on: date) -> Reason | None:
    """Say why a class may not change so: place and seats are the package's (A-HB-32)."""
    line = found.line
    if (
        line is None
        or settings_of(found.programme_year, on=on).get("change-after-approval") == "report"
    ):
        return None
    moved = not is_within(path_of(venue, on=on), path_of(line.city, on=on))
    if not moved and seats == line.seats:
        return None
    says = Text(
        f"办班地和名额以审定的材料为准（{line.city.name}，{line.seats} 人）。"
        "要改，请工作组在材料里修改并重新报审。",
        f"Place and seats follow the approved package ({line.city.english or line.city.name}, "
        f"{line.seats} seats). The working group changes it there and sends it again.",
    )
    return Reason(says, law_of(found.programme_year).cites("training.approval"))


def changed_since(found: TrainingClass, *, on: date) -> Text | None:
    """Say what stands between a class and its package: dropped, or waiting for approval anew."""
    line = found.line
    if line is None:
        return None
    if line.dropped_on is not None:
        return Text("材料里已经没有这个班。", "The package no longer holds this class.")
    if waits_again(line, on=on):
        return Text(
            "办班地或班次数量有改动，正在重新审定。",
            "Its place or the number of classes changed; it waits for approval again.",
        )
    return None


# --- lecturers -----------------------------------------------------------------------------------


def appointments_of(found: TrainingClass) -> QuerySet[Appointment]:
    """Return who is appointed to a class now, in the order of appointment."""
    return found.appointments.filter(ended_on=None).select_related("lecturer")


def teaching_unlisted(found: TrainingClass) -> list[str]:
    """Return the names of lecturers on the timetable who are not appointed."""
    listed = appointments_of(found).values("lecturer")
    rows = found.lessons.filter(cancelled=False, lecturer__isnull=False)
    return sorted(set(rows.exclude(lecturer__in=listed).values_list("lecturer__name", flat=True)))


def list_content(found: TrainingClass) -> dict[str, Any]:
    """Return what a lecturer list says, as a version keeps it."""
    lessons: dict[int, list[str]] = {}
    for lesson in found.lessons.filter(cancelled=False, lecturer__isnull=False):
        lessons.setdefault(lesson.lecturer_id or 0, []).append(lesson.title)
    return {
        "form": 1,
        "class": found.number,
        "title": found.title,
        "starts_on": found.starts_on.isoformat(),
        "ends_on": found.ends_on.isoformat(),
        "lecturers": [
            {
                "id": one.lecturer_id,
                "name": one.lecturer.name,
                "employer": one.lecturer.employer,
                "title": one.lecturer.title,
                "teaches": one.teaches or "、".join(lessons.get(one.lecturer_id, ())),
                "appointed_on": one.appointed_on.isoformat(),
            }
            for one in appointments_of(found)
        ],
    }


def list_due(found: TrainingClass, *, on: date) -> date | None:
    """Return the day by which the lecturer list of a class is due (A-HB-15), None without one."""
    year = found.programme_year
    law = law_of(year)
    rule = next((one for one in law.obligations.values() if one.metric == LISTS_FILED), None)
    if rule is None:
        return None
    settings = settings_of(year, on=on)
    span = span_of(
        rule.window, year=year.year, settings=settings, rules=date_rules(settings),
        anchor=found.starts_on,
    )  # fmt: skip
    return span.due if span else None


def list_of(found: TrainingClass) -> LecturerList | None:
    """Return the lecturer list of a class, None before it was first sent."""
    rows = LecturerList.objects.filter(training_class=found)
    return rows.select_related("filing__in_force", "filing__receiver").first()


def is_filed(found: TrainingClass) -> bool:
    """Say whether a version of the list has been settled by the provincial office."""
    row = list_of(found)
    return row is not None and (row.filing.state in SETTLED or bool(row.filing.number))


@dataclass(frozen=True, slots=True)
class ListRow:
    """A class and its lecturer list: due, sent, filed, late, changed since it was sent."""

    found: TrainingClass
    filing: Filing | None
    due: date | None
    sent_on: date | None
    late: bool
    version: int
    changed: bool
    lecturers: int

    @property
    def state(self) -> str:
        """The state of the document, ``none`` before it was first sent."""
        return self.filing.state if self.filing is not None else "none"


def list_row(found: TrainingClass, *, on: date) -> ListRow:
    """Return how the lecturer list of a class stands on a day."""
    row = list_of(found)
    filing = row.filing if row else None
    due = list_due(found, on=on)
    first = filing.first_sent_on if filing else None
    late = due is not None and (first or on) > due
    version = current_version(filing) if filing else None
    changed = version is not None and version.content != list_content(found)
    return ListRow(
        found, filing, due, filing.last_sent_on if filing else None, late,
        version.number if version else 0, changed, appointments_of(found).count(),
    )  # fmt: skip


def list_rows(acting: Acting, year: ProgrammeYear, *, on: date) -> list[ListRow]:
    """Return the lists of every live class of the package that the user keeps or files."""
    if not (files_lists(acting) or appoints(acting, year, on=on)):
        raise OutOfScope
    rows = (
        in_assessment(year)
        .exclude(state=CANCELLED)
        .filter(programme_year__province__code=acting.province)
    )
    rows = rows.select_related("programme_year__province", "place", "run_by").prefetch_related(
        Prefetch("appointments", Appointment.objects.filter(ended_on=None))
    )
    return [list_row(row, on=on) for row in rows.order_by("starts_on", "pk")]


def files_lists(acting: Acting) -> bool:
    """Say whether the user puts lecturer lists on file."""
    return holds(acting, "training.file_lists")


def lists_waiting(acting: Acting) -> QuerySet[LecturerList]:
    """Return the lists that wait for the user's office."""
    if not files_lists(acting):
        return LecturerList.objects.none()
    return LecturerList.objects.filter(
        filing__state=State.SENT, filing__receiver_id=acting.place_id
    ).select_related("filing", "training_class__programme_year")


def number_pattern(year: ProgrammeYear) -> str:
    """Return how lecturer lists are numbered, empty where the notice says nothing."""
    return document_in(year, LECTURER_LIST).number or ""
