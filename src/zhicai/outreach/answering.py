"""The contract by which apps above say what answers a topic: planned courses, later materials.

    register_answers(Answering("planning.courses", Text("计划课程", "planned courses"), answers))

where ``answers(acting, year, topics, on)`` returns :class:`Answers` by topic key (``item:know-1``,
``theme:patent``), only what this user may see, in a number of queries that does not grow.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ImproperlyConfigured

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers a topic: how many, how many class hours in all, a few titles, their list."""

    count: int
    hours: Decimal
    titles: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Answering:
    """A source of answers: ``key`` is ``app.what``, ``says`` heads its column."""

    key: str
    says: Text
    answers: Callable[[Acting, ProgrammeYear, Collection[str], date], Mapping[str, Answers]]


_answering: dict[str, Answering] = {}


def register_answers(source: Answering) -> None:
    """Add a source of answers; called from the upper app's ``ready``."""
    if source.key in _answering:
        raise ImproperlyConfigured(f"{source.key}: already answers topics")
    _answering[source.key] = source


def answering() -> tuple[Answering, ...]:
    """Return every source of answers, by key."""
    return tuple(_answering[key] for key in sorted(_answering))
