"""Launch and expansion money: what the base is, which money pays for which part (A-HB-18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhicai.finance.rules.kinds import PAYERS, SPECIAL_FUNDS
from zhicai.finance.rules.money import yuan
from zhicai.finance.rules.sources import Source
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

LAUNCH, CLASSES, PEOPLE = "launch", "expansion-classes", "expansion-people"
PARTS: Mapping[str, Text] = {
    LAUNCH: Text("启动经费", "Launch money"),
    CLASSES: Text("班次拓展经费", "Expansion by classes"),
    PEOPLE: Text("人员拓展经费", "Expansion by people"),
}
APPROVED_PLAN, MINIMUM = "approved-plan", "minimum"


@dataclass(frozen=True, slots=True)
class Peer:
    """A class of the year as the base sees it; ``planned``: it stands in the plan as approved
    first.
    """

    key: str
    people: int
    planned: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What the base is worked out of: the year's classes in the order in which they begin, the
    classes and people of the plan as approved first, the least that the notice asks for.
    """

    peers: tuple[Peer, ...]
    planned_classes: int
    planned_people: int
    least_classes: int
    least_people: int


@dataclass(frozen=True, slots=True)
class Base:
    """What of a class counts as launch: nothing unless ``inside``, else ``own`` of its ``people``.

    ``classes`` and ``whole`` are classes and people of the base of the year.
    """

    inside: bool
    own: int
    people: int
    classes: int
    whole: int

    @property
    def beyond(self) -> int:
        """People of the class who are beyond the base."""
        return self.people - self.own if self.inside else self.people

    @property
    def exceeds(self) -> bool:
        """Whether anything of the class is beyond the base."""
        return not self.inside or self.beyond > 0


def base_of(key: str, plan: Plan, rule: str) -> Base | None:
    """Return what of a class counts as launch by the setting ``launch-base``; None for one that is
    no class of the plan's year.

    Classes of the base are those of the plan as approved first, or the first so many to begin as
    the notice asks for; its people are given out to them in the order in which they begin.
    """
    minimum = rule == MINIMUM
    least = plan.least_classes
    based = plan.peers[:least] if minimum else [one for one in plan.peers if one.planned]
    whole = plan.least_people if minimum else plan.planned_people
    classes = least if minimum else plan.planned_classes
    mine = next((one for one in plan.peers if one.key == key), None)
    if mine is None:
        return None
    left = whole
    for one in based:
        own = min(one.people, left)
        if one.key == key:
            return Base(inside=True, own=own, people=mine.people, classes=classes, whole=whole)
        left -= own
    return Base(inside=False, own=0, people=mine.people, classes=classes, whole=whole)


@dataclass(frozen=True, slots=True)
class PartTerms:
    """Which levels' special funds pay for each part, by the notice and its settings.

    ``noted``: another source may pay once the province has noted why. ``clauses`` are those of the
    parts, ``main`` the percent above which the special funds are the main part.
    """

    payers: Mapping[str, tuple[str, ...]]
    clauses: Mapping[str, str | None]
    noted: bool
    rule: str
    note_clause: str | None = None
    main: int = 50
    main_clause: str | None = None
    base: Base | None = field(default=None, compare=False)

    def takes(self, source: Source, part: str) -> bool:
        """Say whether a source may pay for a part as it is: a special fund of a level named."""
        return source.special and source.payer in self.payers.get(part, ())


def decide_part(source: Source, part: str, terms: PartTerms) -> Decision:
    """Say whether a source may pay for a part (HB-3.2.6.4.a–c): by its level, or by a note."""
    if terms.takes(source, part):
        return Decision.yes()
    clause, name, payer = terms.clauses.get(part), PARTS[part], PAYERS[source.payer]
    allowed = [SPECIAL_FUNDS[one] for one in terms.payers.get(part, ())]
    zh, en = "、".join(one.zh for one in allowed), " or ".join(one.en for one in allowed)
    mine = "" if source.special else "，不是专项资金"
    not_special = "" if source.special else " and no special fund"
    rule = Text(
        f"“{source.name}”是{payer.zh}{mine}，{name.zh}由{zh or '专项资金'}支持",
        f"“{source.name}” is {payer.en.lower()}{not_special}; {name.en.lower()} is paid by "
        f"{en or 'a special fund'}",
    )
    if not terms.noted:
        says = Text(f"{rule.zh}，不能用其他来源。", f"{rule.en}, and no other source may pay.")
        return Decision.refuse(says, clause, field="fund")
    if source.noted:
        says = Text(
            f"“{source.name}”经省局说明用于{name.zh}。",
            f"“{source.name}” pays for {name.en.lower()} by the province's note.",
        )
        return Decision.flag(says, terms.note_clause)
    says = Text(
        f"{rule.zh}；用其他来源先请省局说明。",
        f"{rule.en}. Ask the province for its note before another source pays.",
    )
    return Decision.refuse(says, clause, field="fund")


def decide_inside(part: str, terms: PartTerms) -> Decision:
    """Refuse launch money for a class beyond the base number of classes (HB-3.2.6.4.b)."""
    base = terms.base
    if base is None or base.inside or part != LAUNCH:
        return Decision.yes()
    says = Text(
        f"本班不在启动基数（{base.classes} 个班）以内，开支只能记为{PARTS[CLASSES].zh}。",
        f"This class is beyond the base of {base.classes} classes; its cost can only be booked as "
        "expansion by classes.",
    )
    return Decision.refuse(says, terms.clauses.get(CLASSES), field="part")


def decide_launch(amounts: Sequence[tuple[str, int]], terms: PartTerms) -> Decision:
    """Hold the launch money of a budget to the people of the base; ``amounts`` are part and fen.

    What the people beyond the base cost, by head, can only be expansion by people (HB-3.2.6.4.c).
    Expansion of a class that exceeds nothing is noted, not refused.
    """
    base = terms.base
    if base is None or not base.people:
        return Decision.yes()
    launch = sum(fen for part, fen in amounts if part == LAUNCH)
    total = sum(fen for _, fen in amounts)
    if not base.exceeds:
        return _unneeded(total - launch, terms, base)
    most = total * base.own // base.people
    if not base.inside or launch <= most:
        return Decision.yes()
    says = Text(
        f"本班 {base.people} 人，启动基数以内 {base.own} 人，启动经费最多 {yuan(most)} 元"
        f"（按人数分摊），现为 {yuan(launch)} 元；超出的记为{PARTS[PEOPLE].zh}。",
        f"{base.own} of the {base.people} people of this class are within the base, so that launch "
        f"money pays {yuan(most)} yuan at most, by head; it is {yuan(launch)} yuan. The rest is "
        "expansion by people.",
    )
    return Decision.refuse(says, terms.clauses.get(PEOPLE), field="lines")


def _unneeded(expansion: int, terms: PartTerms, base: Base) -> Decision:
    if not expansion:
        return Decision.yes()
    says = Text(
        f"本班没有超出启动基数（{base.classes} 个班、{base.whole} 人），有 {yuan(expansion)} 元"
        "记为拓展经费。",
        f"Nothing of this class exceeds the base ({base.classes} classes, {base.whole} people), "
        f"and {yuan(expansion)} yuan are booked as expansion.",
    )
    return Decision.flag(says, terms.clauses.get(PEOPLE))


@dataclass(frozen=True, slots=True)
class Shares:
    """Fen by whose money it is: provincial and city special fund, and everything else."""

    province: int = 0
    city: int = 0
    other: int = 0

    @property
    def whole(self) -> int:
        """Everything."""
        return self.province + self.city + self.other

    @property
    def together(self) -> int:
        """Both special funds."""
        return self.province + self.city

    def share(self, fen: int) -> float | None:
        """Share of the whole, None where there is nothing."""
        return fen / self.whole if self.whole else None

    def main(self, percent: int) -> bool | None:
        """Say whether both special funds together are the main part, None without any money."""
        return self.together * 100 > self.whole * percent if self.whole else None

    def __add__(self, other: "Shares") -> "Shares":
        return Shares(
            self.province + other.province, self.city + other.city, self.other + other.other
        )
