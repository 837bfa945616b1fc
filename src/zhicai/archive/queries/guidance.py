"""Advisers, their talks and what is still to follow; the reserve by industry chain."""

from datetime import date

from django.db.models import Count, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership, Role
from zhicai.accounts.permissions import declared
from zhicai.accounts.queries import holding
from zhicai.archive.models import Adviser, Reserve, Talk
from zhicai.archive.queries.people import files_seen
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Person
from zhicai.places.queries import places_under

GUIDE, ADVISE = "archive.guide", "archive.advise"


def adviser_of(person: Person) -> Adviser | None:
    """Return who guides a specialist now."""
    return Adviser.objects.filter(person=person, until=None).select_related("person__home").first()


def advises(acting: Acting, person: Person) -> bool:
    """Say whether the user is the specialist's present adviser."""
    return Adviser.objects.filter(person=person, user=acting.user_id, until=None).exists()


def advisers_offered(acting: Acting, *, on: date) -> list[tuple[int, str]]:
    """Return who in the province may be an adviser: the user's key, name and organisation."""
    holders = declared()[ADVISE].holders
    kinds = {one.organisation for one in holders if one.organisation}
    levels = {one.level for one in holders if one.level}
    rows = Membership.objects.filter(
        holding(on), user__is_active=True, place__in=places_under((acting.province,), on=on)
    ).select_related("user", "organisation", "place")
    bodies = rows.filter(role=Role.MEMBER, organisation__kind__in=kinds)
    offices = rows.filter(role=Role.OFFICER, level__in=levels)
    told = {
        row.user_id: f"{row.user.name}（{row.organisation or row.place}）"
        for row in (*bodies, *offices)
    }
    return sorted(told.items(), key=lambda one: one[1])


def talk_for(acting: Acting, pk: int) -> Talk:
    """Return a talk of the user's own present advisee, else OutOfScope."""
    rows = Talk.objects.select_related("adviser__person__home")
    found = rows.filter(pk=pk, adviser__user=acting.user_id, adviser__until=None).first()
    if found is None:
        raise OutOfScope
    return found


def follow_ups(acting: Acting) -> QuerySet[Talk]:
    """Return what the user as an adviser has still to follow, the first due first."""
    rows = Talk.objects.filter(
        adviser__user=acting.user_id, adviser__until=None, done_on=None,
        follow_up_by__isnull=False, adviser__person__erased_at=None,
    )  # fmt: skip
    return rows.select_related("adviser__person__home").order_by("follow_up_by", "pk")


# --- the reserve ---------------------------------------------------------------------------------


def reserve_seen(acting: Acting, *, on: date) -> QuerySet[Reserve]:
    """Return the present marks of the specialists in reach, by kind and chain."""
    people = files_seen(acting, on=on).values("pk")
    rows = Reserve.objects.filter(until=None, person__in=people)
    return rows.select_related("person__home").order_by("kind", "chain", "person__name", "pk")


def reserve_for(acting: Acting, pk: int, *, on: date) -> Reserve:
    """Return a present mark of a specialist in reach, else OutOfScope."""
    found = reserve_seen(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def chains() -> list[str]:
    """Return the industry chains that were ever named, by name."""
    rows = Reserve.objects.exclude(chain="").order_by("chain")
    return list(rows.values_list("chain", flat=True).distinct())


def reserve_counts(acting: Acting, *, on: date) -> list[tuple[str, str, int]]:
    """Return how many stand in reserve: kind, chain, people."""
    rows = reserve_seen(acting, on=on).order_by("kind", "chain").values_list("kind", "chain")
    return [(kind, chain, n) for kind, chain, n in rows.annotate(n=Count("pk"))]
