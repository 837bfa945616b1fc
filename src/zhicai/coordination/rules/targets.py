"""Yearly targets broken down: what each holder gets, held against the minimum and the sum."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.schema import Level

CITY = "city"
"""The holder that stands for the city as a whole."""

MOST = 1_000_000
"""No target is larger; a number beyond it is a slip of the keyboard."""

Shares = Mapping[str, Mapping[str, int]]
"""Obligation id → holder → number."""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of the rules that a city breaks down: counties owe it, or the city itself.

    ``minimum`` is what each county (or the city) owes at least; ``whole_city`` says that it binds
    the counties of a city together and no single one.
    """

    rule: str
    short: Text
    says: Text
    clause: str
    unit: Text
    minimum: int
    level: Level
    whole_city: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """Who gets a share: the city as a whole, a county, or an organisation that serves the city.

    ``waived`` names the obligations that the province has waived for a county.
    """

    key: str
    name: Text
    kind: str
    waived: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sum:
    """What the counties (or bases) come to against what the city itself has to reach."""

    target: Target
    parts: int
    whole: int

    @property
    def short(self) -> int:
        """By how much the parts fall short of the whole."""
        return max(self.whole - self.parts, 0)


def holds(target: Target, holder: Holder) -> bool:
    """Say whether a holder has a cell for a target: a city's own figure is no county's."""
    return target.level is Level.COUNTY or holder.kind != "county"


def least(target: Target, holder: Holder, counties: int) -> int:
    """Return the least number that a holder may get; 0 where nothing binds it."""
    if holder.kind == "county":
        bound = target.level is Level.COUNTY and not target.whole_city
        return target.minimum if bound and target.rule not in holder.waived else 0
    if holder.kind == CITY:
        return least_of_city(target, counties)
    return 0


def least_of_city(target: Target, counties: int) -> int:
    """Return what the whole city owes at least, none of its counties being waived."""
    if target.level is Level.COUNTY and not target.whole_city:
        return target.minimum * counties
    return target.minimum


def minimum_draft(
    targets: Sequence[Target], holders: Sequence[Holder]
) -> dict[str, dict[str, int]]:
    """Return the shares that give every county its minimum, and the city their sum."""
    draft: dict[str, dict[str, int]] = {}
    for target in targets:
        bound = [one for one in holders if one.kind == "county" and holds(target, one)]
        shares = {one.key: least(target, one, len(bound)) for one in bound}
        if target.level is Level.COUNTY:
            shares[CITY] = sum(shares.values()) or least_of_city(target, len(bound))
        else:
            shares[CITY] = target.minimum
        draft[target.rule] = shares
    return draft


def read_share(written: str) -> int | None:
    """Return a typed number, None for an empty cell; ValueError for what is none."""
    words = written.strip().replace(",", "").replace("，", "")
    if not words:
        return None
    if not words.isascii() or not words.isdigit() or int(words) > MOST:
        raise ValueError(written)
    return int(words)


def share_faults(
    shares: Shares, targets: Sequence[Target], holders: Sequence[Holder]
) -> Iterator[Fault]:
    """Yield every share below its minimum, with the clause that sets it (HB-4.1.g)."""
    counties = sum(one.kind == "county" for one in holders)
    for target in targets:
        given = shares.get(target.rule, {})
        for holder in holders:
            value = given.get(holder.key)
            lowest = _lowest(target, holder, holders, counties)
            if value is not None and value < lowest:
                yield Fault(
                    _too_low(target, holder, value, lowest),
                    field=f"{target.rule}--{holder.key}",
                    clause=target.clause,
                )


def _lowest(target: Target, holder: Holder, holders: Sequence[Holder], counties: int) -> int:
    if holder.kind == CITY and target.level is Level.COUNTY and not target.whole_city:
        # A county whose duty is waived asks for nothing of its city either.
        bound = (one for one in holders if one.kind == "county")
        return sum(least(target, one, counties) for one in bound)
    return least(target, holder, counties)


def _too_low(target: Target, holder: Holder, value: int, lowest: int) -> Text:
    return Text(
        f"{holder.name.zh}的“{target.short.zh}”填了 {value} {target.unit.zh}，"
        f"不能少于 {lowest} {target.unit.zh}。",
        f"{holder.name.en}: {target.short.en} says {value} {target.unit.en}, "
        f"which may not be less than {lowest} {target.unit.en}.",
    )


def gaps(
    shares: Shares, targets: Sequence[Target], holders: Sequence[Holder]
) -> list[tuple[Target, Holder]]:
    """Return the counties' and the city's cells that are still empty; bases may stay empty."""
    return [
        (target, holder)
        for target in targets
        for holder in holders
        if holder.kind in ("county", CITY)
        and holds(target, holder)
        and shares.get(target.rule, {}).get(holder.key) is None
    ]


def sums(shares: Shares, targets: Sequence[Target], holders: Sequence[Holder]) -> list[Sum]:
    """Return for each target what its parts come to, where the city's own number is given.

    The parts of a county's figure are the counties (a base teaches within them), those of the
    city's own figure the bases, where it gives any.
    """
    found = []
    for target in targets:
        given = shares.get(target.rule, {})
        kind = "county" if target.level is Level.COUNTY else "base"
        parts = [given[one.key] for one in holders if one.kind == kind and one.key in given]
        whole = given.get(CITY)
        if whole is not None and (parts or kind == "county"):
            found.append(Sum(target, sum(parts), whole))
    return found


def changed_holders(before: Shares, after: Shares) -> set[str]:
    """Return the holders whose numbers differ between two breakdowns."""
    keys: set[str] = set()
    for rule in {*before, *after}:
        one, other = before.get(rule, {}), after.get(rule, {})
        keys |= {key for key in {*one, *other} if one.get(key) != other.get(key)}
    return keys


def whole(figure: Decimal | None) -> int:
    """Return a rule's figure as a whole number, rounded up; 0 where it has none."""
    return 0 if figure is None else int(figure.to_integral_value(rounding="ROUND_CEILING"))


def in_words(target: Target, value: int | None) -> str:
    """Return a share as it is shown, such as ``120``; empty where none is given."""
    return "" if value is None else plain(value)


def known_only(shares: Shares, rules: Collection[str], keys: Collection[str]) -> Shares:
    """Return shares without the targets and holders that are not there any more."""
    return {
        rule: {key: value for key, value in given.items() if key in keys}
        for rule, given in shares.items()
        if rule in rules
    }
