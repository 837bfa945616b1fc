"""Parts of a file that apps above keep: registered at start, never asked for here.

A contract like the links on a person's record: the archive knows nothing of grades or awards, yet
the file and its print show them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhicai.accounts.acting import Acting
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.foundation.text import Text
from zhicai.people.models import Person


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the file page and of its print: a card with a title over a template."""

    title: Text
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Build = Callable[..., Section | None]
"""``build(person, *, law, acting, whole)``: None where there is nothing to show."""

_sections: dict[str, tuple[int, Build]] = {}


def register_section(key: str, order: int, build: Build) -> None:
    """Add a part, or put another in the place of the one with its key; called from ``ready``."""
    _sections[key] = (order, build)


def sections_of(
    person: Person, *, law: ArchiveLaw, acting: Acting, whole: bool
) -> list[tuple[str, Section]]:
    """Return the parts that apps above have on a person (key, part), in their order."""
    told = []
    for key, (_order, build) in sorted(_sections.items(), key=lambda one: (one[1][0], one[0])):
        part = build(person, law=law, acting=acting, whole=whole)
        if part is not None:
            told.append((key, part))
    return told
