"""Reads of tokens and webhooks: whose they are, for whom a token acts, who may know what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting, Duty
from zhicai.accounts.models import Membership
from zhicai.accounts.permissions import holds
from zhicai.accounts.queries import actings_of, holding, office_key
from zhicai.accounts.rules import digest_of, matches
from zhicai.api.models import Call, Subscription, Token
from zhicai.api.rules import PERMISSION_OF, Scope, prefix_of
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.queries import in_force, path_of, places_under


@dataclass(frozen=True, slots=True)
class Caller:
    """A system that calls: its token, and for whom it acts at this moment."""

    token: Token
    acting: Acting

    def may(self, scope: Scope) -> bool:
        """Say whether the token has a scope."""
        return scope.value in self.token.scopes


def caller_of(token: str, *, at: datetime) -> Caller | None:
    """Return who calls with a token; None for one that is unknown, over, or without its office.

    It ends with the membership for which it was made, and with the account.
    """
    row = Token.objects.filter(prefix=prefix_of(token)).select_related("user", "membership").first()
    # An unknown prefix is compared as well, so that it takes as long.
    if not matches(token, row.digest if row else digest_of("")) or row is None:
        return None
    if row.revoked_at is not None or row.expires_at <= at or not row.user.is_active:
        return None
    on = at.astimezone(CHINA).date()
    if not Membership.objects.filter(holding(on), pk=row.membership_id).exists():
        return None
    key = office_key(row.membership)
    acting = next((one for one in actings_of(row.user, on=on) if one.key == key), None)
    return Caller(row, acting) if acting else None


def tokens_of(acting: Acting) -> QuerySet[Token]:
    """Return the user's own tokens, the newest first."""
    return Token.objects.filter(user_id=acting.user_id).order_by("-made_at", "-pk")


def token_for(acting: Acting, pk: int) -> Token:
    """Return one of the user's own tokens; else OutOfScope."""
    found = tokens_of(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def membership_here(acting: Acting, *, on: date) -> Membership | None:
    """Return the user's own membership in the office acted for; None for a deputy."""
    own = Membership.objects.filter(holding(on), user_id=acting.user_id).order_by("pk")
    return next((one for one in own if office_key(one) == acting.key), None)


def scopes_for(acting: Acting) -> list[Scope]:
    """Return the scopes that make sense for a user's office."""
    return [one for one in Scope if one not in PERMISSION_OF or holds(acting, PERMISSION_OF[one])]


# --- webhooks ---------------------------------------------------------------------------------


def subscriptions_of(acting: Acting) -> QuerySet[Subscription]:
    """Return the webhooks of the user's office or organisation that have not been ended."""
    if acting.organisation_id is not None:
        mine = Subscription.objects.filter(organisation_id=acting.organisation_id)
    else:
        mine = Subscription.objects.filter(organisation=None, place_id=acting.place_id)
    return mine.filter(ended_at=None).defer("secret")


def subscription_for(acting: Acting, pk: int) -> Subscription:
    """Return one webhook of the user's office; else OutOfScope."""
    found = subscriptions_of(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def calls_of(subscription: Subscription) -> QuerySet[Call]:
    """Return what was told to a webhook, the newest first, each with its delivery."""
    return subscription.calls.select_related("delivery").defer("delivery__letter").order_by("-pk")


def call_for(acting: Acting, pk: int) -> Call:
    """Return one call of the office's own webhooks; else OutOfScope."""
    rows = Call.objects.filter(subscription__in=subscriptions_of(acting).values("pk"))
    found = rows.select_related("subscription").defer("subscription__secret").filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def listeners(event: str, *, on: date) -> Iterator[tuple[Subscription, Acting]]:
    """Yield who wants to be told of a kind of event, each with what its office may know."""
    open_ones = Subscription.objects.filter(ended_at=None).select_related("place", "organisation")
    for one in open_ones.defer("secret").order_by("pk"):
        if event in one.events and (acting := office_of(one, on=on)) is not None:
            yield one, acting


def office_of(subscription: Subscription, *, on: date) -> Acting | None:
    """Return the office behind a webhook as its officers act, None where it is no more."""
    body = subscription.organisation
    own = path_of(subscription.place, on=on)
    reach: tuple[str, ...] = (own,)
    if body is not None:
        if body.valid_from > on or (body.valid_to is not None and body.valid_to < on):
            return None
        served = body.services.filter(in_force(on)).select_related("place")
        reach = tuple(sorted(path_of(service.place, on=on) for service in served))
    elif not places_under((own,), on=on).filter(pk=subscription.place_id).exists():
        return None
    return Acting(
        user_id=0,
        username="webhook",
        name=subscription.made_by,
        key="",
        office=subscription.office,
        place_id=subscription.place_id,
        place_code=subscription.place.code,
        place_path=own,
        paths=reach,
        duties=frozenset(
            Duty(role, Level(level) if level else None, body.kind if body else None)
            for role, level in subscription.duties
        ),
        organisation_id=body.pk if body else None,
        organisation_kind=body.kind if body else None,
    )
