"""Which records of the corpus a query finds."""

import re
from functools import lru_cache

from zhicai.exams.practical.search.corpus import Patent, corpus
from zhicai.exams.practical.search.query import AND, Joined, Query, Term, Without

SPAN = 8
"""Characters that ``*`` inside a word may stand for."""


REMEMBERED = 5000
"""Words whose records a process remembers: candidates of one task look for much the same."""


def find(query: Query) -> tuple[Patent, ...]:
    """Return the records that a query finds, the latest published first."""
    rows = corpus()
    found = [rows[place] for place in _places(query)]
    return tuple(sorted(found, key=lambda one: (one.published, one.number), reverse=True))


def _places(query: Query) -> frozenset[int]:
    match query:
        case Joined():
            found = [_places(part) for part in query.parts]
            first = found[0]
            return first.intersection(*found) if query.how == AND else first.union(*found)
        case Without():
            return frozenset(range(len(corpus()))) - _places(query.part)
        case Term():
            return _of_term(query)


@lru_cache(maxsize=REMEMBERED)
def _of_term(term: Term) -> frozenset[int]:
    return frozenset(place for place, one in enumerate(corpus()) if _has(term, one))


def _has(term: Term, one: Patent) -> bool:
    match term.field:
        case "TI":
            return _says(one.title, term.text)
        case "AB":
            return _says(one.abstract, term.text)
        case "PA":
            return _says(one.applicant, term.text)
        case "IPC":
            return any(is_class(symbol, term.text) for symbol in one.ipc)
        case "AD":
            return _compares(one.filed, term)
        case "PD":
            return _compares(one.published, term)
        case _:
            return _says(one.title, term.text) or _says(one.abstract, term.text)


def _says(text: str, word: str) -> bool:
    if "*" not in word.strip("*"):
        return word.strip("*") in text.upper()
    return _pattern(word.strip("*")).search(text.upper()) is not None


@lru_cache(maxsize=500)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(f".{{0,{SPAN}}}?".join(re.escape(one) for one in word.split("*")))


def is_class(symbol: str, asked: str) -> bool:
    """Say whether a whole symbol is the class asked for; ``*`` at the end takes all below it.

    >>> is_class("H01M10/613", "H01M10*"), is_class("H01M10/613", "H01M10")
    (True, False)
    """
    plain = asked.replace(" ", "")
    if plain.endswith("*"):
        return symbol.startswith(plain.rstrip("*"))
    return symbol == plain


def _compares(day: str, term: Term) -> bool:
    """Dates are compared as far as they are written: ``PD>2019`` means from 2020 on."""
    mine = day[: len(term.text)]
    match term.compare:
        case ">":
            return mine > term.text
        case "<":
            return mine < term.text
        case ">=":
            return mine >= term.text
        case "<=":
            return mine <= term.text
        case _:
            return mine == term.text
