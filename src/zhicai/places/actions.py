"""Writes of places: load a division table, open and close custom units, name organisations and whom
they serve.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from zhicai.audit.actions import Actor, record
from zhicai.law.schema import Level
from zhicai.places.models import Listing, Organisation, Parentage, Place, Seat, Service
from zhicai.places.rules import SEATS_OF_LEVEL, divisions_of, path_in
from zhicai.places.rules import read_division_table as read_division_table


@transaction.atomic
def load_divisions(
    rows: Iterable[Mapping[str, str]], *, province: str, since: date, by: Actor
) -> int:
    """Create the places, parentages and seats of one province; return how many places are new.

    A county directly under the province holds a city seat as well (A-HB-06). Loading twice changes
    nothing. BadInput with every fault of the table and its row, such as a parent that it lacks.
    """
    table = divisions_of(rows, province)
    known = set(Place.objects.values_list("code", flat=True))
    fresh = [row for code, row in table.items() if code not in known]
    Place.objects.bulk_create(
        Place(
            code=row["code"],
            name=row["name"],
            short_name=row["short"],
            english=row["english"],
            kind=row["type"],
        )
        for row in fresh
    )
    places = {place.code: place for place in Place.objects.filter(code__in=table)}
    Parentage.objects.bulk_create(
        Parentage(
            place=places[row["code"]],
            parent=places.get(row["parent_code"]),
            path="/".join(path_in(table, row["code"])),
            valid_from=since,
        )
        for row in fresh
    )
    Seat.objects.bulk_create(
        Seat(place=places[row["code"]], level=level, valid_from=since)
        for row in fresh
        for level in SEATS_OF_LEVEL[row["level"]]
    )
    if fresh:
        record(
            by,
            "places.divisions_loaded",
            places[province],
            place=province,
            values={"new": len(fresh)},
        )
    return len(fresh)


@transaction.atomic
def open_custom_unit(
    *, code: str, name: str, parent: Place, level: Level | None, since: date, by: Actor
) -> Place:
    """Add a unit that is no division (a development zone) under a division, with a seat if it owes
    something.
    """
    above = parent.parentages.get(valid_to=None)
    place = Place.objects.create(
        code=code, name=name, short_name=name[:20], kind="自定义单位", custom=True
    )
    Parentage.objects.create(
        place=place, parent=parent, path=f"{above.path}/{code}", valid_from=since
    )
    if level is not None:
        Seat.objects.create(place=place, level=level, valid_from=since)
    record(by, "places.unit_opened", place, place=code, values={"name": name, "under": parent.code})
    return place


@transaction.atomic
def move_place(place: Place, *, under: Place, since: date, by: Actor) -> None:
    """Give a place another parent from a day on; facts dated before stay with the old one."""
    above = under.parentages.get(valid_to=None)
    present = list(Parentage.objects.filter(valid_to=None, path__contains=place.code))
    old = place.parentages.get(valid_to=None).path
    new = f"{above.path}/{place.code}"
    for row in present:
        if row.path != old and not row.path.startswith(f"{old}/"):
            continue
        row.valid_to = since - timedelta(days=1)
        row.save(update_fields=["valid_to"])
        parent = under if row.place_id == place.pk else row.parent
        Parentage.objects.create(
            place_id=row.place_id, parent=parent, path=new + row.path[len(old) :], valid_from=since
        )
    record(by, "places.moved", place, place=place.code, values={"from": old, "to": new})


@transaction.atomic
def name_organisation(
    *,
    kind: str,
    name: str,
    home: Place,
    since: date,
    by: Actor,
    serves: Iterable[Place] = (),
    clause: str = "",
    short_name: str = "",
    english: str = "",
) -> Organisation:
    """Enter an organisation and the places it serves; naming it again adds only what is new."""
    organisation, _ = Organisation.objects.get_or_create(
        kind=kind,
        name=name,
        defaults={"home": home, "valid_from": since, "short_name": short_name, "english": english},
    )
    for place in serves:
        Service.objects.get_or_create(
            organisation=organisation,
            place=place,
            valid_to=None,
            defaults={"valid_from": since, "clause": clause},
        )
    record(
        by,
        "places.organisation_named",
        organisation,
        place=home.code,
        clause=clause,
        values={"kind": kind, "name": name},
    )
    return organisation


@transaction.atomic
def serve_only(
    organisation: Organisation, *, places: Iterable[Place], on: date, by: Actor, clause: str = ""
) -> None:
    """Let an organisation serve exactly these places from a day on; what it served before ends.

    A service that began on the same day was a slip and goes without a trace.
    """
    wanted = {place.pk: place for place in places}
    for service in organisation.services.filter(valid_to=None):
        if service.place_id in wanted:
            del wanted[service.place_id]
        elif service.valid_from >= on:
            service.delete()
        else:
            service.valid_to = on - timedelta(days=1)
            service.save(update_fields=["valid_to"])
    Service.objects.bulk_create(
        Service(organisation=organisation, place=place, valid_from=on, clause=clause)
        for place in wanted.values()
    )
    record(
        by,
        "places.services_changed",
        organisation,
        place=organisation.home.code,
        clause=clause,
        values={
            "serves": list(
                organisation.services.filter(valid_to=None)
                .order_by("place__code")
                .values_list("place__code", flat=True)
            )
        },
    )


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What is known of an organisation on entering: the law's word for its kind, name, code."""

    kind: str
    name: str
    home_id: int
    code: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class ListChange:
    """What a new version of a list changed: how many came, went and stayed."""

    came: int
    went: int
    stayed: int


@transaction.atomic
def enter_organisations(
    rows: Sequence[OrganisationFacts], *, since: date, by: Actor
) -> list[Organisation]:
    """Enter organisations, or find those that stand already: by code, else by kind and name.

    A known one without a code takes the one given. Returns them in the order of the rows, with few
    queries however many there are.
    """
    known = _Known(rows)
    fresh: dict[tuple[str, str], Organisation] = {}
    for facts in rows:
        if known.find(facts) is None:
            fresh.setdefault(
                (facts.kind, facts.name),
                Organisation(
                    kind=facts.kind,
                    name=facts.name,
                    home_id=facts.home_id,
                    code=facts.code,
                    industry=facts.industry,
                    valid_from=since,
                ),
            )
    made = Organisation.objects.bulk_create(fresh.values(), batch_size=500)
    if made:
        values = {"count": len(made), "first": made[0].pk, "last": made[-1].pk}
        record(by, "places.organisations_entered", made[0], values=values)
    known.add(made)
    found = (known.find(facts) for facts in rows)
    return [one for one in found if one is not None]


class _Known:
    """The organisations that some rows may mean, by code and by kind and name."""

    def __init__(self, rows: Sequence[OrganisationFacts]) -> None:
        self.by_code: dict[str, Organisation] = {}
        self.by_name: dict[tuple[str, str], Organisation] = {}
        codes = sorted({row.code for row in rows if row.code})
        names = sorted({row.name for row in rows})
        for start in range(0, len(codes), 500):
            self.add(Organisation.objects.filter(code__in=codes[start : start + 500]))
        for start in range(0, len(names), 500):
            self.add(Organisation.objects.filter(name__in=names[start : start + 500]))

    def add(self, found: Iterable[Organisation]) -> None:
        """Take in organisations that stand."""
        for one in found:
            self.by_name[one.kind, one.name] = one
            if one.code:
                self.by_code[one.code] = one

    def find(self, facts: OrganisationFacts) -> Organisation | None:
        """Return the organisation that a row means, with the row's code if it had none."""
        if facts.code and facts.code in self.by_code:
            return self.by_code[facts.code]
        found = self.by_name.get((facts.kind, facts.name))
        if found is not None and facts.code and not found.code:
            found.code = facts.code
            found.save(update_fields=["code"])
            self.by_code[facts.code] = found
        return found


@transaction.atomic
def keep_list(
    list_id: str,
    members: Sequence[Organisation],
    *,
    on: date,
    source: str,
    by: Actor,
    within: QuerySet[Place] | None = None,
) -> ListChange:
    """Let a list hold exactly these organisations from a day on; those no longer in it end.

    ``within`` are the places that the list is of: organisations elsewhere stay as they are. Keeping
    the same list again changes nothing. What began and ended on one day was a slip and goes without
    a trace.
    """
    wanted = {one.pk for one in members}
    present = _listings(list_id, within).select_for_update().filter(valid_to=None)
    held = dict(present.values_list("organisation_id", "pk"))
    gone = [pk for organisation, pk in held.items() if organisation not in wanted]
    for start in range(0, len(gone), 500):
        ended = Listing.objects.filter(pk__in=gone[start : start + 500])
        ended.filter(valid_from__gte=on).delete()
        ended.update(valid_to=on - timedelta(days=1))
    fresh = sorted(wanted - held.keys())
    Listing.objects.bulk_create(
        [
            Listing(list_id=list_id, organisation_id=pk, valid_from=on, source=source[:200])
            for pk in fresh
        ],
        batch_size=500,
    )
    change = ListChange(len(fresh), len(gone), len(held) - len(gone))
    if members and (fresh or gone):
        values = {"list": list_id, "source": source, "came": change.came, "went": change.went}
        record(by, "places.list_kept", members[0], values=values)
    return change


@transaction.atomic
def take_list_back(
    list_id: str, *, on: date, by: Actor, within: QuerySet[Place] | None = None
) -> ListChange:
    """Undo the latest :func:`keep_list` of a day: who came goes, who went stands as before.

    The caller makes sure that no later list stands on it.
    """
    rows = _listings(list_id, within).select_for_update()
    came = rows.filter(valid_from=on)
    some = came.select_related("organisation").first()
    count = came.count()
    came.delete()
    went = rows.filter(valid_to=on - timedelta(days=1)).update(valid_to=None)
    if some is not None:
        values = {"list": list_id, "on": on.isoformat(), "came": count, "went": went}
        record(by, "places.list_taken_back", some.organisation, values=values)
    return ListChange(count, went, rows.filter(valid_to=None).count() - went)


@transaction.atomic
def take_off_list(list_id: str, organisations: Iterable[int], *, on: date, by: Actor) -> int:
    """Take off again who was put on a list on a day by mistake; return how many."""
    keys = list(organisations)
    rows = Listing.objects.filter(list_id=list_id, valid_from=on, valid_to=None)
    count = 0
    for start in range(0, len(keys), 500):
        count += rows.filter(organisation_id__in=keys[start : start + 500]).delete()[0]
    if some := Organisation.objects.filter(pk__in=keys[:1]).first():
        values = {"list": list_id, "on": on.isoformat(), "count": count}
        record(by, "places.taken_off_list", some, values=values)
    return count


@transaction.atomic
def drop_organisations(organisations: Iterable[int], *, by: Actor) -> int:
    """Remove those of some organisations to which nothing refers; return how many."""
    keys = list(organisations)
    count = 0
    for start in range(0, len(keys), 500):
        rows = Organisation.objects.filter(pk__in=keys[start : start + 500])
        for relation in Organisation._meta.related_objects:
            used = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": keys[start : start + 500]}
            )
            rows = rows.exclude(pk__in=used.values(relation.field.attname))
        for one in rows:
            values = {"kind": one.kind, "name": one.name, "code": one.code}
            record(by, "places.organisation_dropped", one, values=values)
        count += rows.delete()[0]
    return count


def _listings(list_id: str, within: QuerySet[Place] | None) -> QuerySet[Listing]:
    rows = Listing.objects.filter(list_id=list_id)
    return rows if within is None else rows.filter(organisation__home__in=within)
