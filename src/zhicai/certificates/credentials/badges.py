"""One certificate as an OpenBadgeCredential: who holds the code gets it, with the name masked.

The subject is told by the masked name and not by a hash of the full one: with the salt beside it, a
hash of a name is found by trying names.
"""

from datetime import UTC, date, datetime
from typing import Any

from zhicai.certificates.credentials.issuer import did_of, method_of
from zhicai.certificates.credentials.proofs import CREDENTIALS, OPEN_BADGES, with_proof
from zhicai.certificates.credentials.states import STATES_IN_A_LIST, list_url
from zhicai.certificates.models import Certificate
from zhicai.foundation import clock
from zhicai.people.rules.identity import masked_name


def credential(found: Certificate, *, site: str, url: str) -> dict[str, Any]:
    """Return a certificate as a signed credential; the same bytes until the key is another.

    ``site`` is the origin that signs, ``url`` the credential's own address.
    """
    until = {"validUntil": _moment(found.expires_on)} if found.expires_on else {}
    told = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": found.title,
        "issuer": {"id": did_of(site), "type": ["Profile"], "name": found.issuer},
        "validFrom": _moment(found.issued_on),
        **until,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": masked_name(found.name),
                    "identityType": "ext:maskedName",
                }
            ],
            "licenseNumber": found.number,
            "activityStartDate": _moment(found.held_from),
            "activityEndDate": _moment(found.held_to),
            "achievement": _achievement(found, site=site),
        },
        "credentialStatus": _status(found, site=site),
    }
    created = clock.midday(found.issued_on)
    return with_proof(told, method=method_of(site), created=_utc(created))


def _achievement(found: Certificate, *, site: str) -> dict[str, Any]:
    hours = f"{found.hours.normalize():f}"
    return {
        "id": f"{site}/verify/#{found.kind}-{found.issued_on:%Y}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": found.title,
        "description": found.programme_title,
        "criteria": {"narrative": f"{found.class_title} · {hours} 学时 · 考核合格"},
    }


def _status(found: Certificate, *, site: str) -> dict[str, Any]:
    number, index = divmod(found.status_index, STATES_IN_A_LIST)
    url = list_url(site, number)
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def _moment(day: date) -> str:
    """Return the start of a day in China."""
    return f"{day.isoformat()}T00:00:00+08:00"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
