"""Data Integrity proofs ``eddsa-rdfc-2022``: RDF canonicalisation, SHA-256, Ed25519.

Contexts come from the package alone; an address that is not among them is refused, not fetched.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyld import BUNDLED_CONTEXTS, FrozenDocumentLoader, jsonld

from zhicai.foundation.signing import sign

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SUITE = "eddsa-rdfc-2022"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_KEY = b"\xed\x01"
"""What says, before the 32 bytes of a Multikey, that they are an Ed25519 public key."""
_CONTEXTS = Path(__file__).parent / "contexts"
_LOADER = FrozenDocumentLoader(
    {
        CREDENTIALS: BUNDLED_CONTEXTS[CREDENTIALS],
        OPEN_BADGES: _CONTEXTS / "open-badges-3.0.3.json",
    }
)


def with_proof(document: Mapping[str, Any], *, method: str, created: datetime) -> dict[str, Any]:
    """Return a document with its proof, in a list, as the schema of 1EdTech wants it.

    ``method`` is the address of the key that signs now. The same document, key and moment give the
    same proof.
    """
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    hidden = digest(document, options)
    return {**document, "proof": [{**options, "proofValue": multibase(sign(hidden))}]}


def digest(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """Return the 64 bytes that are signed: of the proof's options, then of the document."""
    configured = {"@context": document["@context"], **options}
    return _hash(configured) + _hash(document)


def canonical(document: Mapping[str, Any]) -> str:
    """Return the canonical N-Quads of a document; JsonLdError for a context that is not ours."""
    written: str = jsonld.normalize(
        dict(document),
        {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": _LOADER,
        },
    )
    return written


def multibase(raw: bytes) -> str:
    """Return bytes in base58btc with the ``z`` that says so."""
    value = int.from_bytes(raw)
    signs = ""
    while value:
        value, rest = divmod(value, 58)
        signs = ALPHABET[rest] + signs
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return f"z{'1' * zeros}{signs}"


def _hash(document: Mapping[str, Any]) -> bytes:
    return sha256(canonical(document).encode()).digest()
