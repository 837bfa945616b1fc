"""Where sealed exam content comes from besides a file: an app above holds it and registers here.

What lies in such a source stays sealed there; the package names it by its hash, and its items of
the capability standard like those of a file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed paper of a source: what the package keeps of it. ``size`` is bytes as sealed.

    ``sort`` is ``paper`` or ``practical-task``; ``items`` are those of the standard it is made for.
    """

    key: str
    name: str
    sha256: str
    size: int
    sort: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An app's sealed papers: what it is called, those that a year's package may take, the page of
    one for those who compose them.
    """

    key: str
    says: Text
    offered: Callable[[ProgrammeYear], Sequence[Sealed]]
    url: Callable[[str], str]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a source; called at start. The same key replaces it."""
    _sources[source.key] = source


def sources() -> tuple[Source, ...]:
    """Return every source, by key."""
    return tuple(one for _key, one in sorted(_sources.items()))


def source_called(key: str) -> Source | None:
    """Return a source, None for one that nobody registered."""
    return _sources.get(key)


def offered_papers(year: ProgrammeYear) -> list[tuple[Source, Sealed]]:
    """Return what the package of a year may take from any source."""
    return [(source, one) for source in sources() for one in source.offered(year)]
