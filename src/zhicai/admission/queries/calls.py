"""Calls and candidates: whose they are to see, whether one may apply, how many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of, require
from zhicai.admission.models import Call, Candidate
from zhicai.admission.screening import AdmissionRules, has_admission, rules_of
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, places_under, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, years
from zhicai.programmes.queries.regions import RegionFacts, Regions, regions_of

LIVE_CANDIDATES = (Candidate.State.APPLIED, Candidate.State.CONFIRMED)
READ, RUN, OPEN, SEND = (
    "admission.calls", "admission.screen", "admission.open_calls", "admission.candidates",
)  # fmt: skip


@dataclass(frozen=True)
class CallFrame:
    """A year's admission on a day: its rules, its regions, the places of the province."""

    year: ProgrammeYear
    on: date
    rules: AdmissionRules
    regions: Regions

    @cached_property
    def places(self) -> PlaceTree:
        """The tree of the province."""
        return tree(self.year.province.code, on=self.on)

    def region(self, key: str) -> RegionFacts | None:
        """Return a region by its key, None for one that no longer stands."""
        return next((one for one in self.regions.regions if one.key == key), None)

    def region_at(self, place_id: int) -> RegionFacts | None:
        """Return the region in which a place lies (HB-2.2.2.f–h)."""
        place = self.places.by_id.get(place_id)
        return self.regions.of_path(place.path) if place is not None else None

    def city_at(self, place_id: int) -> PlaceFacts | None:
        """Return the city of a place."""
        place = self.places.by_id.get(place_id)
        return self.places.city_of(place) if place is not None else None


def frame_of(year: ProgrammeYear, *, on: date) -> CallFrame:
    """Return a year's admission on a day."""
    return CallFrame(year, on, rules_of(year, on=on), regions_of(year, on=on))


def calls_there(year: ProgrammeYear) -> bool:
    """Say whether the year's programme calls for candidates at all."""
    return has_admission(law_of(year))


def own_regions(acting: Acting, frame: CallFrame) -> tuple[RegionFacts, ...]:
    """Return the regions whose calls the user's organisation runs as a core team (HB-2.2.2.b–e)."""
    if acting.organisation_id is None or not holds(acting, RUN):
        return ()
    return frame.regions.of_team(acting.organisation_id)


def regions_seen(acting: Acting, frame: CallFrame) -> tuple[RegionFacts, ...]:
    """Return the regions whose calls concern the user: all, those of the team, the own one."""
    if not holds(acting, READ):
        return ()
    if acting.organisation_id is not None:
        if own := own_regions(acting, frame):
            return own
        if acting.organisation_kind != "enterprise":
            return ()
    elif acting.at_level(Level.PROVINCE):
        return frame.regions.regions
    mine = frame.regions.of_path(acting.place_path)
    return (mine,) if mine is not None else ()


def calls_seen(acting: Acting, frame: CallFrame) -> QuerySet[Call]:
    """Return the calls of a year that concern the user; drafts for those who open them."""
    keys = [one.key for one in regions_seen(acting, frame)]
    rows = Call.objects.filter(programme_year=frame.year, region_key__in=keys)
    if not (own_regions(acting, frame) or holds(acting, OPEN)):
        rows = rows.exclude(state=Call.State.DRAFT)
    return rows.select_related("team", "programme_year__province")


def call_for(acting: Acting, pk: int, *, on: date) -> tuple[Call, CallFrame]:
    """Return a call that concerns the user with its year's frame, else OutOfScope."""
    require(acting, READ)
    rows = Call.objects.select_related("programme_year__province", "team", "round")
    row = rows.filter(pk=pk, programme_year__province__code=acting.province).first()
    if row is None:
        raise OutOfScope
    frame = frame_of(row.programme_year, on=on)
    if not calls_seen(acting, frame).filter(pk=pk).exists():
        raise OutOfScope
    return row, frame


def runs(acting: Acting, call: Call, frame: CallFrame) -> bool:
    """Say whether the user's organisation screens for the region of a call."""
    return any(one.key == call.region_key for one in own_regions(acting, frame))


def may_open(acting: Acting, region_key: str, frame: CallFrame) -> bool:
    """Say whether the user opens the call of a region: its core team, or the province for all."""
    mine = any(one.key == region_key for one in own_regions(acting, frame))
    return mine or (holds(acting, OPEN) and frame.region(region_key) is not None)


def takes_registrations(call: Call, frame: CallFrame) -> bool:
    """Say whether people register for a call on the frame's day: way, state, both windows."""
    window = frame.rules.window
    return (
        frame.rules.registers
        and call.state == Call.State.OPEN
        and call.opens_on <= frame.on <= call.closes_on
        and (window is None or window.opens <= frame.on <= window.due)
    )


def call_at(place_id: int, frame: CallFrame) -> Call | None:
    """Return the call of the region in which a place lies, None where there is none yet."""
    region = frame.region_at(place_id)
    if region is None:
        return None
    rows = Call.objects.filter(programme_year=frame.year, region_key=region.key)
    return rows.select_related("team", "programme_year__province").first()


def sends_candidates(acting: Acting) -> bool:
    """Say whether the user enters candidates: city and county their own, an enterprise its own."""
    return holds(acting, SEND)


def candidates_seen(acting: Acting, frame: CallFrame) -> QuerySet[Candidate]:
    """Return the candidates of a year whom the user may see; the sealed number is not read.

    The core team sees its regions, the province all, city and county their area, an enterprise its
    own people.
    """
    require(acting, READ)
    rows = (
        Candidate.objects.filter(programme_year=frame.year)
        .select_related("person", "employer_place", "call", "invitation")
        .defer("person__id_number")
    )
    if acting.organisation_id is not None:
        keys = [one.key for one in own_regions(acting, frame)]
        scope = Q(region_key__in=keys)
        if acting.organisation_kind == "enterprise":
            scope |= Q(organisation_id=acting.organisation_id)
        return rows.filter(scope)
    if acting.at_level(Level.PROVINCE):
        return rows
    return rows.filter(employer_place__in=places_under(reach_of(acting, READ), on=frame.on))


def candidate_for(acting: Acting, pk: int, *, on: date) -> tuple[Candidate, CallFrame]:
    """Return a candidate whom the user may see with the year's frame, else OutOfScope."""
    require(acting, READ)
    rows = Candidate.objects.select_related("programme_year__province")
    row = rows.filter(pk=pk, programme_year__province__code=acting.province).first()
    if row is None:
        raise OutOfScope
    frame = frame_of(row.programme_year, on=on)
    found = candidates_seen(acting, frame).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found, frame


def to_confirm(acting: Acting, rows: QuerySet[Candidate], *, on: date) -> QuerySet[Candidate]:
    """Return those of some candidates whom the user's office confirms (HB-3.1.BZ.b)."""
    if acting.organisation_id is not None or not holds(acting, SEND):
        return rows.none()
    within = places_under(reach_of(acting, SEND), on=on)
    return rows.filter(state=Candidate.State.APPLIED, employer_place__in=within)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many candidates a place has: entered, awaiting its office, confirmed, recommended.

    ``decided`` by decision.
    """

    applied: int = 0
    confirmed: int = 0
    recommended: int = 0
    by_office: int = 0
    accept: int = 0
    reserve: int = 0
    refuse: int = 0
    undecided: int = 0

    @property
    def all(self) -> int:
        """Everyone who stands as a candidate."""
        return self.applied + self.confirmed


def numbers_by_place(rows: QuerySet[Candidate]) -> dict[int, Numbers]:
    """Return the numbers by the employer's place, as submitted (HB-2.2.2.i); one query."""
    confirmed = Q(state=Candidate.State.CONFIRMED)
    found = (
        rows.filter(state__in=LIVE_CANDIDATES)
        .order_by()
        .values("employer_place")
        .annotate(
            applied=Count("pk", filter=Q(state=Candidate.State.APPLIED)),
            confirmed=Count("pk", filter=confirmed),
            recommended=Count("pk", filter=~Q(recommended_by="")),
            by_office=Count("pk", filter=Q(code="")),
            accept=Count("pk", filter=Q(decision="accept")),
            reserve=Count("pk", filter=Q(decision="reserve")),
            refuse=Count("pk", filter=Q(decision="refuse")),
            undecided=Count("pk", filter=confirmed & Q(decision="")),
        )
    )
    lines: list[dict[str, Any]] = [{**line} for line in found]
    return {line.pop("employer_place"): Numbers(**line) for line in lines}


def summed(numbers: Iterable[Numbers]) -> Numbers:
    """Return numbers of several places as one."""
    rows = list(numbers)
    names = Numbers.__dataclass_fields__
    return Numbers(**{name: sum(getattr(row, name) for row in rows) for name in names})


def year_open_to_all(pk: int, *, on: date) -> CallFrame:
    """Return the admission of a year that has an opened call, for its public page; OutOfScope."""
    year = years().filter(pk=pk).first() if pk < 2**63 else None
    if year is None or not calls_there(year):
        raise OutOfScope
    if not Call.objects.filter(programme_year=year, opened_on__lte=on).exists():
        raise OutOfScope
    return frame_of(year, on=on)


def opened_calls(frame: CallFrame) -> list[Call]:
    """Return the calls of a year that have been opened, whatever became of them since."""
    rows = Call.objects.filter(programme_year=frame.year).exclude(state=Call.State.DRAFT)
    return list(rows.select_related("team"))


@dataclass(frozen=True, slots=True)
class OpenYear:
    """A year whose registration for assessment is open on a day, until which last day."""

    year: ProgrammeYear
    until: date


def open_years(*, on: date, province: str = "") -> list[OpenYear]:
    """Return the years for whose assessment people register on a day; in one province or any."""
    rows = Call.objects.filter(
        state=Call.State.OPEN, opens_on__lte=on, closes_on__gte=on
    ).select_related("programme_year__province")
    if province:
        rows = rows.filter(programme_year__province__code=province)
    calls: dict[int, list[Call]] = {}
    for row in rows:
        calls.setdefault(row.programme_year_id, []).append(row)
    found = []
    for some in calls.values():
        frame = frame_of(some[0].programme_year, on=on)
        if taking := [row.closes_on for row in some if takes_registrations(row, frame)]:
            found.append(OpenYear(frame.year, max(taking)))
    return found


def own_candidacies(acting: Acting) -> QuerySet[Candidate]:
    """Return the candidacies of who is signed in, the latest first."""
    rows = Candidate.objects.filter(person__user_id=acting.user_id)
    return rows.select_related(
        "person", "call__team", "invitation__round", "programme_year__province", "employer_place"
    ).order_by("-applied_at")


def own_candidacy_of(acting: Acting, pk: int) -> Candidate:
    """Return one of the own candidacies, else OutOfScope."""
    found = own_candidacies(acting).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found
