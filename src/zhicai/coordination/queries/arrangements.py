"""Working arrangements in reach: a city's with its bases, a base's with the cities it serves."""

from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.coordination.models import AgreedTask, Arrangement, Side
from zhicai.coordination.queries.desk import Desk
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.models import Organisation, Service
from zhicai.places.queries import PlaceFacts, in_force

BASE = "base"
Pair = tuple[PlaceFacts, Organisation]


def visible(desk: Desk) -> QuerySet[Arrangement]:
    """Return the arrangements in reach: of a base only its own, of an office those of its area."""
    rows = Arrangement.objects.filter(place_id__in=desk.place_ids)
    if desk.acting.organisation_kind == BASE:
        rows = rows.filter(organisation_id=desk.acting.organisation_id or 0)
    return rows.select_related("place", "organisation")


def listed(desk: Desk) -> QuerySet[Arrangement]:
    """Return the arrangements in reach with what a list says of them."""
    return visible(desk).annotate(
        met=Count("meetings", distinct=True),
        last_met=Max("meetings__held_on"),
        promised=Count("agreed", distinct=True),
        kept=Count("agreed", filter=Q(agreed__done_on__isnull=False), distinct=True),
        late=Count(
            "agreed", filter=Q(agreed__done_on=None, agreed__due__lt=desk.on), distinct=True
        ),
    )


def arrangement_for(desk: Desk, pk: int) -> Arrangement:
    """Return one arrangement in reach; OutOfScope for any other."""
    found = visible(desk).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def agreed_for(desk: Desk, pk: int) -> AgreedTask:
    """Return an agreed task of an arrangement in reach; OutOfScope for any other."""
    rows = AgreedTask.objects.filter(arrangement__in=visible(desk))
    found = rows.filter(pk=pk).select_related("arrangement").first()
    if found is None:
        raise OutOfScope
    return found


def side_of(acting: Acting, arrangement: Arrangement) -> Side | None:
    """Return which side the user stands on and may write, None for who only reads."""
    if not holds(acting, "coordination.arrange"):
        return None
    if acting.organisation_id is not None:
        return Side.BASE if acting.organisation_id == arrangement.organisation_id else None
    if acting.place_id == arrangement.place_id and acting.at_level(Level.CITY):
        return Side.CITY
    return None


def to_be_opened(desk: Desk) -> list[Pair]:
    """Return the pairs of city and base in reach that have no arrangement yet."""
    services = Service.objects.filter(
        in_force(desk.on),
        in_force(desk.on, "organisation__"),
        organisation__kind=BASE,
        place_id__in=[city.id for city in desk.cities if desk.sees(city)],
    ).select_related("organisation")
    if desk.acting.organisation_kind == BASE:
        services = services.filter(organisation_id=desk.acting.organisation_id or 0)
    there = set(Arrangement.objects.values_list("place_id", "organisation_id"))
    return [
        (desk.tree.by_id[one.place_id], one.organisation)
        for one in services.order_by("place__code", "organisation__name")
        if (one.place_id, one.organisation_id) not in there
    ]


def agreed_open(acting: Acting) -> QuerySet[AgreedTask]:
    """Return the agreed tasks that the user's own side has still to do, by due date."""
    if not holds(acting, "coordination.arrange"):
        return AgreedTask.objects.none()
    rows = AgreedTask.objects.filter(done_on=None)
    if acting.organisation_id is not None:
        rows = rows.filter(arrangement__organisation_id=acting.organisation_id, side=Side.BASE)
    else:
        rows = rows.filter(arrangement__place_id=acting.place_id, side=Side.CITY)
    return rows.select_related("arrangement__place", "arrangement__organisation").order_by("due")


def is_overdue(task: AgreedTask, on: date) -> bool:
    """Say whether an agreed task is open past its date."""
    return task.done_on is None and task.due < on
