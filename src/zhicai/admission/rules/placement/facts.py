"""What placing is told, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhicai.foundation.text import Text

REGION, CITY, KIND = "region", "city", "kind"
"""What a quota may go by: the region, city or type of an employer."""
HERE, NEAR, FAR = 0, 1, 2
"""How far a class is: in the employer's own city, in its region, elsewhere."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """One accepted person: ``rank`` 1 is the best, ranks may be shared.

    ``suits`` are the keys of the classes whose dates suit the person, None where all do.
    """

    key: int
    rank: int
    region: str
    city: str
    kind: str
    suits: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a class come from one region, city or type of employer; most None: any number."""

    by: str
    value: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A class: free seats, the city and region of its venue, its quotas."""

    key: int
    name: Text
    seats: int
    region: str
    city: str
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """Everything that a placing rests on; ``names`` are those of (by, value) in quotas."""

    applicants: tuple[Applicant, ...]
    offers: tuple[Offer, ...]
    names: Mapping[tuple[str, str], Text] = field(default_factory=dict)

    def named(self, quota: Quota) -> Text:
        """Return what a quota goes by in words."""
        return self.names.get((quota.by, quota.value), Text(quota.value, quota.value))


@dataclass(frozen=True, slots=True)
class Place:
    """Where someone is placed, None for nowhere, and why: shared by all who stand alike."""

    offer: int | None
    why: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """What a placing reaches, in the order in which it counts.

    People placed; the sum of their ranks; how many in a class whose dates do not suit; how far in
    all; how many more than its even share the fuller classes hold.
    """

    placed: int
    ranks: int = 0
    unsuited: int = 0
    distance: int = 0
    uneven: int = 0

    def as_tuple(self) -> tuple[int, ...]:
        """Return the figures such that the better placing is the lesser."""
        return (-self.placed, self.ranks, self.unsuited, self.distance, self.uneven)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who goes where. ``clashes`` say why nobody can be placed, ``mends`` what would help.

    ``proven``: no better placing exists.
    """

    places: Mapping[int, Place]
    reached: Reached
    proven: bool = True
    clashes: tuple[Text, ...] = ()
    mends: tuple[Text, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether the quotas can hold together at all."""
        return not self.clashes


Group = tuple[str, str, str, frozenset[int] | None]
"""Region, city, type and suiting classes: people who stand alike but for their rank."""


def group_of(one: Applicant) -> Group:
    """Return the group of an applicant."""
    return (one.region, one.city, one.kind, one.suits)


def grouped(applicants: tuple[Applicant, ...]) -> dict[Group, list[Applicant]]:
    """Return applicants who stand alike together, the best-ranked first."""
    found: dict[Group, list[Applicant]] = {}
    for one in sorted(applicants, key=lambda one: (one.rank, one.key)):
        found.setdefault(group_of(one), []).append(one)
    return found


def counts(quota: Quota, group: Group) -> bool:
    """Say whether a quota counts the people of a group."""
    region, city, kind, _ = group
    return quota.value == {REGION: region, CITY: city, KIND: kind}[quota.by]


def distance(group: Group, offer: Offer) -> int:
    """Return how far a class is for a group."""
    region, city, _, _ = group
    if city and city == offer.city:
        return HERE
    return NEAR if region and region == offer.region else FAR


def suits(group: Group, offer: Offer) -> bool:
    """Say whether the dates of a class suit a group."""
    return group[3] is None or offer.key in group[3]


def even_shares(people: int, offers: tuple[Offer, ...]) -> dict[int, int]:
    """Return how many of so many people each class would hold in proportion to its seats.

    Whole numbers by the largest remainder, the earlier class first where remainders are equal.
    """
    seats = sum(one.seats for one in offers)
    if not seats:
        return {one.key: 0 for one in offers}
    found = {one.key: people * one.seats // seats for one in offers}
    order = sorted(range(len(offers)), key=lambda n: (-(people * offers[n].seats % seats), n))
    for n in order[: people - sum(found.values())]:
        found[offers[n].key] += 1
    return found
