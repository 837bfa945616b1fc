"""Regions of admission: every city in exactly one, teams with the year's honour or a reason."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

MOST_REGIONS = 12
LONGEST_NAME, LONGEST_ENGLISH, LONGEST_WHY = 60, 80, 400


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A region as arranged: its key, its names, the codes of its cities and of its venues."""

    key: str
    zh: str
    en: str = ""
    cities: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A core team as arranged; ``region`` is empty for one that admits from everywhere."""

    organisation: int
    region: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Regions and core teams of a year together."""

    regions: tuple[RegionLine, ...]
    teams: tuple[TeamLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that may be a core team: its name, and whether it has the year's honour."""

    name: Text
    honoured: bool


def arrangement_faults(
    found: Arrangement,
    *,
    cities: Mapping[str, Text],
    candidates: Mapping[int, Candidate],
    honour: str = "",
) -> Iterator[Fault]:
    """Yield everything wrong with an arrangement, each at its field.

    ``cities`` are the cities of the province by code, ``honour`` is the title that the province
    names for the year.
    """
    yield from _region_faults(found.regions)
    yield from _city_faults(found.regions, cities)
    yield from _team_faults(found, candidates, honour)


def _region_faults(regions: Sequence[RegionLine]) -> Iterator[Fault]:
    if not regions:
        yield Fault(Text("至少要有一个区域。", "There has to be a region."), "regions")
    if len(regions) > MOST_REGIONS:
        says = Text(f"最多 {MOST_REGIONS} 个区域。", f"At most {MOST_REGIONS} regions.")
        yield Fault(says, "regions")
    seen: set[str] = set()
    for one in regions:
        if not one.zh.strip():
            yield Fault(Text("写明区域名称。", "Name the region."), f"region-{one.key}-zh")
        elif one.zh.strip() in seen:
            says = Text(f"区域“{one.zh}”写了两次。", f"The region {one.zh} stands twice.")
            yield Fault(says, f"region-{one.key}-zh")
        if len(one.zh) > LONGEST_NAME or len(one.en) > LONGEST_ENGLISH:
            yield Fault(Text("名称太长。", "The name is too long."), f"region-{one.key}-zh")
        seen.add(one.zh.strip())
        if not one.cities:
            says = Text(
                f"“{one.zh}”还没有市州；不用的区域请清空名称。",
                f"{one.en or one.zh} holds no city; empty its name to drop it.",
            )
            yield Fault(says, f"region-{one.key}-zh")


def _city_faults(regions: Sequence[RegionLine], cities: Mapping[str, Text]) -> Iterator[Fault]:
    where: dict[str, list[str]] = {}
    for one in regions:
        for code in one.cities:
            where.setdefault(code, []).append(one.zh)
    for code, name in cities.items():
        times = len(where.get(code, ()))
        if times == 0:
            says = Text(f"{name.zh}还没有归入区域。", f"{name.en} stands in no region.")
            yield Fault(says, f"city-{code}")
        elif times > 1:
            says = Text(
                f"{name.zh}同时在{'、'.join(where[code])}，只能归入一个区域。",
                f"{name.en} stands in {times} regions; a city belongs to one.",
            )
            yield Fault(says, f"city-{code}")
    for code in where.keys() - cities.keys():
        says = Text(f"“{code}”不是本省的市州。", f"{code} is no city of the province.")
        yield Fault(says, "regions")
    for one in regions:
        for code in set(one.venues) - set(one.cities):
            says = Text(
                f"办班地{code}不在“{one.zh}”里。", f"The venue {code} lies outside {one.en}."
            )
            yield Fault(says, f"city-{code}")


def _team_faults(
    found: Arrangement, candidates: Mapping[int, Candidate], honour: str
) -> Iterator[Fault]:
    keys: Collection[str] = {one.key for one in found.regions}
    seen: set[int] = set()
    for team in found.teams:
        field = f"team-{team.organisation}"
        one = candidates.get(team.organisation)
        if one is None:
            says = Text("这个单位不能担任核心团队。", "This organisation cannot be a core team.")
            yield Fault(says, field)
            continue
        if team.organisation in seen:
            yield Fault(Text(f"{one.name.zh}选了两次。", f"{one.name.en} stands twice."), field)
        seen.add(team.organisation)
        if team.region and team.region not in keys:
            yield Fault(Text("没有这个区域。", "There is no such region."), f"{field}-region")
        if len(team.reason) > LONGEST_WHY:
            says = Text(f"理由不超过 {LONGEST_WHY} 字。", f"At most {LONGEST_WHY} characters.")
            yield Fault(says, f"{field}-reason")
        if honour and not one.honoured and not team.reason.strip():
            says = Text(
                f"{one.name.zh}没有“{honour}”荣誉，请写明选它的理由。",
                f"{one.name.en} does not have the honour “{honour}”; say why it was chosen.",
            )
            yield Fault(says, f"{field}-reason")


def full_title(year: int, title: str) -> str:
    """Return an honour with its year as a notice writes it: ``2021年度省级…基地``."""
    return f"{year}年度{title}"
