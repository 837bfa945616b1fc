"""Lists of trainees: whose they are to see, who is on them, in which class, does a seal hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, require
from zhicai.admission.lists import WORKING_GROUP, ListRules, list_rules
from zhicai.admission.models import (
    Addendum,
    AdmissionList,
    Call,
    Candidate,
    ListEntry,
    Objection,
    Placement,
)
from zhicai.admission.queries.calls import CallFrame, frame_of, own_regions
from zhicai.admission.rules.lists import Head, Line, classes_body, people_body, seal_of
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts
from zhicai.training.models import TrainingClass

READ, PLACE = "admission.lists", "admission.place"
SEALED, DRAFT = AdmissionList.State.SEALED, AdmissionList.State.DRAFT


@dataclass(frozen=True)
class ListDesk:
    """The list of a call as a user has it before him: ``row`` is None before it is drafted."""

    call: Call
    frame: CallFrame
    rules: ListRules
    row: AdmissionList | None
    team: bool
    group: bool

    @property
    def sealed(self) -> bool:
        """Whether the trainees are locked."""
        return self.row is not None and self.row.state == SEALED

    @property
    def settled(self) -> bool:
        """Whether the classes are locked as well."""
        return self.row is not None and self.row.placed_sha256 != ""

    @property
    def places(self) -> bool:
        """Whether the user places now: the team on its draft, the group once it is sealed."""
        if self.row is None or self.settled:
            return False
        if self.rules.group_places:
            return self.group and self.sealed
        return self.team and not self.sealed

    @property
    def shifts(self) -> bool:
        """Whether the user may still swap and move people of a settled list, with a reason."""
        return self.settled and (self.group if self.rules.group_places else self.team)

    @cached_property
    def region(self) -> Text:
        """The name of the region."""
        return region_name(self.frame, self.call.region_key)


def region_name(frame: CallFrame, key: str) -> Text:
    """Return the name of a region, its key where it stands no more."""
    found = frame.region(key)
    return found.name if found is not None else Text(key, key)


def is_sealed(call: Call) -> bool:
    """Say whether the list of a call is sealed: its screening stays as it is."""
    return AdmissionList.objects.filter(call=call, state=SEALED).exists()


def in_group(acting: Acting) -> bool:
    """Say whether the user is of the working group and may place."""
    return acting.organisation_kind == WORKING_GROUP and holds(acting, PLACE)


def calls_with_lists(acting: Acting, frame: CallFrame) -> QuerySet[Call]:
    """Return the calls of a year whose lists concern the user.

    A core team has those of its regions, the province and the working group all, city and county
    that of their region once it is sealed.
    """
    rows = Call.objects.filter(programme_year=frame.year).select_related(
        "team", "programme_year__province", "admission_list"
    )
    if not holds(acting, READ):
        return rows.none()
    if acting.organisation_id is not None:
        if in_group(acting):
            return rows
        return rows.filter(region_key__in=[one.key for one in own_regions(acting, frame)])
    if acting.at_level(Level.PROVINCE):
        return rows
    mine = frame.regions.of_path(acting.place_path)
    sealed = rows.filter(admission_list__state=SEALED)
    return sealed.filter(region_key=mine.key) if mine is not None else rows.none()


def desk_for(acting: Acting, pk: int, *, on: date) -> ListDesk:
    """Return the list of a call (its key) that concerns the user, else OutOfScope."""
    require(acting, READ)
    found = (
        Call.objects.select_related("programme_year__province")
        .filter(pk=pk, programme_year__province__code=acting.province)
        .first()
    )
    if found is None:
        raise OutOfScope
    frame = frame_of(found.programme_year, on=on)
    call = calls_with_lists(acting, frame).filter(pk=pk).first()
    if call is None:
        raise OutOfScope
    return desk_of(acting, call, frame)


def desk_of(acting: Acting, call: Call, frame: CallFrame) -> ListDesk:
    """Return the list of a call at hand."""
    team = any(one.key == call.region_key for one in own_regions(acting, frame))
    row = AdmissionList.objects.filter(call=call).first()
    rules = list_rules(frame.year, on=frame.on)
    return ListDesk(call, frame, rules, row, team and holds(acting, PLACE), in_group(acting))


# --- who is on it --------------------------------------------------------------------------------


def accepted_of(call: Call) -> QuerySet[Candidate]:
    """Return whom the screening of a call accepted, the best-ranked first."""
    rows = Candidate.objects.filter(
        call=call, state=Candidate.State.CONFIRMED, decision=Candidate.Decision.ACCEPT
    )
    return rows.order_by("rank", "pk")


def reserves_of(call: Call) -> QuerySet[Candidate]:
    """Return whom the screening put in reserve and who is on no list yet."""
    rows = Candidate.objects.filter(
        call=call, state=Candidate.State.CONFIRMED, decision=Candidate.Decision.RESERVE
    )
    return rows.filter(list_entry=None).order_by("rank", "pk")


def entries_of(row: AdmissionList) -> QuerySet[ListEntry]:
    """Return the trainees of a list with their present class (``now``, a list of at most one)."""
    present = Placement.objects.filter(until=None).select_related("training_class")
    rows = ListEntry.objects.filter(admission_list=row).select_related(
        "candidate__person", "candidate__employer_place", "left_by"
    )
    rows = rows.defer("candidate__person__id_number", "candidate__token")
    return rows.prefetch_related(Prefetch("placements", present, to_attr="now")).order_by(
        "position"
    )


def present_class(entry: ListEntry) -> Placement | None:
    """Return where a trainee of :func:`entries_of` is placed, None for nowhere."""
    now: list[Placement] = getattr(entry, "now", [])
    return now[0] if now else None


def has_left(entry: ListEntry) -> bool:
    """Say whether a trainee has left a sealed list."""
    return getattr(entry, "left_by", None) is not None


@dataclass(frozen=True, slots=True)
class Trainee:
    """A trainee of a list as pages show one."""

    entry: ListEntry
    city: PlaceFacts | None
    placement: Placement | None
    left: Addendum | None

    @property
    def candidate(self) -> Candidate:
        """The candidate."""
        return self.entry.candidate


def trainees_of(entries: Iterable[ListEntry], frame: CallFrame) -> list[Trainee]:
    """Return trainees with their city and class."""
    cities: dict[int, PlaceFacts | None] = {}
    found = []
    for entry in entries:
        place = entry.candidate.employer_place_id
        if place not in cities:
            cities[place] = frame.city_at(place)
        left: Addendum | None = getattr(entry, "left_by", None)
        found.append(Trainee(entry, cities[place], present_class(entry), left))
    return found


def placement_of(candidate: Candidate) -> Placement | None:
    """Return where a candidate stands on a list whose classes are sealed, None for nowhere."""
    rows = Placement.objects.filter(until=None, entry__candidate=candidate)
    rows = rows.exclude(entry__admission_list__placed_sha256="")
    return rows.select_related("training_class", "entry__admission_list").first()


def moves_of(row: AdmissionList) -> QuerySet[Placement]:
    """Return what was moved since the classes were sealed, the latest first."""
    rows = Placement.objects.filter(entry__admission_list=row).exclude(reason="")
    if row.placed_at is not None:
        rows = rows.filter(since__gt=row.placed_at)
    return rows.select_related("entry__candidate__person", "training_class").order_by("-since")


# --- seals ---------------------------------------------------------------------------------------


def head_of(row: AdmissionList, *, classes: bool = False, addendum: Addendum | None = None) -> Head:
    """Return the head that a seal of a list covers."""
    year = row.call.programme_year
    source = (
        (addendum.sealed_at, addendum.sealed_by, addendum.office)
        if addendum is not None
        else (row.placed_at, row.placed_by, row.placed_office)
        if classes
        else (row.sealed_at, row.sealed_by, row.office)
    )
    at, by, office = source
    moment = at.astimezone(UTC).isoformat() if at is not None else ""
    return Head(year.programme, year.year, row.call.region_key, moment, by, office)


def line_of(entry: ListEntry) -> Line:
    """Return what the seal says of a trainee."""
    one = entry.candidate
    return Line(entry.position, one.pk, one.person_id, one.rank or 0)


def people_seal(row: AdmissionList) -> str:
    """Return the seal that the list itself has by what stands in the database."""
    rows = ListEntry.objects.filter(admission_list=row, addendum=0).select_related("candidate")
    return seal_of(head_of(row), people_body([line_of(one) for one in rows]))


def classes_seal(row: AdmissionList) -> str:
    """Return the seal of the classes: where everyone stood when it was set."""
    if row.placed_at is None:
        return ""
    rows = Placement.objects.filter(
        Q(until=None) | Q(until__gt=row.placed_at),
        entry__admission_list=row,
        entry__addendum=0,
        since__lte=row.placed_at,
    )
    placed = dict(rows.values_list("entry__position", "training_class__number"))
    return seal_of(head_of(row, classes=True), classes_body(placed))


def addendum_seal(row: AdmissionList, addendum: Addendum) -> str:
    """Return the seal of an addendum: who left, why, who moved up."""
    entered = line_of(addendum.entered) if addendum.entered is not None else None
    body = [
        addendum.number,
        addendum.left.position,
        addendum.reason,
        *(people_body([entered]) if entered is not None else ()),
    ]
    return seal_of(head_of(row, addendum=addendum), body)


@dataclass(frozen=True, slots=True)
class Seals:
    """Whether what stands in the database is what was sealed; None where nothing was."""

    people: bool | None
    classes: bool | None
    addenda: tuple[tuple[Addendum, bool], ...]

    @property
    def hold(self) -> bool:
        """Whether every seal holds."""
        return (
            self.people is not False
            and self.classes is not False
            and all(one for _, one in self.addenda)
        )


def seals_of(row: AdmissionList) -> Seals:
    """Check every seal of a list anew."""
    if row.state != SEALED:
        return Seals(None, None, ())
    addenda = Addendum.objects.filter(admission_list=row).select_related(
        "left__candidate__person", "entered__candidate__person"
    )
    return Seals(
        people_seal(row) == row.sha256,
        classes_seal(row) == row.placed_sha256 if row.placed_sha256 else None,
        tuple((one, addendum_seal(row, one) == one.sha256) for one in addenda),
    )


# --- the public page and objections --------------------------------------------------------------


def published_list(pk: int, *, on: date) -> AdmissionList:
    """Return a list (its key) that is published, else OutOfScope."""
    rows = AdmissionList.objects.select_related("call__programme_year__province", "call__team")
    found = rows.filter(pk=pk, published_on__lte=on).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def published_in(calls: Iterable[Call], *, on: date) -> dict[int, int]:
    """Return the keys of the published lists of calls by the call's key; one query."""
    rows = AdmissionList.objects.filter(call__in=list(calls), published_on__lte=on)
    return dict(rows.values_list("call_id", "pk"))


def published_beside(row: AdmissionList, *, on: date) -> QuerySet[AdmissionList]:
    """Return the other published lists of the year."""
    rows = AdmissionList.objects.filter(
        call__programme_year=row.call.programme_year_id, published_on__lte=on
    )
    return rows.exclude(pk=row.pk).select_related("call")


def objections_of(row: AdmissionList) -> QuerySet[Objection]:
    """Return the objections to a list, those to be answered first."""
    return Objection.objects.filter(admission_list=row).order_by("answered_at", "raised_at")


def objection_by_code(row: AdmissionList, code: str) -> Objection | None:
    """Return the objection to a list whose sender kept this code."""
    return Objection.objects.filter(admission_list=row, code=code).first()


def objection_for(acting: Acting, pk: int, *, on: date) -> tuple[Objection, ListDesk]:
    """Return an objection to a list of the own team (the province reads), else OutOfScope."""
    require(acting, READ)
    found = Objection.objects.select_related("admission_list__call").filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    desk = desk_for(acting, found.admission_list.call_id, on=on)
    if not (desk.team or desk.group or acting.at_level(Level.PROVINCE)):
        raise OutOfScope
    return found, desk


def objections_waiting(acting: Acting, frame: CallFrame) -> QuerySet[Objection]:
    """Return the objections that the user's team has still to answer."""
    keys = [one.key for one in own_regions(acting, frame)]
    rows = Objection.objects.filter(state=Objection.State.OPEN)
    return rows.filter(
        admission_list__call__programme_year=frame.year, admission_list__call__region_key__in=keys
    )


def classes_on(row: AdmissionList) -> QuerySet[TrainingClass]:
    """Return the classes in which people of a list stand now."""
    rows = TrainingClass.objects.filter(
        placements__entry__admission_list=row, placements__until=None
    )
    return rows.distinct().order_by("starts_on", "pk")
