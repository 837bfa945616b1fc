"""Why someone is placed where, and why not: the bounds that bind, in words."""

from collections.abc import Mapping

from zhicai.admission.rules.placement.facts import (
    FAR,
    HERE,
    Applicant,
    Group,
    Offer,
    Placing,
    Quota,
    counts,
    distance,
    suits,
)
from zhicai.foundation.text import Text

ASIDE = Text(
    "时间合适的班已排满，编入其他班。", "The classes whose dates suit are taken; another one it is."
)
NO_CLASS = Text("还没有可编的班次。", "There is no class to be placed in yet.")
BY_SEATS = Text(
    "同样近的班次之间，按名额均衡编班。", "Of classes equally near, each is filled by its seats."
)
AT = {
    HERE: Text("办班地就在单位所在市州。", "The class is held in the employer's own city."),
    1: Text("办班地在单位所在区域内。", "The class is held in the employer's region."),
    FAR: Text("办班地不在单位所在区域。", "The class is held outside the employer's region."),
}


class Explaining:
    """The reasons of one placing; those who stand alike share them."""

    def __init__(
        self,
        placing: Placing,
        groups: Mapping[Group, list[Applicant]],
        flows: Mapping[tuple[Group, int], int],
    ) -> None:
        self._placing, self._flows = placing, flows
        self._groups = groups
        self._offers = {one.key: one for one in placing.offers}
        self._held = {
            one.key: sum(flows[group, one.key] for group in groups) for one in placing.offers
        }
        self._quotas = {one.key: self._standing(one) for one in placing.offers}
        self._last = self._last_ranks()
        self._known: dict[tuple[Group, int | None, bool], tuple[Text, ...]] = {}

    def _standing(self, offer: Offer) -> list[tuple[Quota, int]]:
        """Return each quota of a class with how many it counts there."""
        return [
            (quota, sum(self._flows[g, offer.key] for g in self._groups if counts(quota, g)))
            for quota in offer.quotas
        ]

    def _last_ranks(self) -> int:
        """Return the last rank that has a place anywhere."""
        last = 0
        for group, people in self._groups.items():
            placed = sum(self._flows[group, offer.key] for offer in self._placing.offers)
            if placed:
                last = max(last, people[placed - 1].rank)
        return last

    def why(self, group: Group, where: int | None, rank: int) -> tuple[Text, ...]:
        """Return why one of a group is in a class, or in none (then by the rank as well)."""
        passed = where is None and rank < self._last
        key = (group, where, passed)
        if key not in self._known:
            found = self._nowhere(group, passed) if where is None else self._here(group, where)
            self._known[key] = tuple(found)
        return self._known[key]

    def _here(self, group: Group, where: int) -> list[Text]:
        offer = self._offers[where]
        steps = distance(group, offer)
        found = [AT[steps]] if suits(group, offer) else [ASIDE, AT[steps]]
        better = [
            one
            for one in self._placing.offers
            if (not suits(group, one), distance(group, one)) < (not suits(group, offer), steps)
        ]
        if better:
            found += self._binding(group, better)
            found += [self._kept(offer, quota) for quota in self._least(offer, group)]
        elif any(
            one.key != where
            and suits(group, one) == suits(group, offer)
            and distance(group, one) == steps
            for one in self._placing.offers
        ):
            found.append(BY_SEATS)
        return found

    def _nowhere(self, group: Group, passed: bool) -> list[Text]:
        if not self._placing.offers:
            return [NO_CLASS]
        found = self._binding(group, list(self._placing.offers))
        if not passed:
            return found
        for offer in self._placing.offers:
            if self._held[offer.key] >= offer.seats:
                found += [
                    self._kept(offer, quota)
                    for quota, n in self._quotas[offer.key]
                    if quota.least and n <= quota.least and not counts(quota, group)
                ]
        return found

    def _binding(self, group: Group, offers: list[Offer]) -> list[Text]:
        """Return what keeps a group out of classes: those that are full, and its own quotas."""
        full = [one for one in offers if self._held[one.key] >= one.seats]
        found = [_full(full)] if full else []
        for offer in offers:
            for quota, n in self._quotas[offer.key]:
                if quota.most is not None and n >= quota.most and counts(quota, group):
                    found.append(self._taken(offer, quota))
        return found

    def _least(self, offer: Offer, group: Group) -> list[Quota]:
        """Return the quotas that would be missed if one of the group left a class."""
        return [
            quota
            for quota, n in self._quotas[offer.key]
            if quota.least and n <= quota.least and counts(quota, group)
        ]

    def _taken(self, offer: Offer, quota: Quota) -> Text:
        who = self._placing.named(quota)
        return Text(
            f"{offer.name.zh}：{who.zh}最多 {quota.most} 人，已满。",
            f"{offer.name.en}: {who.en} has at most {quota.most}, all taken.",
        )

    def _kept(self, offer: Offer, quota: Quota) -> Text:
        who = self._placing.named(quota)
        return Text(
            f"{offer.name.zh}：{who.zh}不少于 {quota.least} 人，席位按此留出。",
            f"{offer.name.en}: {who.en} has at least {quota.least}, which keeps the seats.",
        )


def _full(offers: list[Offer]) -> Text:
    zh = "、".join(f"{one.name.zh}（{one.seats} 人）" for one in offers)
    en = ", ".join(f"{one.name.en} ({one.seats})" for one in offers)
    return Text(f"名额已满：{zh}。", f"All seats taken: {en}.")
