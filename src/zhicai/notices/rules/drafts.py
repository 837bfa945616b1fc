"""A draft of a notice: what was typed, right or wrong."""

from collections.abc import Mapping
from typing import Any

from zhicai.documents.reading import printable

FIELDS = {
    "title": 400,
    "addressed": 400,
    "text": 60_000,
    "mark": 80,
    "sign": 40,
    "number": 80,
    "secrecy": 40,
    "urgency": 20,
    "issuer": 120,
    "sealed_by": 120,
    "dated": 20,
    "due": 20,
    "contact": 200,
    "copies_to": 600,
    "printed_by": 120,
    "clauses": 600,
}
"""Every field of a draft and how many characters of it are kept."""
CARRIED = ("mark", "sign", "issuer", "sealed_by", "contact", "printed_by")
"""What an office's next notice takes over from its last one."""
MOST_ADDRESSEES = 1000
Draft = dict[str, Any]


def clean(given: Mapping[str, Any]) -> Draft:
    """Return a draft with exactly the fields of one, each text as typed without control signs."""
    draft: Draft = {
        name: printable(str(given.get(name) or "").replace("\r\n", "\n"))[:most]
        for name, most in FIELDS.items()
    }
    chosen = given.get("to") or ()
    draft["to"] = list(dict.fromkeys(str(key)[:60] for key in chosen))[:MOST_ADDRESSEES]
    return draft


def empty(**known: str) -> Draft:
    """Return a draft in which only what is known stands."""
    return clean(known)
