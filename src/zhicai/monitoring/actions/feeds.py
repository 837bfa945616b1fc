"""Open and revoke the calendar feed of one's own office or organisation."""

from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.monitoring.models import CalendarFeed
from zhicai.monitoring.queries.feeds import feed_at, feed_of


@transaction.atomic
def open_feed(*, by: Acting, at: datetime) -> CalendarFeed:
    """Make a secret address for the office's calendar; one in force before is revoked."""
    require(by, "monitoring.read")
    revoke_feed(by=by, at=at)
    feed = CalendarFeed.objects.create(
        nonce=token_urlsafe(32),
        place_id=by.place_id,
        organisation_id=by.organisation_id,
        office=by.office,
        created_at=at,
        created_by=by.name,
    )
    record(by, "monitoring.feed_opened", feed, place=by.place_code)
    return feed


@transaction.atomic
def revoke_feed(*, by: Acting, at: datetime) -> None:
    """Revoke the office's calendar address; whoever has it reads nothing from now on."""
    require(by, "monitoring.read")
    feed = feed_of(by)
    if feed is not None:
        _revoke(feed, by=by, at=at)


@transaction.atomic
def revoke_feed_left_behind(
    *, place_id: int, organisation_id: int | None, by: Actor, at: datetime
) -> bool:
    """Revoke an office's calendar address because someone who may have saved it has left.

    Returns whether there was one: the office is told to open another.
    """
    feed = feed_at(place_id, organisation_id)
    if feed is not None:
        _revoke(feed, by=by, at=at)
    return feed is not None


def _revoke(feed: CalendarFeed, *, by: Actor, at: datetime) -> None:
    feed.revoked_at = max(at, feed.created_at)
    feed.revoked_by = by.name
    feed.save(update_fields=["revoked_at", "revoked_by"])
    record(by, "monitoring.feed_revoked", feed, place=feed.place.code)
