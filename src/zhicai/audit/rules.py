"""How a batch of entries is hashed, and how a sample is drawn."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any


def digest_of(previous: str, entries: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 (hex) over the previous seal's digest and the entries in order."""
    chain = sha256(previous.encode())
    for entry in entries:
        chain.update(_line(entry))
    return chain.hexdigest()


def mark_of(entry: Mapping[str, Any]) -> str:
    """Return 16 hex digits by which one entry of a batch is known."""
    return sha256(_line(entry)).hexdigest()[:16]


def _line(entry: Mapping[str, Any]) -> bytes:
    line = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return line.encode() + b"\n"


def draw_of(seed: str, key: int) -> bytes:
    """Return by what an entry is drawn: the smallest of a period make the sample."""
    return sha256(f"{seed}:{key}".encode()).digest()
