"""The public list of states: one bit a certificate, set once it is revoked or replaced."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime
from gzip import compress
from typing import Any

from zhicai.certificates.credentials.issuer import did_of, method_of
from zhicai.certificates.credentials.proofs import CREDENTIALS, with_proof

STATES_IN_A_LIST = 131_072
"""Bits of one list: the least that the standard allows, so that one bit hides in the crowd."""


def list_url(site: str, number: int) -> str:
    """Return the address of a list, which never changes."""
    return f"{site}/verify/states/{number}.json"


def encoded(ended: Iterable[int]) -> str:
    """Return the places that are set as the standard writes them: gzip, base64url, ``u``."""
    bits = bytearray(STATES_IN_A_LIST // 8)
    for place in ended:
        bits[place // 8] |= 0x80 >> place % 8
    packed = compress(bytes(bits), mtime=0)
    return f"u{urlsafe_b64encode(packed).decode().rstrip('=')}"


def status_list(ended: Iterable[int], *, number: int, site: str, at: datetime) -> dict[str, Any]:
    """Return list ``number`` as a signed credential; ``ended`` are places within it."""
    url = list_url(site, number)
    told = {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(site),
        "validFrom": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(ended),
        },
    }
    return with_proof(told, method=method_of(site), created=at)
