"""Tickets, masked contacts and account names: pure."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

INVITATION_LASTS = timedelta(days=14)
"""A newcomer has two weeks for the first sign-in; the paper goes by internal post."""
RESET_LASTS = timedelta(hours=24)
"""A lost password is set anew within a day."""
RESET_EVERY = timedelta(hours=1)
"""An account is asked for at most so often; what is asked in between changes nothing."""
DEPUTY_MOST_DAYS = 180
"""Whoever is away for longer hands over instead."""

SELECTOR = 16
"""Characters of a token that find its row; the rest is secret."""
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{1,39}", re.ASCII)


class TicketState(StrEnum):
    """Whether a ticket still lets anybody in."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def ticket_state(
    *,
    expires_at: datetime,
    used_at: datetime | None,
    withdrawn_at: datetime | None,
    at: datetime,
) -> TicketState:
    """Return the state of a ticket at a moment."""
    if used_at is not None:
        return TicketState.USED
    if withdrawn_at is not None:
        return TicketState.WITHDRAWN
    return TicketState.OPEN if at < expires_at else TicketState.EXPIRED


def split_token(token: str) -> tuple[str, str]:
    """Return the selector and the secret of a token.

    >>> split_token("0123456789abcdefXYZ")
    ('0123456789abcdef', 'XYZ')
    """
    return token[:SELECTOR], token[SELECTOR:]


def digest_of(secret: str) -> str:
    """Return the SHA-256 (hex) of a secret; it is random and long, so that salt adds nothing."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def matches(secret: str, digest: str) -> bool:
    """Say in constant time whether a secret has this digest."""
    return compare_digest(digest_of(secret), digest)


def is_username(written: str) -> bool:
    """Say whether an account may be called so: 2 to 40 letters, digits and ``. _ @ -``."""
    return _USERNAME.fullmatch(written) is not None


def masked_phone(phone: str) -> str:
    """Return a phone number without its middle.

    >>> masked_phone("13812345678")
    '138****5678'
    """
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****" if phone else ""


def masked_email(email: str) -> str:
    """Return an address with one letter of its name.

    >>> masked_email("zhangwei@example.cn")
    'z***@example.cn'
    """
    name, at, host = email.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""
