"""What checking a certificate reads: by code, by the hash of its file, by number and name."""

import hmac
import unicodedata
from hashlib import sha256

from django.db.models import QuerySet

from zhicai.certificates.models import Certificate
from zhicai.foundation.prepared import Prepared
from zhicai.people.rules.identity import cleaned_name

_OPEN, _SHUT = "([【［〔", ")]】］〕"
_OFFICIAL = str.maketrans(_OPEN + _SHUT, "〔" * 5 + "〕" * 5)
_ROUND = str.maketrans(_OPEN + _SHUT, "(" * 5 + ")" * 5)
_NOBODY = "\0"
"""Stands where a number is of no certificate, so that the name is compared all the same."""


def found_by_code(code: str) -> Certificate | None:
    """Return the certificate of a verification code, None for another text."""
    return _coded.first(code=plain_code(code))


def found_by_hash(digest: str) -> Certificate | None:
    """Return the certificate whose issued file has this SHA-256 (64 hex digits)."""
    known = len(digest) == 64 and digest.isascii()
    return _hashed.first(digest=digest.lower()) if known else None


def found_by_number(number: str, name: str) -> Certificate | None:
    """Return the certificate of a number if it is of this name.

    An unknown number and a wrong name take the same path: one query for the name, one comparison
    in constant time. Only who has both right causes the second query.
    """
    typed, level, rounded, official = number_writings(number)
    row = _numbered.first(typed=typed, level=level, rounded=rounded, official=official)
    real = _NOBODY if row is None else row.name
    if not (hmac.compare_digest(_hidden(real), _hidden(name)) & (row is not None)):
        return None
    return None if row is None else _keyed.first(pk=row.pk)


def ended_places(*, first: int, last: int) -> list[int]:
    """Return the places, from first to last, of certificates that are no longer valid."""
    ended = Certificate.objects.exclude(state=Certificate.State.VALID)
    return list(
        ended.filter(status_index__gte=first, status_index__lte=last).values_list(
            "status_index", flat=True
        )
    )


def places_begun() -> int:
    """Return how many places of the list of states are taken."""
    last = Certificate.objects.order_by("-status_index").values_list("status_index", flat=True)
    highest = last.first()
    return 0 if highest is None else highest + 1


def plain_code(code: str) -> str:
    """Return a code as it is kept: capitals and digits, without blanks and dashes."""
    level = unicodedata.normalize("NFKC", code).upper()
    return "".join(sign for sign in level if sign.isalnum())[:40]


def number_writings(number: str) -> list[str]:
    """Return how the number that somebody typed may stand on the certificate; the last one is the
    same for every writing.
    """
    typed = "".join(number.split())[:120]
    level = unicodedata.normalize("NFKC", typed).upper()
    return [typed, level, level.translate(_ROUND), level.translate(_OFFICIAL)]


def _shown() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("successor").order_by()


def _of_number(typed: str, level: str, rounded: str, official: str) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(number__in=(typed, level, rounded, official))
    return rows.only("name").order_by()


_coded = Prepared(lambda code: _shown().filter(code=code), code=str)
_hashed = Prepared(lambda digest: _shown().filter(sha256=digest).order_by("pk"), digest=str)
_keyed = Prepared(lambda pk: _shown().filter(pk=pk), pk=int)
_numbered = Prepared(_of_number, typed=str, level=str, rounded=str, official=str)


def _hidden(name: str) -> bytes:
    return sha256(cleaned_name(name).encode()).digest()
