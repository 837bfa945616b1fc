"""Finds words in the sections of documents: every word must be there, titles weigh more."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_QUERY = 60
AROUND = 36
"""Characters shown on either side of what was found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that holds every word: where, how well, and the words around the first one."""

    key: str
    title: str
    score: int
    before: str
    found: str
    after: str


def normalised(words: str) -> str:
    """Return the words in one width and case: full-width letters and capitals make no difference.

    Only signs that stay one character are changed, so that places in the text stay the same.
    """
    return "".join(_plain(sign) for sign in words)


def _plain(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign).lower()
    return plain if len(plain) == 1 else sign


def terms_of(query: str) -> tuple[str, ...]:
    """Return the different words of a query, none of an empty one."""
    return tuple(dict.fromkeys(normalised(query[:LONGEST_QUERY]).split()))


def hits(terms: Iterable[str], sections: Iterable[Mapping[str, Any]]) -> list[Hit]:
    """Return the sections that hold every term, the best first."""
    wanted = list(terms)
    found = []
    for section in sections:
        title, body = section["title"], section["body"]
        plain_title, plain_body = normalised(title), normalised(body)
        if not wanted or not all(t in plain_title or t in plain_body for t in wanted):
            continue
        score = sum(20 * plain_title.count(t) + plain_body.count(t) for t in wanted)
        places = [(plain_body.find(t), t) for t in wanted if t in plain_body]
        at, term = min(places, default=(0, ""))
        found.append(
            Hit(
                section["key"],
                title,
                score,
                body[max(0, at - AROUND) : at].replace("\n", " "),
                body[at : at + len(term)],
                body[at + len(term) : at + len(term) + AROUND].replace("\n", " "),
            )
        )
    return sorted(found, key=lambda hit: -hit.score)
