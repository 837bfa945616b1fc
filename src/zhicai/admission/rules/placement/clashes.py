"""Quotas that cannot hold together: which they are, and which lower bound to mend by how much."""

from collections.abc import Callable, Mapping, Sequence

from zhicai.admission.rules.placement.facts import (
    Applicant,
    Group,
    Offer,
    Placing,
    Quota,
    counts,
)
from zhicai.admission.rules.placement.solver import Model, Term
from zhicai.foundation.text import Text

Bound = tuple[Offer, Quota | None, str]
"""A bound of a class: its seats (no quota), or the ``least`` or ``most`` of a quota."""
SEATS, LEAST, MOST = "seats", "least", "most"


def clashing(
    placing: Placing, groups: Mapping[Group, list[Applicant]]
) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """Return which bounds clash, and the least change of lower bounds that mends it.

    Both are empty where nothing clashes. Without lower bounds nothing can: nobody placed keeps
    every upper one.
    """
    wanted = [(offer, quota) for offer in placing.offers for quota in offer.quotas if quota.least]
    short = _shortfalls(placing, groups, wanted)
    if not short:
        return (), ()
    asking = _Asking(placing, groups)
    core = _core([], asking.bounds(), asking.holds, changed=False)
    supply = _supply(placing, groups, core)
    return (*(_says(placing, one) for one in core), *supply), tuple(
        _mend(placing, offer, quota, lack) for offer, quota, lack in short
    )


def _shortfalls(
    placing: Placing,
    groups: Mapping[Group, list[Applicant]],
    wanted: Sequence[tuple[Offer, Quota]],
) -> list[tuple[Offer, Quota, int]]:
    """Return the lower bounds that are missed, and by how many, where as few as can be are."""
    model, flows = _frame(placing, groups)
    lacks = []
    for offer, quota in wanted:
        lack = model.whole(quota.least)
        row: list[Term] = [(1, flows[group, offer.key]) for group in groups if counts(quota, group)]
        model.hold([*row, (1, lack)], least=quota.least)
        lacks.append((offer, quota, lack))
    for offer in placing.offers:
        _most(model, flows, groups, offer)
    model.least([(1, lack) for *_, lack in lacks])
    found = [(offer, quota, model.value(lack)) for offer, quota, lack in lacks]
    return [one for one in found if one[2]]


def _frame(
    placing: Placing, groups: Mapping[Group, list[Applicant]]
) -> tuple[Model, dict[tuple[Group, int], object]]:
    """Return a model that knows the people alone."""
    model = Model()
    flows: dict[tuple[Group, int], object] = {}
    for group, people in groups.items():
        for offer in placing.offers:
            flows[group, offer.key] = model.whole(len(people))
        model.hold([(1, flows[group, offer.key]) for offer in placing.offers], most=len(people))
    return model, flows


def _most(
    model: Model,
    flows: Mapping[tuple[Group, int], object],
    groups: Sequence[Group] | Mapping[Group, list[Applicant]],
    offer: Offer,
) -> None:
    model.hold([(1, flows[group, offer.key]) for group in groups], most=offer.seats)
    for quota in offer.quotas:
        if quota.most is not None:
            row = [(1, flows[group, offer.key]) for group in groups if counts(quota, group)]
            model.hold(row, most=quota.most)


class _Asking:
    """Whether some of the bounds can hold together."""

    def __init__(self, placing: Placing, groups: Mapping[Group, list[Applicant]]) -> None:
        self._placing, self._groups = placing, groups

    def bounds(self) -> list[Bound]:
        """Return every bound, the lower ones last: what is named first is what others run into."""
        found: list[Bound] = [(offer, None, SEATS) for offer in self._placing.offers]
        for name in (MOST, LEAST):
            for offer in self._placing.offers:
                for quota in offer.quotas:
                    if quota.most is not None if name == MOST else quota.least:
                        found.append((offer, quota, name))
        return found

    def holds(self, bounds: Sequence[Bound]) -> bool:
        model, flows = _frame(self._placing, self._groups)
        for offer, quota, name in bounds:
            row: list[Term] = [
                (1, flows[group, offer.key])
                for group in self._groups
                if quota is None or counts(quota, group)
            ]
            if name == SEATS:
                model.hold(row, most=offer.seats)
            elif quota is not None and name == MOST:
                model.hold(row, most=quota.most)
            elif quota is not None:
                model.hold(row, least=quota.least)
        return model.least([]).found


def _core(
    ground: list[Bound],
    rest: list[Bound],
    holds: Callable[[Sequence[Bound]], bool],
    *,
    changed: bool,
) -> list[Bound]:
    """Return the fewest of ``rest`` that cannot hold with ``ground`` (QuickXplain).

    Each of them is needed: without it the others hold.
    """
    if changed and not holds(ground):
        return []
    if len(rest) == 1:
        return rest
    half = len(rest) // 2
    first, second = rest[:half], rest[half:]
    later = _core([*ground, *first], second, holds, changed=bool(first))
    earlier = _core([*ground, *later], first, holds, changed=bool(later))
    return [*earlier, *later]


def _says(placing: Placing, bound: Bound) -> Text:
    offer, quota, name = bound
    if quota is None:
        return Text(
            f"{offer.name.zh}：名额 {offer.seats} 人。", f"{offer.name.en}: {offer.seats} seats."
        )
    who = placing.named(quota)
    if name == MOST:
        return Text(
            f"{offer.name.zh}：{who.zh}最多 {quota.most} 人。",
            f"{offer.name.en}: {who.en} at most {quota.most}.",
        )
    return Text(
        f"{offer.name.zh}：{who.zh}不少于 {quota.least} 人。",
        f"{offer.name.en}: {who.en} at least {quota.least}.",
    )


def _supply(
    placing: Placing, groups: Mapping[Group, list[Applicant]], core: Sequence[Bound]
) -> list[Text]:
    """Return how many people there are of what the clashing lower bounds ask for."""
    found: dict[tuple[str, str], Text] = {}
    for _, quota, name in core:
        if quota is None or name != LEAST or (quota.by, quota.value) in found:
            continue
        n = sum(len(people) for group, people in groups.items() if counts(quota, group))
        who = placing.named(quota)
        found[quota.by, quota.value] = Text(
            f"录取人员中，{who.zh}共 {n} 人。", f"Accepted from {who.en}: {n} in all."
        )
    return list(found.values())


def _mend(placing: Placing, offer: Offer, quota: Quota, lack: int) -> Text:
    who, left = placing.named(quota), quota.least - lack
    return Text(
        f"把{offer.name.zh}的{who.zh}下限从 {quota.least} 人减到 {left} 人。",
        f"Lower the bound of {offer.name.en} for {who.en} from {quota.least} to {left}.",
    )
