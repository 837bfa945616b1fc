"""Who organises a class by the law's table of rights, who evaluates it, who sends experts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.rules import Addressee
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import in_force, organisations_serving, path_of, places_under
from zhicai.planning.queries.plans import city_of
from zhicai.planning.rules.bodies import organising_rights
from zhicai.programmes.queries.organisations import BASE, WORKING_GROUP
from zhicai.programmes.queries.regions import regions_of
from zhicai.training.models import ClassOrganiser, TrainingClass
from zhicai.training.queries.frames import Frame
from zhicai.training.rules.classes import ROLE_WORDS, ROLES


@dataclass(frozen=True, slots=True)
class Party:
    """An office (place and level) or an organisation that has to do with a class."""

    place: Place | None = None
    level: Level | None = None
    organisation: Organisation | None = None

    @property
    def name(self) -> Text:
        """How it is called."""
        if self.organisation is not None:
            return Text(self.organisation.name, self.organisation.english or self.organisation.name)
        place = self.place
        if place is None or self.level is None:
            return Text("", "")
        return office_name(place, self.level)

    @property
    def addressee(self) -> Addressee:
        """Where messages to it go."""
        if self.organisation is not None:
            return Addressee(organisation_id=self.organisation.pk)
        return Addressee(place_id=self.place.pk if self.place else None, level=self.level)

    def is_of(self, acting: Acting) -> bool:
        """Say whether the user acts for it."""
        if self.organisation is not None:
            return self.organisation.pk == acting.organisation_id
        if acting.organisation_id is not None or self.place is None or self.level is None:
            return False
        return self.place.pk == acting.place_id and acting.at_level(self.level)


def office_name(place: Place, level: Level) -> Text:
    """Return the name of an office as a notice writes it."""
    name, english = place.name, place.english or place.name
    if level is Level.COUNTY:
        return Text(f"{name}知识产权管理部门", f"{english} IP department")
    return Text(f"{name}知识产权局", f"{english} IP office")


def parties_of(found: TrainingClass, frame: Frame) -> list[tuple[str, str, Party]]:
    """Return role, body and party of everyone who organises the class by the law's table.

    Bases serve as co-hosts, guiding units stand on every class, the office itself undertakes it.
    """
    path = path_of(found.place, on=frame.on)
    parties: list[tuple[str, str, Party]] = []
    for right in organising_rights(frame.law.rights, track=found.track):
        body = frame.law.bodies[right.body]
        if body.organisation is not None:
            role = "co-host" if right.role == "host" else right.role
            rows = _organisations(body.organisation, path, right.role, frame.on)
            parties += [(role, body.id, Party(organisation=row)) for row in rows]
        elif body.seat is Level.PROVINCE:
            parties.append((right.role, body.id, Party(frame.year.province, Level.PROVINCE)))
        elif body.seat is Level.CITY:
            city = city_of(found.place, on=frame.on)
            parties.append((right.role, body.id, Party(city, Level.CITY)))
        elif body.seat is not None:
            parties.append((right.role, body.id, Party(found.place, Level(found.level))))
    return parties


def package_parties(found: TrainingClass, frame: Frame) -> list[tuple[str, str, Party]]:
    """Return role, body and party of everyone who organises a class of the package.

    Hosts by default are those of the law's table; the office of the venue's city hosts along, the
    unit named in the package undertakes it (HB-3.2.3.*, HB-3.2.4.*).
    """
    parties: list[tuple[str, str, Party]] = []
    for right in frame.law.rights:
        if right.track != found.track or right.role not in ("host", "co-host", "undertaking"):
            continue
        body = frame.law.bodies[right.body]
        if right.role == "undertaking":
            unit = found.run_by
            if unit is not None and unit.kind == body.organisation:
                parties.append((right.role, body.id, Party(organisation=unit)))
        elif body.organisation is not None:
            rows = Organisation.objects.filter(in_force(frame.on), kind=body.organisation)
            within = places_under((frame.year.province.code,), on=frame.on)
            for row in rows.filter(home__in=within).order_by("name"):
                parties.append((right.role, body.id, Party(organisation=row)))
        elif body.seat is Level.PROVINCE:
            parties.append((right.role, body.id, Party(frame.year.province, Level.PROVINCE)))
        elif body.seat is Level.CITY:
            parties.append(
                (right.role, body.id, Party(city_of(found.place, on=frame.on), Level.CITY))
            )
    return parties


def _organisations(kind: str, path: str, role: str, on: date) -> QuerySet[Organisation]:
    if role == "guiding":
        return Organisation.objects.filter(in_force(on), kind=kind).order_by("name")
    return organisations_serving(path, kind, on=on)


def partners_offered(frame: Frame, found: TrainingClass) -> QuerySet[Organisation]:
    """Return the organisations that may be added as partners, by the law's table (HB-2.1.a)."""
    kinds = {
        frame.law.bodies[right.body].organisation
        for right in frame.law.rights
        if right.track == found.track and right.role == "partner"
    }
    within = places_under((frame.year.province.code,), on=frame.on)
    taken = found.organisers.filter(organisation__isnull=False).values("organisation")
    rows = Organisation.objects.filter(in_force(frame.on), kind__in=kinds, home__in=within)
    return rows.exclude(pk__in=taken).order_by("name")


@dataclass(frozen=True, slots=True)
class OrganiserRow:
    """An organiser as pages show it: role, name, the clauses that make it so."""

    pk: int
    role: str
    words: Text
    name: Text
    clauses: tuple[str, ...]


def organiser_rows(found: TrainingClass, frame: Frame) -> list[OrganiserRow]:
    """Return the organisers of a class, role by role."""
    clauses: dict[tuple[str, str], tuple[str, ...]] = {}
    for right in frame.law.rights:
        if right.track == found.track:
            clauses.setdefault((right.body, right.role), right.clause)
    rows = []
    for one in found.organisers.select_related("place", "organisation"):
        role = "host" if one.role == "co-host" else one.role
        cited = clauses.get((one.body, role)) or clauses.get((one.body, one.role), ())
        rows.append(OrganiserRow(one.pk, one.role, ROLE_WORDS[one.role], party(one).name, cited))
    return sorted(rows, key=lambda row: ROLES.index(row.role))


def party(row: ClassOrganiser) -> Party:
    """Return the party of an organiser's row."""
    if row.organisation is not None:
        return Party(organisation=row.organisation)
    return Party(row.place, Level(row.level))


def roles_of(acting: Acting, rows: list[int]) -> dict[int, list[Text]]:
    """Return in which roles the user's body stands on classes (ids), one query for all."""
    mine = ClassOrganiser.objects.filter(training_class__in=rows)
    if acting.organisation_id is not None:
        mine = mine.filter(organisation_id=acting.organisation_id)
    else:
        levels = [duty.level.value for duty in acting.duties if duty.level]
        mine = mine.filter(place_id=acting.place_id, level__in=levels)
    found: dict[int, list[Text]] = {}
    for class_id, role in mine.order_by("pk").values_list("training_class", "role"):
        found.setdefault(class_id, []).append(ROLE_WORDS[role])
    return found


# --- bases, working groups, evaluators ----------------------------------------------------------


def has_base(place: Place, *, on: date) -> bool:
    """Say whether the city of a place has a provincial base of its own (A-HB-28)."""
    city = path_of(city_of(place, on=on), on=on)
    return _bases_in(city, on).exists()


def _bases_in(path: str, on: date) -> QuerySet[Organisation]:
    homes = places_under((path,), on=on)
    return Organisation.objects.filter(in_force(on), kind=BASE, home__in=homes).order_by("pk")


def needs_experts(place: Place, frame: Frame) -> bool:
    """Say whether the working group sends experts to a place's classes: no base helps there.

    Where the setting ``city-base-rule`` says neighbour-base, a linked base helps instead (A-HB-28).
    """
    if has_base(place, on=frame.on):
        return False
    path = path_of(place, on=frame.on)
    linked = organisations_serving(path, BASE, on=frame.on)
    return frame.settings.get("city-base-rule") != "neighbour-base" or not linked.exists()


def expert_senders(place: Place, frame: Frame) -> list[Organisation]:
    """Return the working groups that send experts to a place's classes, none where a base helps."""
    return list(working_groups(frame)) if needs_experts(place, frame) else []


def working_groups(frame: Frame) -> QuerySet[Organisation]:
    """Return the working groups of the province."""
    homes = places_under((frame.year.province.code,), on=frame.on)
    rows = Organisation.objects.filter(in_force(frame.on), kind=WORKING_GROUP, home__in=homes)
    return rows.order_by("pk")


def evaluators(found: TrainingClass, frame: Frame) -> list[Party]:
    """Return who enters the effect evaluation: the base's teaching team, or its substitute.

    Empty where the track asks for no evaluation, and for a class of the package: its effect is
    evaluated in its closing dossier (HB-3.2.6.6.a). A city without a base has the substitute of the
    setting ``substitute-evaluator`` (A-HB-21): the core team of the region, the working group or
    the city.
    """
    if not any("evaluate" in row.may and row.track == found.track for row in frame.law.rights):
        return []
    if found.line_id is not None:
        return []
    city = city_of(found.place, on=frame.on)
    path = path_of(found.place, on=frame.on)
    own = list(organisations_serving(path, BASE, on=frame.on))
    if own:
        return [Party(organisation=row) for row in own]
    substitute = frame.settings.get("substitute-evaluator")
    if substitute == "core-team":
        found_teams = [Party(organisation=row) for row in _core_team(city, frame)]
        if found_teams:
            return found_teams
    if substitute in ("core-team", "working-group"):
        groups = [Party(organisation=row) for row in working_groups(frame)]
        if groups:
            return groups
    return [Party(city, Level.CITY)]


def _core_team(city: Place, frame: Frame) -> tuple[Organisation, ...]:
    """The core teams of the region of a city (A-HB-05)."""
    found = regions_of(frame.year, on=frame.on).of_city(city.code)
    return found.teams if found is not None else ()
