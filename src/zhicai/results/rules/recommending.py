"""Who may be recommended for assessment, and which bodies must join in (A-HB-07, A-HB-08)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

CITY, COUNTY, BASE = "city", "county", "base"
BODIES = (COUNTY, CITY, BASE)
BODY_WORDS: Mapping[str, Text] = {
    COUNTY: Text("县（市、区）", "County"),
    CITY: Text("市州", "City"),
    BASE: Text("基地", "Base"),
}
RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class Ways:
    """The year's rules of recommending, out of its settings.

    ``by`` are the bodies that must join in, ``completion`` whether preparatory completion is
    needed and ``valid_years`` for how many following years it counts; ``clauses`` by the key of
    the setting.
    """

    year: int
    needed: bool
    by: frozenset[str]
    completion: bool
    valid_years: int
    clauses: Mapping[str, str] = field(default_factory=dict)

    def counts(self, completed_in: int) -> bool:
        """Say whether a completion of a year counts in this one."""
        return completed_in <= self.year <= completed_in + self.valid_years

    @property
    def first_sender(self) -> str:
        """The body that sends the list: the county, or the city where counties do not join in."""
        return COUNTY if COUNTY in self.by or CITY not in self.by else CITY


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is judged of one person: the years of completed classes, and what stands already.

    ``withdrawn`` from no list, ``certified``: a specialist already.
    """

    name: str
    completed_in: tuple[int, ...] = ()
    recommended: bool = False
    certified: bool = False


def decide_candidate(one: Candidate, ways: Ways) -> Decision:
    """Say whether someone may be recommended; every reason with its clause."""
    found = [Decision.yes()]
    if one.recommended:
        says = Text(
            f"{one.name}已在 {ways.year} 年度推荐名单里。",
            f"{one.name} is already recommended for {ways.year}.",
        )
        found.append(Decision.refuse(says, ways.clauses.get("by")))
    if one.certified:
        says = Text(f"{one.name}已取得专员证书。", f"{one.name} is certified already.")
        found.append(Decision.refuse(says, ways.clauses.get("by")))
    found.append(decide_completed(one, ways))
    return Decision.all_of(found)


def decide_completed(one: Candidate, ways: Ways) -> Decision:
    """Say whether a preparatory completion counts in the year (A-HB-08): refused where it must,
    flagged where the year asks for none.
    """
    if any(ways.counts(year) for year in one.completed_in):
        return Decision.yes()
    if one.completed_in:
        last = max(one.completed_in)
        says = Text(
            f"{one.name} {last} 年的预科结业在 {ways.year} 年度已过有效期。",
            f"The preparatory completion of {one.name} in {last} no longer counts in {ways.year}.",
        )
        clause = ways.clauses.get("validity")
    else:
        says = Text(f"{one.name}没有预科结业记录。", f"{one.name} has completed no class.")
        clause = ways.clauses.get("completion")
    return Decision.refuse(says, clause) if ways.completion else Decision.flag(says, clause)


def awaited(ways: Ways, joined: frozenset[str], *, base_there: bool) -> frozenset[str]:
    """Return the bodies that have still to join in; a base that is not there is not awaited."""
    asked = ways.by if base_there else ways.by - {BASE}
    return frozenset(asked - joined)
