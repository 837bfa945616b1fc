"""A text put under a passphrase, to be kept outside the site: scrypt, then AES-256-GCM.

The parameters of scrypt stand in the file, so that later ones may be dearer. One try costs about
128 MB and half a second.
"""

import json
import secrets
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zhicai.foundation.errors import BadInput, Fault, ZhicaiError
from zhicai.foundation.text import Text

SHORTEST = 12
_COST = 2**17
_DEAREST = 2**20
_BLOCK = 8
_LANES = 1
_KIND = "zhicai-wrapped-1"


class WrongPassphrase(ZhicaiError):  # noqa: N818
    """The passphrase is another one, or the file was changed: the two cannot be told apart."""


def wrap(text: str, passphrase: str) -> str:
    """Return ``text`` under the passphrase, as the JSON text of a file; BadInput if too short."""
    if len(passphrase) < SHORTEST:
        says = Text(
            f"口令至少 {SHORTEST} 个字符。", f"A passphrase has at least {SHORTEST} characters."
        )
        raise BadInput([Fault(says, field="passphrase")])
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = _derived(passphrase, salt, _COST)
    hidden = AESGCM(key).encrypt(nonce, text.encode(), _KIND.encode())
    told = {
        "kind": _KIND,
        "n": _COST,
        "salt": b64encode(salt).decode(),
        "nonce": b64encode(nonce).decode(),
        "hidden": b64encode(hidden).decode(),
    }
    return json.dumps(told, indent=1) + "\n"


def unwrap(wrapped: str, passphrase: str) -> str:
    """Return the text inside; WrongPassphrase where it cannot be had, whatever the reason."""
    try:
        told = json.loads(wrapped)
        if told["kind"] != _KIND or not 2**10 <= int(told["n"]) <= _DEAREST:
            raise ValueError("kind or cost")
        key = _derived(passphrase, b64decode(told["salt"]), int(told["n"]))
        nonce, hidden = b64decode(told["nonce"]), b64decode(told["hidden"])
        return AESGCM(key).decrypt(nonce, hidden, _KIND.encode()).decode()
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise WrongPassphrase(
            Text(
                "口令不对，或文件被改动过，打不开密钥备份。请核对口令，或换另一份备份。",
                "The passphrase is wrong, or the file was changed: the keys inside cannot be had. "
                "Check the passphrase, or take another copy.",
            )
        ) from error


def _derived(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=_BLOCK, p=_LANES).derive(passphrase.encode())
