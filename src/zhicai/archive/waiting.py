"""What waits in the archive: what specialists wrote, to be confirmed."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.archive.models import Claim, Talk
from zhicai.archive.queries.guidance import ADVISE, follow_ups
from zhicai.archive.queries.people import claims_seen
from zhicai.foundation.text import Text


def _waiting(acting: Acting, on: date) -> QuerySet[Claim]:
    """What is to be decided by the office whose people they are; the province helps, unasked."""
    rows = claims_seen(acting, on=on)
    if acting.organisation_id is not None:
        return rows.none()
    return rows.filter(state=Claim.State.CLAIMED, person__home=acting.place_id)


def count(acting: Acting, on: date) -> int:
    """Count what waits."""
    return _waiting(acting, on).count()


def items(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return what waits, the oldest first."""
    return [_item(row) for row in _waiting(acting, on)[:limit]]


def _item(row: Claim) -> Waiting:
    home = row.person.home
    return Waiting(
        title=Text(
            f"确认{row.person.name}填写的{row.get_what_display()}：{row.name}",
            f"Confirm what {row.person.name} wrote: {row.name}",
        ),
        url=reverse("archive:claim", args=[row.pk]),
        since=localtime(row.claimed_at).date(),
        place=Text(home.name, home.english or home.name),
        place_code=home.code,
    )


def count_follow_ups(acting: Acting, on: date) -> int:
    """Count what an adviser has still to follow."""
    return follow_ups(acting).count() if holds(acting, ADVISE) else 0


def listed_follow_ups(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return what is to be followed, the first due first."""
    if not holds(acting, ADVISE):
        return []
    return [_follow_up(row) for row in follow_ups(acting)[:limit]]


def _follow_up(row: Talk) -> Waiting:
    person = row.adviser.person
    return Waiting(
        title=Text(f"{person.name}：{row.follow_up}", f"{person.name}: {row.follow_up}"),
        url=reverse("archive:guidance", args=[person.pk]),
        since=row.on,
        place=Text(person.home.name, person.home.english or person.home.name),
        place_code=person.home.code,
        due=row.follow_up_by,
    )


register_source(
    Source(
        "archive.follow_ups",
        Text("导师谈话的后续", "follow-ups of guidance talks"),
        "users",
        count_follow_ups,
        listed_follow_ups,
    )
)
register_source(
    Source(
        "archive.claims",
        Text("待确认的专员档案内容", "entries of specialists' files to be confirmed"),
        "id",
        count,
        items,
    )
)
