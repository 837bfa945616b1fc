"""What an opinion, visit or case may be about: themes, curriculum items, pillars, anything else."""

from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, law_of, years

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: ``key`` is ``theme:ID``, ``item:ID``, ``pillar:ID`` or ``other``."""

    key: str
    name: Text
    group: Text


def topics_of(year: ProgrammeYear) -> list[Topic]:
    """Return the topics of a programme year, in the notice's order."""
    law = law_of(year)
    groups = {group.id: group.name for group in law.groups}
    themes = Text("主题", "Themes")
    found = [Topic(f"theme:{one.id}", one.name, themes) for one in law.head.themes]
    found += [
        Topic(f"item:{item.id}", item.name, groups.get(item.group, item.name))
        for item in curriculum_of(year)
    ]
    pillars = Text("支柱", "Pillars")
    found += [Topic(f"pillar:{one.id}", one.name, pillars) for one in law.head.pillars]
    return [*found, Topic(OTHER, Text("其他", "Other"), Text("其他", "Other"))]


def public_year(*, on: date) -> ProgrammeYear | None:
    """Return the programme year to which a visitor's opinion goes, None before the first."""
    return years().filter(opened_on__lte=on).first()
