"""One check of a certificate: what was asked, what may be answered, what a wrong try costs.

A right answer costs nothing, so that an office behind one address is never locked out by its work.
A wrong one counts against the address (a generous bound) and against the number that was guessed at
(a small one), whether or not there is such a number. Codes and files cannot be guessed: who has
them is answered even when the address has tried too often.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings

from zhicai.certificates.models import Certificate
from zhicai.certificates.queries.verifying import (
    found_by_code,
    found_by_hash,
    found_by_number,
    number_writings,
)
from zhicai.signin.actions.allowances import Bound, closed_until, count_against
from zhicai.signin.visitors import Visitor

PURPOSE = "certificates.verify"


class Answer(StrEnum):
    """What a check comes to."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one check: ``certificate`` where one was found, ``again`` where not now."""

    answer: Answer
    at: datetime
    certificate: Certificate | None = None
    again: datetime | None = None


def check_code(code: str, *, by: Visitor, on: date, at: datetime) -> Verdict:
    """Check the code of a QR code or the one printed beneath it."""
    return _of_secret(found_by_code(code), by=by, on=on, at=at)


def check_file(digest: str, *, by: Visitor, on: date, at: datetime) -> Verdict:
    """Check a file by its SHA-256 in hex."""
    return _of_secret(found_by_hash(digest), by=by, on=on, at=at)


def check_number(number: str, name: str, *, by: Visitor, on: date, at: datetime) -> Verdict:
    """Check a number with a name; an unknown number and a wrong name differ in nothing."""
    within = timedelta(minutes=settings.ZHICAI_VERIFY_MINUTES)
    target = number_writings(number)[-1]
    tried = Bound(f"{PURPOSE}.number", target, settings.ZHICAI_VERIFY_PER_NUMBER, within)
    bounds = (_of_address(by), tried)
    again = closed_until(bounds, at=at)
    if again is not None:  # nothing is looked at: the time it takes would tell
        return Verdict(Answer.TOO_MANY, at, again=again)
    found = found_by_number(number, name)
    if found is None:
        count_against(bounds, by=by, at=at)
        return Verdict(Answer.UNKNOWN, at)
    return _answered(found, on=on, at=at)


def _of_secret(found: Certificate | None, *, by: Visitor, on: date, at: datetime) -> Verdict:
    if found is not None:
        return _answered(found, on=on, at=at)
    bounds = (_of_address(by),)
    again = closed_until(bounds, at=at)
    if again is not None:
        return Verdict(Answer.TOO_MANY, at, again=again)
    count_against(bounds, by=by, at=at)
    return Verdict(Answer.UNKNOWN, at)


def answer_of(found: Certificate, *, on: date) -> Answer:
    """Return what a certificate is on a day; its last day is still a valid one."""
    answer = Answer(found.state)
    if answer == Answer.VALID and found.expires_on is not None and found.expires_on < on:
        return Answer.EXPIRED
    return answer


def _answered(found: Certificate, *, on: date, at: datetime) -> Verdict:
    return Verdict(answer_of(found, on=on), at, certificate=found)


def _of_address(by: Visitor) -> Bound:
    within = timedelta(minutes=settings.ZHICAI_VERIFY_MINUTES)
    return Bound(f"{PURPOSE}.address", by.network, settings.ZHICAI_VERIFY_PER_ADDRESS, within)
