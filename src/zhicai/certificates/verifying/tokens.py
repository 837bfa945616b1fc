"""The signed text behind ``#`` in a certificate's QR code: checked with the published key alone.

Base64url of: one byte of format; four of the key's name; two of the day (since 2000); number,
masked name, kind and issuer in UTF-8, parted by newlines; 64 bytes of Ed25519 over ``PURPOSE`` and
what stands before. A browser does not send what follows ``#``. Whether the certificate was revoked
since is not in it (``docs/adr/0017-certificates-anyone-can-check.md``).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from zhicai.certificates.models import Certificate
from zhicai.foundation.signing import SIGNATURE, public_keys, sign, signing_key, verified
from zhicai.people.rules.identity import masked_name

FORMAT = 1
PURPOSE = b"zhicai-certificate\0"
"""Set before what is signed, so that a signature for something else is none for this."""
FIRST_DAY = date(2000, 1, 1)
_HEAD = 7


@dataclass(frozen=True, slots=True)
class Told:
    """What a signed text says of a certificate."""

    number: str
    name: str
    kind: str
    issuer: str
    issued_on: date
    key: str


def qr_address(certificate: Certificate, *, site: str = "") -> str:
    """Return the address in a certificate's QR code: its public page, ``#``, the signed text."""
    page = reverse("verify:code", args=[certificate.code])
    return f"{site or settings.ZHICAI_SITE}{page}#{token(certificate)}"


def token(certificate: Certificate) -> str:
    """Return the signed text of a certificate; the same until the key is another."""
    day = (certificate.issued_on - FIRST_DAY).days
    told = (
        certificate.number,
        masked_name(certificate.name),
        certificate.kind,
        certificate.issuer,
    )
    body = (
        bytes([FORMAT])
        + bytes.fromhex(signing_key().short)
        + day.to_bytes(2)
        + "\n".join(" ".join(one.split()) for one in told).encode()
    )
    return urlsafe_b64encode(body + sign(PURPOSE + body)).decode().rstrip("=")


def read(text: str) -> Told | None:
    """Return what a signed text says, None where no key of this site has signed it."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    if len(body) <= _HEAD or body[0] != FORMAT:
        return None
    short = body[1:5].hex()
    signers = [key for key in public_keys() if key.short == short]
    if not any(verified(PURPOSE + body, signature, key=key) for key in signers):
        return None
    number, name, kind, issuer = body[_HEAD:].decode().split("\n")
    day = FIRST_DAY + timedelta(days=int.from_bytes(body[5:_HEAD]))
    return Told(number, name, kind, issuer, day, short)
