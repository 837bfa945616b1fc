"""What a summary is made of besides classes: apps say what they can tell about a city.

An app below hands its figures in by registering a :class:`Section` in its ``ready``, or this app
does it for those that it may import (:mod:`zhicai.dossiers.sections`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ImproperlyConfigured

from zhicai.dossiers.rules.figures import Group, Row
from zhicai.foundation.text import Text
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.models import ProgrammeYear

__all__ = ["Group", "Row", "Section", "register_section", "sections"]


@dataclass(frozen=True, slots=True)
class Section:
    """Figures about a city in a programme year, as they stand on a day.

    ``gather`` takes the city, the year and the day; its number of queries does not grow with the
    records. A row whose ``value`` is None is shown as not counted yet.
    """

    key: str
    title: Text
    gather: Callable[[PlaceFacts, ProgrammeYear, date], tuple[Row, ...]]
    order: int = 100


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Add figures to every city's summary; called from an app's ``ready``."""
    if section.key in _sections:
        raise ImproperlyConfigured(f"{section.key}: already a section of the summary")
    _sections[section.key] = section


def sections() -> tuple[Section, ...]:
    """Return every section in its order."""
    return tuple(sorted(_sections.values(), key=lambda one: (one.order, one.key)))
