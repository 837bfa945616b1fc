"""Short-lived codes: on the screen of a lesson, on a trainee's phone, on a proof of hours.

Each carries what it is about and a keyed hash over it; only the site can make one. Nothing is
stored, so that a code costs no write.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from zhicai.foundation.keyring import keyed_hash

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
OWN_SECONDS = 30
OWN_STEPS = 3
"""A trainee's own code is taken in the step it was made in and so many before."""
TOLERANCE = 5
"""Seconds by which the clocks of two workers may differ."""
GRANT_SECONDS = 600
"""From scanning to the tap: time enough to sign in to the site."""
_HASH = 20


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code on the screen says: the lesson, and whether it is for signing out."""

    lesson_id: int
    out: bool


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof says: whose hours, how many, on which day it was made (``YYYYMMDD``)."""

    registration_id: int
    hours: Decimal
    day: str


def _hash(*parts: object) -> str:
    return keyed_hash("attendance:" + ":".join(str(part) for part in parts))[:_HASH]


def _seconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())


def _same(given: str, made: str) -> bool:
    return hmac.compare_digest(given.encode(), made.encode())


# --- on the screen -------------------------------------------------------------------------------


def screen_code(lesson_id: int, *, out: bool, at: datetime, seconds: int) -> str:
    """Return the code of a lesson's screen; the same one within each span of ``seconds``."""
    issued = _seconds(at) // seconds * seconds
    head = f"{lesson_id}-{'o' if out else 'i'}-{issued}"
    return f"{head}-{_hash('screen', head)}"


def read_screen_code(code: str, *, at: datetime, seconds: int) -> Scanned | None:
    """Return what a screen's code says; None for a false one and for one that is over.

    It is taken for two spans, so that a code that changes while it is scanned still works.
    """
    head, _, given = code.rpartition("-")
    parts = head.split("-")
    if len(parts) != 3 or not _same(given, _hash("screen", head)):
        return None
    age = _seconds(at) - int(parts[2])
    if not -TOLERANCE <= age <= 2 * seconds + TOLERANCE:
        return None
    return Scanned(int(parts[0]), parts[1] == "o")


def lesson_of(code: str) -> int | None:
    """Return the lesson a screen's code names, before it is known to be true."""
    first = code.split("-", 1)[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 18 else None


def grant(scanned: Scanned, *, at: datetime, holder: str) -> str:
    """Return a note that ``holder`` (a user, a session) has scanned a screen at a moment."""
    head = f"{scanned.lesson_id}-{'o' if scanned.out else 'i'}-{_seconds(at)}"
    return f"{head}-{_hash('grant', head, holder)}"


def read_grant(note: str, *, at: datetime, holder: str) -> Scanned | None:
    """Return what was scanned; None for a note of somebody else, a false or an old one."""
    head, _, given = note.rpartition("-")
    parts = head.split("-")
    if len(parts) != 3 or not _same(given, _hash("grant", head, holder)):
        return None
    if not -TOLERANCE <= _seconds(at) - int(parts[2]) <= GRANT_SECONDS:
        return None
    return Scanned(int(parts[0]), parts[1] == "o")


# --- on the trainee's phone ----------------------------------------------------------------------


def own_code(registration_id: int, *, at: datetime) -> str:
    """Return the six signs that a trainee shows now."""
    return _own(registration_id, _seconds(at) // OWN_SECONDS)


def _own(registration_id: int, step: int) -> str:
    number = int(_hash("own", registration_id, step), 16)
    signs = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(SIGNS))
        signs.append(SIGNS[place])
    return "".join(signs)


def is_own_code(given: str, registration_id: int, *, at: datetime) -> bool:
    """Say whether six signs are those that this trainee shows, or did up to a minute ago."""
    step = _seconds(at) // OWN_SECONDS
    typed = "".join(given.split()).upper()
    return any(_same(typed, _own(registration_id, step - back)) for back in range(OWN_STEPS))


# --- on a proof ----------------------------------------------------------------------------------


def proof_code(proven: Proven) -> str:
    """Return the code printed on a proof of hours."""
    head = f"{proven.registration_id}-{proven.hours.normalize():f}-{proven.day}"
    return f"{head}-{_hash('proof', head)}"


def read_proof_code(code: str) -> Proven | None:
    """Return what a proof says, None for a false one."""
    head, _, given = code.strip().rpartition("-")
    parts = head.split("-")
    if len(parts) != 3 or not _same(given.lower(), _hash("proof", head)):
        return None
    try:
        return Proven(int(parts[0]), Decimal(parts[1]), parts[2])
    except (ValueError, InvalidOperation):
        return None
