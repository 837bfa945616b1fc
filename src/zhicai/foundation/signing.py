"""Ed25519 signatures of this installation: what it hands out can be checked without asking it.

The secrets lie in the key ring (``foundation.keyring``): the newest signs, every one stays
published, so that what it signed can be checked for good. A ring of before there were signatures
gets its key on first use; one that is mounted read-only gets it where it is kept
(``zhicai keys rotate --signing``).
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhicai.foundation import clock
from zhicai.foundation.keyring import (
    Key,
    KeyRingError,
    present_ring,
    read_ring,
    ring_path,
    sole_writer,
    write_ring,
)
from zhicai.foundation.text import Text

SIGNATURE = 64
"""Bytes of a signature."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What is published of a signing key: its name, the day it was made, 32 bytes."""

    id: str
    made: date
    raw: bytes

    @property
    def short(self) -> str:
        """The eight hex digits at the end of its name, for where there is little room."""
        return self.id.rpartition("-")[2]


def signing_key() -> PublicKey:
    """Return the key that signs now."""
    return _public(_present()[-1])


def public_keys() -> tuple[PublicKey, ...]:
    """Return every key that may have signed something, oldest first."""
    return tuple(_public(key) for key in _present())


def sign(message: bytes) -> bytes:
    """Return the signature of :func:`signing_key` (64 bytes); the same for the same message."""
    return _private(_present()[-1].secret).sign(message)


def verified(message: bytes, signature: bytes, *, key: PublicKey) -> bool:
    """Say whether ``key`` signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def add_signing_key(*, on: date) -> PublicKey:
    """Add a key, which signs from now on; KeyRingError where the ring cannot be written."""
    present_ring()
    path = ring_path()
    try:
        with sole_writer(path):
            ring = read_ring(path).with_new_signing_key(on=on)
            write_ring(path, ring, instead=True)
    except OSError as error:
        raise KeyRingError(
            Text(
                f"密钥环 {path} 不可写，没有签名密钥。请在保管处执行 "
                "zhicai keys rotate --signing，再换上新的密钥环。",
                f"The key ring {path} cannot be written and has no signing key. Run "
                "zhicai keys rotate --signing where it is kept, and mount it anew.",
            )
        ) from error
    return _public(ring.signing_keys[-1])


def _present() -> tuple[Key, ...]:
    keys = present_ring().signing_keys
    if keys:
        return keys
    _first_key(on=clock.today())
    return present_ring().signing_keys


def _first_key(*, on: date) -> None:
    """Add a key unless another process was faster."""
    if not read_ring(ring_path()).signing_keys:
        add_signing_key(on=on)


@lru_cache(maxsize=16)
def _private(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret)


def _public(key: Key) -> PublicKey:
    return PublicKey(key.id, key.made, _private(key.secret).public_key().public_bytes_raw())
