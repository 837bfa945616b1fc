"""Whose data have been kept to the end of their time, by the rules of ``privacy.yaml``."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import DateTimeField, Exists, F, Max, OuterRef, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema.privacy import Disposal as Rule
from zhicai.people.merging import Share, shares
from zhicai.people.models import Disposal, DisposalItem, Person
from zhicai.people.queries.privacy import privacy
from zhicai.places.queries import places_under

RIGHT = "people.dispose"
AGAIN = 365
"""Days after which what an officer wanted to keep is listed again."""


def rules() -> tuple[Rule, ...]:
    """Return the rules in force."""
    return privacy().disposal


def rule_of(key: str) -> Rule | None:
    """Return a rule by id, None where it is no longer in force."""
    return next((one for one in rules() if one.id == key), None)


def before_years(on: date, years: int) -> date:
    """Return the day so many years before; 29 February counts as 28."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def overdue(rule: Rule, *, on: date) -> QuerySet[Person]:
    """Return those of whom nothing was noted for the years of a rule; one query.

    Who has a row in a table of which nobody said from when it counts is never among them.
    """
    last = before_years(on, rule.years)
    end = datetime.combine(last + timedelta(days=1), time(), CHINA)
    rows = Person.objects.defer("id_number").filter(
        entered_at__lt=end, erased_at=None, merged_into=None
    )
    for share in shares():
        held = share.model._base_manager.filter(**{share.field: OuterRef("pk")})
        if rule.only and not share.key.startswith(rule.only):
            rows = rows.exclude(Exists(held))
        elif share.key == "people.disposals":
            continue
        elif not share.last:
            rows = rows.exclude(Exists(held))
        else:
            since = end if _is_moment(share) else last
            more = "gte" if _is_moment(share) else "gt"
            rows = rows.exclude(Exists(held.filter(**{f"{share.last}__{more}": since})))
    kept = datetime.combine(on - timedelta(days=AGAIN), time(), CHINA)
    listed = DisposalItem.objects.filter(person=OuterRef("pk"), batch__rule=rule.id)
    rows = rows.exclude(Exists(listed.filter(batch__state=Disposal.State.LISTED)))
    rows = rows.exclude(Exists(listed.filter(batch__decided_at__gte=kept)))
    return rows.select_related("home").order_by("home", "pk")


def _is_moment(share: Share) -> bool:
    model, field = share.model, None
    for name in share.last.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model or model
    return isinstance(field, DateTimeField)


def last_noted(person: Person) -> date:
    """Return the last day on which anything was noted of a person; a query a table."""
    return max(_noted(person))


def _noted(person: Person) -> Iterator[date]:
    yield person.entered_at.astimezone(CHINA).date()
    for share in shares():
        if share.last and share.key != "people.disposals":
            rows = share.model._base_manager.filter(**{share.field: person.pk})
            found = rows.aggregate(last=Max(F(share.last)))["last"]
            if isinstance(found, datetime):
                yield found.astimezone(CHINA).date()
            elif found is not None:
                yield found


def batches_seen(acting: Acting, *, on: date) -> QuerySet[Disposal]:
    """Return the batches at the places of an office, open ones first."""
    rows = Disposal.objects.select_related("place")
    if acting.organisation_id is not None or not holds(acting, RIGHT):
        return rows.none()
    return rows.filter(place__in=places_under(reach_of(acting, RIGHT), on=on))


def batch_for(acting: Acting, pk: int, *, on: date) -> Disposal:
    """Return one batch at the places of an office, else OutOfScope."""
    found = batches_seen(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def open_batches(acting: Acting) -> QuerySet[Disposal]:
    """Return the batches that wait for the office of exactly this place."""
    if acting.organisation_id is not None or not holds(acting, RIGHT):
        return Disposal.objects.none()
    rows = Disposal.objects.filter(place=acting.place_id, state=Disposal.State.LISTED)
    return rows.select_related("place").order_by("listed_at", "pk")
