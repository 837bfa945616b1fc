"""Who signs: the site's ``did:web``, its document, and the keys that were ever its own."""

from typing import Any
from urllib.parse import quote, urlsplit

from zhicai.certificates.credentials.proofs import ED25519_KEY, multibase
from zhicai.foundation.signing import PublicKey, public_keys, signing_key

DID = "https://www.w3.org/ns/did/v1"
MULTIKEY = "https://w3id.org/security/multikey/v1"


def did_of(site: str) -> str:
    """Return the identity of a site: ``https://ip.example.cn`` is ``did:web:ip.example.cn``."""
    return f"did:web:{quote(urlsplit(site).netloc)}"


def method_of(site: str, key: PublicKey | None = None) -> str:
    """Return the address of a key within the site's document; of the one that signs now."""
    return f"{did_of(site)}#{(key or signing_key()).id}"


def did_document(site: str) -> dict[str, Any]:
    """Return the document that ``did:web`` resolves to: every key that may have signed."""
    did = did_of(site)
    keys = public_keys()
    return {
        "@context": [DID, MULTIKEY],
        "id": did,
        "verificationMethod": [
            {
                "id": method_of(site, key),
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": multibase(ED25519_KEY + key.raw),
            }
            for key in keys
        ],
        "assertionMethod": [method_of(site, key) for key in keys],
    }
