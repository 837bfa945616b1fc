"""The level someone has reached in each item of the curriculum (HB-2.1.f)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

LEVELS = ("elementary", "intermediate", "advanced")
"""Levels of practical ability, the lowest first."""
LEVEL_WORDS: Mapping[str, Text] = {
    "elementary": Text("初级", "Elementary"),
    "intermediate": Text("中级", "Intermediate"),
    "advanced": Text("高级", "Advanced"),
}
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that someone reached a level in an item: a class completed, or an entry.

    ``practical``: the entry proves practical experience (HB-2.1.g).
    """

    item: str
    level: str
    on: date
    says: Text
    practical: bool = False
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """The level reached in one item, empty where none is, and everything that shows it."""

    item: str
    level: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def words(self) -> Text | None:
        """The level in words."""
        return LEVEL_WORDS.get(self.level)

    @property
    def rank(self) -> int:
        """1 for the lowest level, 0 for none."""
        return rank_of(self.level)

    @property
    def proven(self) -> bool:
        """Say whether practical experience is proven."""
        return any(one.practical for one in self.evidence)

    @property
    def since(self) -> date | None:
        """The first day on which the level was shown."""
        days = [one.on for one in self.evidence if one.level == self.level]
        return min(days) if days else None


def rank_of(level: str) -> int:
    """Return 1 for the lowest level, 0 for none."""
    return LEVELS.index(level) + 1 if level in LEVELS else 0


def reached(items: Iterable[str], evidence: Iterable[Evidence]) -> list[Reached]:
    """Return the level of each item in their order: the highest that anything shows."""
    shown: dict[str, list[Evidence]] = {}
    for one in evidence:
        shown.setdefault(one.item, []).append(one)
    found = []
    for item in items:
        rows = sorted(shown.get(item, []), key=lambda one: (one.on, one.entry_id or 0))
        level = max((one.level for one in rows), key=rank_of, default="")
        found.append(Reached(item, level, tuple(rows)))
    return found


def entry_faults(item: str, level: str, says: str, *, items: Iterable[str]) -> list[Fault]:
    """Return what is wrong with an entry: unknown item or level, no evidence."""
    found = []
    if item not in set(items):
        says_ = Text("请选择“四知五会”里的一项。", "Choose an item of the curriculum.")
        found.append(Fault(says_, "item"))
    if level not in LEVELS:
        found.append(Fault(Text("请选择达到的程度。", "Choose the level reached."), "level"))
    if not says.strip():
        says_ = Text(
            "请写明依据，如实操考查、办理的案件。",
            "Give the evidence, such as a practical test or a case handled.",
        )
        found.append(Fault(says_, "evidence"))
    elif len(says) > LONGEST:
        says_ = Text(f"依据不超过 {LONGEST} 字。", f"No more than {LONGEST} characters.")
        found.append(Fault(says_, "evidence"))
    return found
