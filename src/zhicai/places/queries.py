"""Reads of places: the tree on a day, what lies below a place, who serves it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, When

from zhicai.law.schema import Level
from zhicai.places.models import Listing, Organisation, Parentage, Place, Seat


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A place on a day, as other apps see it."""

    id: int
    code: str
    name: str
    short_name: str
    english: str
    kind: str
    path: str
    levels: frozenset[Level]

    @property
    def zh(self) -> str:
        """Chinese name, so that the templates' ``said`` filter can show a place."""
        return self.name

    @property
    def en(self) -> str:
        """English name, or the Chinese one where none is known."""
        return self.english or self.name

    @property
    def parent_code(self) -> str | None:
        """Code of the place above, None for the province."""
        codes = self.path.split("/")
        return codes[-2] if len(codes) > 1 else None


@dataclass(frozen=True, slots=True)
class Stay:
    """Where a place stood before it came under another parent, or ended: its path until a day."""

    place_id: int
    path: str
    until: date


@dataclass(frozen=True, slots=True)
class PlaceTree:
    """All places of a province on a day; made with two queries whatever their number.

    ``former`` are the stays that had ended by then, by age.
    """

    on: date
    by_code: dict[str, PlaceFacts]
    by_id: dict[int, PlaceFacts] = field(repr=False)
    former: tuple[Stay, ...] = ()

    def below(self, path: str) -> Iterator[PlaceFacts]:
        """Yield the place at ``path`` and everything under it."""
        for place in self.by_code.values():
            if is_within(place.path, path):
                yield place

    def seats(self, level: Level, within: str = "") -> list[PlaceFacts]:
        """Return the places that hold a seat at ``level``, under ``within`` if given, by code."""
        return [
            place
            for place in self.by_code.values()
            if level in place.levels and (not within or is_within(place.path, within))
        ]

    def city_of(self, place: PlaceFacts) -> PlaceFacts | None:
        """Return the place with a city seat above ``place`` or at it (A-HB-06)."""
        for code in reversed(place.path.split("/")):
            above = self.by_code[code]
            if Level.CITY in above.levels:
                return above
        return None


def is_within(path: str, scope: str) -> bool:
    """Say whether ``path`` is ``scope`` or lies under it, segment by segment."""
    return path == scope or path.startswith(f"{scope}/")


def in_force(on: date, prefix: str = "") -> Q:
    """Return the condition that a dated row holds on ``on``."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": on})
    )


_FACTS = (
    "place_id",
    "place__code",
    "place__name",
    "place__short_name",
    "place__english",
    "place__kind",
    "path",
    "valid_to",
)
"""What :class:`PlaceFacts` holds of a parentage and its place, in its order, and until when."""


def tree(province: str, *, on: date) -> PlaceTree:
    """Return the tree of a province (its code) on a day."""
    levels: dict[int, set[Level]] = {}
    for place_id, level in Seat.objects.filter(in_force(on)).values_list("place_id", "level"):
        levels.setdefault(place_id, set()).add(Level(level))
    rows = (
        Parentage.objects.filter(valid_from__lte=on)
        .filter(Q(path=province) | Q(path__startswith=f"{province}/"))
        .order_by("path", "valid_to", "pk")
        .values_list(*_FACTS)
    )
    places, ended = [], []
    for pk, code, name, short, english, kind, path, until in rows:
        if until is not None and until < on:
            ended.append(Stay(pk, path, until))
        else:
            held = frozenset(levels.get(pk, ()))
            places.append(PlaceFacts(pk, code, name, short, english, kind, path, held))
    return PlaceTree(
        on,
        {place.code: place for place in places},
        {place.id: place for place in places},
        tuple(sorted(ended, key=lambda stay: stay.until)),
    )


def provinces() -> QuerySet[Place]:
    """Return the provinces that this installation holds."""
    return Place.objects.filter(seats__level=Level.PROVINCE).distinct()


def places_under(paths: tuple[str, ...], *, on: date) -> QuerySet[Place]:
    """Return every place at or under one of ``paths`` on a day (index places_parentage_path)."""
    within = Q(pk__in=[])
    for path in paths:
        within |= Q(path=path) | Q(path__startswith=f"{path}/")
    standing = Parentage.objects.filter(within, in_force(on))
    return Place.objects.filter(pk__in=standing.values("place_id"))


def path_of(place: Place, *, on: date) -> str:
    """Return the path of a place on a day; a place without one then has its own code."""
    row = place.parentages.filter(in_force(on)).first()
    return row.path if row else place.code


def organisations_serving(place_path: str, kind: str, *, on: date) -> QuerySet[Organisation]:
    """Return the organisations of a kind that serve the place at ``place_path`` or one above it."""
    return (
        Organisation.objects.filter(
            in_force(on),
            in_force(on, "services__"),
            kind=kind,
            services__place__code__in=place_path.split("/"),
        )
        .distinct()
        .order_by("name")
    )


def listed(list_id: str, *, on: date) -> QuerySet[Organisation]:
    """Return the organisations that stand in a published list on a day."""
    rows = Listing.objects.filter(in_force(on), list_id=list_id)
    return Organisation.objects.filter(pk__in=rows.values("organisation_id")).select_related("home")


def suggest_organisations(
    text: str, *, kinds: Iterable[str], paths: tuple[str, ...] = (), on: date
) -> QuerySet[Organisation]:
    """Return organisations whose name or code holds what is typed, those that begin with it first.

    ``paths`` limits them to what sits at or under these places.
    """
    typed = text.strip()
    rows = Organisation.objects.filter(in_force(on), kind__in=list(kinds))
    if paths:
        rows = rows.filter(home__in=places_under(paths, on=on))
    rows = rows.filter(Q(name__icontains=typed) | Q(code__istartswith=typed))
    begins = Case(When(name__istartswith=typed, then=0), default=1, output_field=IntegerField())
    return rows.annotate(begins=begins).order_by("begins", "name").select_related("home")
