"""Certified specialists: where they are, in which post, confirmed by the employer or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Employment, Incentive, Person, PostConfirmation, Specialist
from zhicai.people.queries.records import visible_people
from zhicai.places.models import Place
from zhicai.places.queries import in_force, path_of, places_under


def _spells(on: date) -> QuerySet[Specialist]:
    return Specialist.objects.filter(in_force(on))


def specialists(place: Place, *, on: date) -> QuerySet[Person]:
    """Return the certified specialists of a place and all below it on a day.

    The contract for apps above (rosters, statistics): a person with a present spell of
    :class:`Specialist`, which the app that issues certificates writes.
    """
    rows = Person.objects.defer("id_number").filter(erased_at=None, pk__in=_people_of(on))
    return rows.filter(home__in=places_under((path_of(place, on=on),), on=on))


def _people_of(on: date) -> QuerySet[Specialist, dict[str, int]]:
    return _spells(on).values("person_id")  # type: ignore[return-value]


def specialist_of(person: Person, *, on: date) -> Specialist | None:
    """Return the spell by which someone is a certified specialist on a day."""
    return _spells(on).filter(person=person).first()


def posts_of_specialists(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the specialists within reach with what their employer has said about their post.

    Annotated: ``state`` (``ip``, ``other`` or ``unconfirmed``), ``employment_id``,
    ``confirmed_post``, ``confirmed_since``, ``certified_since``.
    """
    present = Employment.objects.filter(person_id=OuterRef("pk"), valid_to=None)
    said = PostConfirmation.objects.filter(
        employment__person_id=OuterRef("pk"), employment__valid_to=None
    ).order_by("-confirmed_at", "-pk")
    spell = _spells(on).filter(person_id=OuterRef("pk"))
    return (
        visible_people(acting, on=on)
        .filter(pk__in=_people_of(on))
        .annotate(
            employment_id=Subquery(present.values("pk")[:1]),
            employed_as=Subquery(present.values("post")[:1]),
            confirmed=Exists(said),
            confirmed_ip=Subquery(said.values("is_ip_post")[:1]),
            confirmed_post=Subquery(said.values("post")[:1]),
            confirmed_since=Subquery(said.values("since")[:1]),
            certified_since=Subquery(spell.values("valid_from")[:1]),
        )
    )


@dataclass(frozen=True, slots=True)
class PostCounts:
    """Specialists by what their employer has confirmed; ``name`` is the county, or the whole."""

    name: str
    code: str
    everyone: int
    in_ip_posts: int
    elsewhere: int
    unconfirmed: int


def _counts(rows: QuerySet[Person], *fields: str) -> Iterable[dict[str, Any]]:
    numbers = {
        "everyone": Count("pk"),
        "in_ip_posts": Count("pk", filter=Q(confirmed=True, confirmed_ip=True)),
        "elsewhere": Count("pk", filter=Q(confirmed=True, confirmed_ip=False)),
        "unconfirmed": Count("pk", filter=Q(confirmed=False)),
    }
    counted: Iterable[dict[str, Any]] = rows.order_by(*fields).values(*fields).annotate(**numbers)
    return counted


def post_counts(acting: Acting, *, on: date) -> list[PostCounts]:
    """Return the counts of each county within reach, by code (HB-4.4.c); one grouped query."""
    rows = posts_of_specialists(acting, on=on)
    return [
        PostCounts(
            row["home__name"],
            row["home__code"],
            row["everyone"],
            row["in_ip_posts"],
            row["elsewhere"],
            row["unconfirmed"],
        )
        for row in _counts(rows, "home__code", "home__name")
    ]


def unconfirmed_of(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the organisation's own specialists whose post it has not confirmed."""
    rows = posts_of_specialists(acting, on=on).filter(Q(("confirmed", False)))
    own = Employment.objects.filter(organisation_id=acting.organisation_id or 0, valid_to=None)
    return rows.filter(pk__in=own.values("person_id"))


def incentives_of(person: Person) -> QuerySet[Incentive]:
    """Return what offices gave a person, the latest first (HB-4.4.b)."""
    return Incentive.objects.filter(person=person, withdrawn_at=None).select_related("place")


def confirmations_of(person: Person) -> QuerySet[PostConfirmation]:
    """Return what employers have said about a person's posts, the latest first."""
    rows = PostConfirmation.objects.filter(employment__person=person)
    return rows.select_related("employment__organisation")


def incentive_for(acting: Acting, pk: int, *, on: date) -> Incentive:
    """Return an incentive of a person whose record the user may read, else OutOfScope."""
    rows = Incentive.objects.select_related("person__home", "file").filter(withdrawn_at=None)
    found = rows.filter(pk=pk, person__in=visible_people(acting, on=on)).first()
    if found is None:
        raise OutOfScope
    return found


def post_of(acting: Acting, pk: int, *, on: date) -> Employment:
    """Return where one of the organisation's own specialists works, else OutOfScope."""
    # By the row of the person: a key too large for the database is then nobody, not a failure.
    one = Person.objects.filter(pk=pk).values("pk")
    rows = Employment.objects.filter(person__in=one, valid_to=None)
    found = (
        rows.filter(organisation_id=acting.organisation_id or 0)
        .filter(person__in=_people_of(on))
        .select_related("person__home", "organisation")
        .first()
    )
    if found is None:
        raise OutOfScope
    return found
