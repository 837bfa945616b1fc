"""Seals the secrets of second factors, which django-allauth keeps inside a JSON value."""

from collections.abc import Iterator

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from zhicai.foundation import keyring
from zhicai.foundation.sealed import Sealed, also_sealed

FIELDS = ("secret", "seed")
"""Of a code app, of recovery codes."""


class SealedMfa(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """What django-allauth asks of us: seal, open, name the site and the account."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return keyring.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return keyring.open_sealed(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return the name under which the phone lists the site."""
        return "知才 Zhicai"

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return the name under which the phone lists the account."""
        return user.get_username()


def _tokens() -> Iterator[tuple[str, str]]:
    for row in Authenticator.objects.order_by("pk").iterator(chunk_size=2000):
        for field in FIELDS:
            if field in row.data:
                yield f"{row.pk} {field}", row.data[field]


def _left() -> int:
    return sum(keyring.needs_resealing(token) for _, token in _tokens())


@transaction.atomic
def _reseal(limit: int) -> int:
    """Seal anew up to so many secrets."""
    done = 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        for field in FIELDS:
            token = row.data.get(field)
            if token and done < limit and keyring.needs_resealing(token):
                row.data[field] = keyring.seal(keyring.open_sealed(token))
                row.save(update_fields=["data"])
                done += 1
    return done


also_sealed(Sealed("mfa.Authenticator.data", _tokens, _left, _reseal))
