"""Reads of signing in: open sessions, factors, links, and accounts that one oversees."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session as Stored
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import constant_time_compare

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership, User
from zhicai.accounts.permissions import reach_of
from zhicai.accounts.queries import actings_of
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.places.queries import places_under
from zhicai.signin.models import Browser, Session
from zhicai.signin.rules import browser_words

Kind = Authenticator.Type


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that would be let in now."""

    pk: int
    browser: Text
    address: str
    way: str
    factor: str
    opened_at: datetime
    last_seen: datetime
    current: bool


def sessions_of(user: User, *, now: datetime, current: str = "") -> list[OpenSession]:
    """Return the sessions of a user that are open, the present one (its key) first.

    One that has expired, or was opened under an earlier password, is not: no cookie revives it.
    """
    rows = {row.key: row for row in Session.objects.filter(user=user)}
    stored = Stored.objects.filter(session_key__in=rows, expire_date__gt=now)
    right = user.get_session_auth_hash()
    found = [
        _open(rows[one.session_key], current)
        for one in stored
        if constant_time_compare(one.get_decoded().get(HASH_SESSION_KEY, ""), right)
    ]
    return sorted(found, key=lambda one: (not one.current, -one.last_seen.timestamp()))


def _open(row: Session, current: str) -> OpenSession:
    return OpenSession(
        row.pk,
        browser_words(row.agent),
        row.address,
        row.way,
        row.factor,
        row.opened_at,
        row.last_seen,
        row.key == current,
    )


def session_of(user: User, pk: int) -> Session:
    """Return a session of a user's own; OutOfScope for anybody else's."""
    found = Session.objects.filter(user=user, pk=pk).select_related("user").first()
    if found is None:
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class Factors:
    """What a user has beside the password; ``codes_left`` are unused recovery codes."""

    totp: bool = False
    codes_left: int = 0
    since: datetime | None = None
    last_used: datetime | None = None

    def __bool__(self) -> bool:
        return self.totp


def has_factor(user: User) -> bool:
    """Say whether a user signs in with a second factor."""
    return bool(Authenticator.objects.filter(user=user, type=Kind.TOTP).exists())


def factors_of(user: User) -> Factors:
    """Return the second factors of a user."""
    rows = {row.type: row for row in Authenticator.objects.filter(user=user)}
    totp, spare = rows.get(Kind.TOTP), rows.get(Kind.RECOVERY_CODES)
    if totp is None:
        return Factors()
    left = len(RecoveryCodes(spare).get_unused_codes()) if spare else 0
    return Factors(True, left, totp.created_at, totp.last_used_at)


def roles_of(user: User, *, on: date) -> frozenset[str]:
    """Return the roles that a user holds, or stands in for, on a day."""
    return frozenset(duty.role for acting in actings_of(user, on=on) for duty in acting.duties)


# --- outside identities --------------------------------------------------------------------------


def user_of_identity(way: str, uid: str) -> User | None:
    """Return the active user to whom an outside identity is linked."""
    found = SocialAccount.objects.filter(provider=way, uid=uid).select_related("user").first()
    return found.user if found is not None and found.user.is_active else None


def identities_of(user: User) -> dict[str, SocialAccount]:
    """Return the linked identities of a user by their way."""
    return {row.provider: row for row in SocialAccount.objects.filter(user=user)}


def identity_of(user: User, way: str) -> SocialAccount:
    """Return a user's link of one way; OutOfScope where there is none."""
    found = SocialAccount.objects.filter(user=user, provider=way).select_related("user").first()
    if found is None:
        raise OutOfScope
    return found


# --- what the security administrator oversees ----------------------------------------------------


def accounts_for(acting: Acting, *, on: date, now: datetime) -> QuerySet[User]:
    """Return the accounts that have, or had, a post at a place which the administrator oversees.

    Each with ``has_factor``, ``session_count`` (open at ``now``, the machine's) and ``came_last``.
    """
    within = places_under(reach_of(acting, "signin.oversee"), on=on)
    posts = Membership.objects.filter(user=OuterRef("pk"), place__in=within)
    stored = Stored.objects.filter(expire_date__gt=now).values("session_key")
    browsers = Browser.objects.filter(user=OuterRef("pk")).order_by("-last_seen")
    return (
        User.objects.filter(Exists(posts))
        .annotate(
            has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Kind.TOTP)),
            session_count=Count("sessions", filter=Q(sessions__key__in=stored)),
            came_last=Subquery(browsers.values("last_seen")[:1]),
        )
        .order_by("username")
    )


def account_for(acting: Acting, pk: int, *, on: date, now: datetime) -> User:
    """Return an account that the administrator oversees; OutOfScope for any other."""
    found = accounts_for(acting, on=on, now=now).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found
