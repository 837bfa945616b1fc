"""How a batch of entries is hashed."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any


def digest_of(previous: str, entries: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 (hex) over the previous seal's digest and the entries in order."""
    chain = sha256(previous.encode())
    for entry in entries:
        line = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        chain.update(line.encode() + b"\n")
    return chain.hexdigest()
