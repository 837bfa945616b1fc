"""Opinions and needs: whose they are to see, who is to answer, to whom they may be passed on."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.outreach.models import Opinion
from zhicai.places.models import Organisation
from zhicai.places.queries import in_force, is_within, path_of, places_under, tree


@dataclass(frozen=True, slots=True)
class Target:
    """To whom an opinion may be passed on; ``key`` is how the form names it."""

    key: str
    name: Text
    place_id: int
    level: Level | None = None
    organisation_id: int | None = None


def opinions_visible_to(acting: Acting, *, on: date) -> QuerySet[Opinion]:
    """Return the opinions that the user may see: sent, held, or from within its reach."""
    rows = Opinion.objects.select_related("place", "holder_place", "holder_organisation")
    if acting.organisation_id is not None:
        mine = Q(organisation_id=acting.organisation_id)
        return rows.filter(mine | Q(holder_organisation_id=acting.organisation_id))
    within = Q(place__in=places_under(reach_of(acting, "outreach.read"), on=on))
    return rows.filter(within | _held_by(acting))


def _held_by(acting: Acting) -> Q:
    if acting.organisation_id is not None:
        return Q(holder_organisation_id=acting.organisation_id)
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return Q(holder_organisation=None, holder_place_id=acting.place_id, holder_level__in=levels)


def opinion_for(acting: Acting, pk: int, *, on: date) -> Opinion:
    """Return an opinion that the user may see; OutOfScope for any other."""
    found = opinions_visible_to(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def open_at(acting: Acting) -> QuerySet[Opinion]:
    """Return what the user's office or organisation has to answer, the oldest first."""
    if not holds(acting, "outreach.answer"):
        return Opinion.objects.none()
    rows = Opinion.objects.filter(_held_by(acting), answered_on=None)
    return rows.select_related("place").order_by("sent_on", "pk")


def holds_it(acting: Acting, opinion: Opinion) -> bool:
    """Say whether it is the user's office or organisation that is to answer."""
    if acting.organisation_id is not None or opinion.holder_organisation_id is not None:
        return acting.organisation_id == opinion.holder_organisation_id
    levels = {duty.level.value for duty in acting.duties if duty.level}
    return acting.place_id == opinion.holder_place_id and opinion.holder_level in levels


def may_answer(acting: Acting, opinion: Opinion, *, on: date) -> bool:
    """Say whether someone may answer: who holds it, and the city to which it first went."""
    if opinion.answered_on is not None or not holds(acting, "outreach.answer"):
        return False
    return holds_it(acting, opinion) or _is_its_city(acting, opinion, on)


def may_forward(acting: Acting, opinion: Opinion, *, on: date) -> bool:
    """Say whether someone may pass it on: an office that may answer it."""
    return acting.organisation_id is None and may_answer(acting, opinion, on=on)


def _is_its_city(acting: Acting, opinion: Opinion, on: date) -> bool:
    if acting.organisation_id is not None or not acting.at_level(Level.CITY):
        return False
    return is_within(path_of(opinion.place, on=on), acting.place_path)


def targets_of(opinion: Opinion, *, on: date) -> list[Target]:
    """Return to whom an opinion may be passed on.

    Its city and the counties there, the organisations that serve its place (a base), the province;
    not who holds it now.
    """
    path = path_of(opinion.place, on=on)
    places = tree(path.split("/")[0], on=on)
    own = places.by_id[opinion.place_id]
    city = places.city_of(own)
    scope = city.path if city else path
    found = [
        Target(f"{level.value}-{place.id}", Text(place.zh, place.en), place.id, level)
        for level in (Level.CITY, Level.COUNTY)
        for place in places.seats(level, scope)
    ]
    serving = Organisation.objects.filter(
        in_force(on),
        in_force(on, "services__"),
        services__place__code__in=path.split("/"),
    )
    found += [
        Target(f"o-{row.pk}", Text(row.name, row.english or row.name), row.home_id, None, row.pk)
        for row in serving.distinct().order_by("name")
    ]
    found += [
        Target(f"province-{place.id}", Text(place.zh, place.en), place.id, Level.PROVINCE)
        for place in places.seats(Level.PROVINCE)
    ]
    return [one for one in found if not _is_held_by(opinion, one)]


def _is_held_by(opinion: Opinion, target: Target) -> bool:
    if opinion.holder_organisation_id or target.organisation_id:
        return opinion.holder_organisation_id == target.organisation_id
    level = target.level.value if target.level else ""
    return (opinion.holder_place_id, opinion.holder_level) == (target.place_id, level)


def receipt_of(code: str) -> str:
    """Return the digest under which a visitor's code is kept; spaces and case do not matter."""
    plain = "".join(code.split()).replace("-", "").upper()
    return salted_hmac("zhicai.outreach.receipt", plain, algorithm="sha256").hexdigest()


def opinion_by_code(code: str) -> Opinion | None:
    """Return the opinion of a visitor's code, None for a code that none has."""
    if not code.strip():
        return None
    return Opinion.objects.filter(receipt=receipt_of(code)).first()


def sent_from(origin: str, *, on: date) -> int:
    """Return how many opinions have come from an address on a day. Uses outreach_opinion_origin."""
    return Opinion.objects.filter(origin=origin, sent_on=on).count() if origin else 0
