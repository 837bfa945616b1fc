"""What an enterprise sees on its own desk: its people, classes, lists, needs, letters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.admission.models import Registration
from zhicai.attendance.queries.hours import hours_by_registration
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import ListKind
from zhicai.outreach.models import Opinion
from zhicai.outreach.queries import opinions_visible_to
from zhicai.people.models import Employment, Person, Specialist
from zhicai.places.models import Organisation
from zhicai.places.queries import PlaceTree, is_within, tree
from zhicai.programmes.queries import years_for
from zhicai.registers.models import Letter
from zhicai.results.queries.coverage import coverage_law, covered_on, lists_of
from zhicai.training.models import TrainingClass
from zhicai.training.queries import open_classes

MOST_PEOPLE, MOST_CLASSES, MOST_SHOWN = 200, 8, 6


@dataclass(frozen=True, slots=True)
class Turn:
    """One registration of a person, with the class hours present."""

    row: Registration
    hours: Decimal

    @property
    def completed(self) -> bool | None:
        """Whether it ended in completion, None where that is not decided."""
        found = getattr(self.row, "completion", None)
        return found.completed if found is not None else None


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the enterprise's people."""

    person: Person
    post: str
    present: bool
    certified_on: date | None
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A list in which the enterprise stands."""

    kind: ListKind
    since: date
    source: str


@dataclass(frozen=True)
class EmployerDesk:
    """Everything on the desk; ``covered`` is since when training has reached the enterprise.

    ``near`` are the keys of the open classes in its own county or city.
    """

    organisation: Organisation
    people: tuple[Colleague, ...]
    classes: tuple[TrainingClass, ...]
    near: frozenset[int]
    lists: tuple[Membership, ...]
    covered: date | None
    needed: int
    needs: tuple[Opinion, ...]
    letters: tuple[Letter, ...]
    more_people: int = field(default=0)

    @property
    def registered(self) -> int:
        """How many of the people have a seat or wait for one."""
        live = ("applied", "accepted", "waiting")
        return sum(any(t.row.state in live for t in one.turns) for one in self.people)

    @property
    def completed(self) -> int:
        """How many of the people have completed a class."""
        return sum(any(t.completed for t in one.turns) for one in self.people)

    @property
    def certified(self) -> int:
        """How many of the people are certified."""
        return sum(one.certified_on is not None for one in self.people)

    @property
    def open_needs(self) -> int:
        """How many of the needs shown wait for an answer."""
        return sum(need.answered_on is None for need in self.needs)


def employer_desk(acting: Acting, *, on: date) -> EmployerDesk:
    """Return the desk of the enterprise that the user acts for; OutOfScope without one."""
    require(acting, "desk.enterprise")
    organisation = (
        Organisation.objects.filter(pk=acting.organisation_id or 0).select_related("home").first()
    )
    if organisation is None:
        raise OutOfScope
    places = tree(acting.province, on=on)
    year = years_for(acting).first()
    lists: tuple[Membership, ...] = ()
    covered, needed = None, 1
    if year is not None:
        law = coverage_law(year, on=on)
        covered, needed = covered_on(law, organisation), law.rule.people
        lists = tuple(
            Membership(kind, row.valid_from, row.source)
            for kind, row in lists_of(organisation, year)
            if row.valid_to is None or row.valid_to >= on
        )
    people = _people(organisation)
    classes, near = _classes(organisation, places, on)
    needs = opinions_visible_to(acting, on=on).filter(organisation=organisation)
    letters = Letter.objects.filter(organisation=organisation)
    return EmployerDesk(
        organisation, tuple(people[:MOST_PEOPLE]), classes, near, lists, covered, needed,
        tuple(needs.order_by("-sent_on", "-pk")[:MOST_SHOWN]), tuple(letters[:MOST_SHOWN]),
        max(0, len(people) - MOST_PEOPLE),
    )  # fmt: skip


def _people(organisation: Organisation) -> list[Colleague]:
    """Return who works there now and who was registered from there, by name."""
    posts = dict(
        Employment.objects.filter(organisation=organisation, valid_to=None).values_list(
            "person_id", "post"
        )
    )
    rows = list(
        Registration.objects.filter(organisation=organisation)
        .select_related("training_class__place", "completion")
        .order_by("-training_class__starts_on", "pk")
    )
    hours = hours_by_registration({row.training_class_id for row in rows})
    turns: dict[int, list[Turn]] = defaultdict(list)
    for row in rows:
        turns[row.person_id].append(Turn(row, hours.get(row.pk, Decimal(0))))
    wanted = Q(pk__in=posts.keys() | turns.keys())
    people = Person.objects.filter(wanted, erased_at=None).defer("id_number").order_by("name", "pk")
    spells = Specialist.objects.filter(person__in=list(turns.keys() | posts.keys()), valid_to=None)
    since = dict(spells.values_list("person_id", "valid_from"))
    return [
        Colleague(
            one,
            posts.get(one.pk) or _post(turns[one.pk]),
            one.pk in posts,
            since.get(one.pk),
            tuple(turns[one.pk]),
        )
        for one in people
    ]


def _post(turns: Sequence[Turn]) -> str:
    return turns[0].row.post if turns else ""


def _classes(
    organisation: Organisation, places: PlaceTree, on: date
) -> tuple[tuple[TrainingClass, ...], frozenset[int]]:
    """Return the open classes, those of the own county first, then of the city."""
    home = places.by_id.get(organisation.home_id)
    city = places.city_of(home) if home else None

    def rank(one: TrainingClass) -> tuple[int, date, int]:
        place = places.by_id.get(one.place_id)
        far = 2
        if place is not None and home is not None and is_within(home.path, place.path):
            far = 0
        elif place is not None and city is not None and is_within(place.path, city.path):
            far = 1
        return (far, one.starts_on, one.pk)

    rows = [one for one in open_classes(on) if one.place_id in places.by_id]
    ranked = sorted(rows, key=rank)[:MOST_CLASSES]
    return tuple(ranked), frozenset(one.pk for one in ranked if rank(one)[0] < 2)


STATES = {
    "applied": (Text("待审核", "to be decided"), "amber"),
    "accepted": (Text("已录取", "accepted"), "green"),
    "waiting": (Text("候补", "waiting"), "info"),
    "withdrawn": (Text("已取消", "withdrawn"), "idle"),
    "refused": (Text("未通过", "refused"), "red"),
}
