"""The calendar feed of an office: its secret address, and the deadlines that it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core import signing

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.engine import STATE_NAMES, State
from zhicai.law.schema import Level
from zhicai.monitoring.models import CalendarFeed
from zhicai.monitoring.queries.board import cell_of, usual_due
from zhicai.places.queries import PlaceFacts, is_within
from zhicai.programmes.ledger import Ledger, Standing, ledger_of
from zhicai.programmes.queries import law_of, years

SALT = "zhicai.monitoring.feed"


@dataclass(frozen=True, slots=True)
class Event:
    """One deadline of a calendar; ``uid`` stays the same when the date moves."""

    uid: str
    day: date
    title: Text
    text: Text
    path: str
    cancelled: bool


def feed_of(acting: Acting) -> CalendarFeed | None:
    """Return the feed in force of the user's office or organisation."""
    return feed_at(acting.place_id, acting.organisation_id)


def feed_at(place_id: int, organisation_id: int | None) -> CalendarFeed | None:
    """Return the feed in force of the office at a place, or of an organisation."""
    rows = CalendarFeed.objects.filter(revoked_at=None).select_related("place")
    if organisation_id is not None:
        return rows.filter(organisation_id=organisation_id).first()
    return rows.filter(place_id=place_id, organisation=None).first()


def token_of(feed: CalendarFeed) -> str:
    """Return the secret part of a feed's address."""
    return signing.Signer(salt=SALT, sep="~").sign(feed.nonce)


def feed_for(token: str) -> CalendarFeed:
    """Return the feed of a secret address; OutOfScope for one that is forged, unknown or
    revoked.
    """
    try:
        nonce = signing.Signer(salt=SALT, sep="~").unsign(token)
    except signing.BadSignature as error:
        raise OutOfScope from error
    feed = (
        CalendarFeed.objects.filter(nonce=nonce, revoked_at=None)
        .select_related("place", "organisation")
        .first()
    )
    if feed is None:
        raise OutOfScope
    return feed


def events_of(feed: CalendarFeed, *, on: date) -> list[Event]:
    """Return the deadlines of a feed in the programme year of the day, extensions counted in.

    A seat's own duty is an event of its own; what many seats below owe by one day is one event,
    beside which those with a date of their own stand.
    """
    path = _path(feed, on)
    province = path.split("/", 1)[0]
    mine = years().filter(province__code=province)
    year = mine.filter(year__lte=on.year).first() or mine.first()
    if year is None:
        return []
    ledger = ledger_of(year, on=on)
    place = ledger.tree.by_code.get(feed.place.code)
    if place is None:
        return []
    own, others = _split(feed, ledger, place)
    return [_single(ledger, s) for s in own if s.verdict.span] + list(
        _shared(ledger, place, others)
    )


def _path(feed: CalendarFeed, on: date) -> str:
    row = feed.place.parentages.order_by("-valid_from").first()
    return row.path if row else feed.place.code


def _split(
    feed: CalendarFeed, ledger: Ledger, place: PlaceFacts
) -> tuple[list[Standing], list[Standing]]:
    """What the feed's office owes itself, and what the offices below it owe."""
    asked = [s for s in ledger.standings if is_within(s.place.path, place.path) and _dated(s)]
    if feed.organisation is not None:
        bodies = {
            body.id
            for body in law_of(ledger.year).bodies.values()
            if body.organisation == feed.organisation.kind
        }
        return [s for s in asked if s.verdict.rule.body in bodies], []
    own = [s for s in asked if s.place.code == place.code]
    return own, [s for s in asked if s.place.code != place.code]


def _dated(standing: Standing) -> bool:
    rule = standing.verdict.rule
    return standing.verdict.span is not None and rule.judged and not rule.only_limits


def _single(ledger: Ledger, standing: Standing) -> Event:
    verdict = standing.verdict
    assert verdict.span is not None
    rule = verdict.rule
    name = standing.place.short_name
    state = STATE_NAMES[verdict.state]
    return Event(
        uid=f"{standing.key}@{ledger.year.programme}-{ledger.year.year}.zhicai",
        day=verdict.span.due,
        title=Text(f"{rule.short.zh} · {name}", f"{rule.short.en} · {standing.place.en}"),
        text=Text(
            f"{rule.says.zh}\n依据 {rule.clause}\n状态：{state.zh}",
            f"{rule.says.en}\nClause {rule.clause}\nState: {state.en}",
        ),
        path=_address(standing),
        cancelled=verdict.state is State.WAIVED,
    )


def _address(standing: Standing) -> str:
    return f"{standing.verdict.rule.id}/{standing.place.code}/{standing.level.value}/"


def _shared(ledger: Ledger, place: PlaceFacts, others: Iterable[Standing]) -> Iterable[Event]:
    by_rule: dict[str, list[Standing]] = {}
    for standing in others:
        by_rule.setdefault(standing.verdict.rule.id, []).append(standing)
    for name, standings in by_rule.items():
        usual = usual_due(standings)
        together = [s for s in standings if s.verdict.span and s.verdict.span.due == usual]
        yield from (_single(ledger, s) for s in standings if s not in together)
        if usual is None or not together:
            continue
        cell = cell_of(together[0].verdict.rule, together)
        rule = cell.rule
        unit = _unit(rule.who)
        yield Event(
            uid=f"{name}@{place.code}@{ledger.year.programme}-{ledger.year.year}.zhicai",
            day=usual,
            title=Text(
                f"{rule.short.zh} · {cell.owing} {unit.zh}",
                f"{rule.short.en} · {cell.owing} {unit.en}",
            ),
            text=Text(
                f"{rule.says.zh}\n依据 {rule.clause}\n已完成 {cell.met}/{cell.owing}",
                f"{rule.says.en}\nClause {rule.clause}\nMet {cell.met}/{cell.owing}",
            ),
            path=f"?rule={name}",
            cancelled=not cell.owing,
        )


def _unit(who: Level) -> Text:
    return {
        Level.CITY: Text("个市州", "cities"),
        Level.COUNTY: Text("个县（市、区）", "counties"),
    }.get(who, Text("项", "items"))
