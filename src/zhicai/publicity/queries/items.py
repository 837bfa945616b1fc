"""Items within one's reach, those that wait for a reviewer, those that the public reads."""

from datetime import date

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.places.queries import places_under
from zhicai.publicity.models import Item
from zhicai.publicity.rules.items import Kind, State

_WITH = ("place", "author", "programme_year__province")


def items_visible_to(acting: Acting, *, on: date) -> QuerySet[Item]:
    """Return the items of one's own office, and those of offices below that have been sent."""
    places = places_under(reach_of(acting, "publicity.read"), on=on)
    own = Q(place_id=acting.place_id)
    rows = Item.objects.filter(place__in=places).filter(own | ~Q(state=State.DRAFT))
    return rows.select_related(*_WITH).order_by("-edited_at", "-pk")


def item_for(acting: Acting, pk: int, *, on: date) -> Item:
    """Return one item within the user's reach, else OutOfScope."""
    found = items_visible_to(acting, on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def items_to_review(acting: Acting) -> QuerySet[Item]:
    """Return what waits for the user's review: of the own office or the one below, by others."""
    if not holds(acting, "publicity.review"):
        return Item.objects.none()
    near = Q(place_id=acting.place_id) | Q(above_id=acting.place_id)
    rows = Item.objects.filter(near, state=State.REVIEW).exclude(author_id=acting.user_id)
    return rows.select_related("place").order_by("sent_on", "pk")


def published_items(
    *, on: date, kind: Kind | None = None, province: int | None = None
) -> QuerySet[Item]:
    """Return what the public reads by a day, the latest first."""
    rows = Item.objects.filter(state=State.PUBLISHED, published_on__lte=on)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if province is not None:
        rows = rows.filter(programme_year__province=province)
    return rows.select_related(*_WITH).order_by("-published_on", "-pk")


def published_item(pk: int, *, on: date) -> Item:
    """Return one item that the public reads, else OutOfScope."""
    found = published_items(on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found
