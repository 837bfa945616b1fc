"""The placing itself: bounds, one aim after the other, then everyone by rank into the classes."""

from collections.abc import Mapping
from typing import Any

from zhicai.admission.rules.placement.clashes import clashing
from zhicai.admission.rules.placement.facts import (
    Applicant,
    Decision,
    Group,
    Offer,
    Place,
    Placing,
    Reached,
    counts,
    distance,
    even_shares,
    group_of,
    grouped,
    suits,
)
from zhicai.admission.rules.placement.reasons import Explaining
from zhicai.admission.rules.placement.solver import Model, Term
from zhicai.foundation.text import Text

GIVEN_UP = Text(
    "条件太多，没有在限定的步数内算出编班方案；请减少条件，或手工编班。",
    "No placing was found within the steps allowed; ask for fewer bounds, or place by hand.",
)
Flows = dict[tuple[Group, int], int]
"""How many of a group go to a class, by its key."""


def place(placing: Placing) -> Decision:
    """Place everyone who can be placed, as well as can be.

    In this order: the most people; of these the best ranks (the least sum); dates that suit; the
    nearest classes; classes filled evenly by their seats. Where the quotas cannot hold together
    nobody is placed, and the answer says which clash and what would mend it.
    """
    groups = grouped(placing.applicants)
    solved = _solved(placing, groups)
    if solved is None:
        clashes, mends = clashing(placing, groups)
        return Decision({}, Reached(0), clashes=clashes or (GIVEN_UP,), mends=mends)
    flows, proven = solved
    chosen = _by_rank(placing, groups, flows)
    explaining = Explaining(placing, groups, flows)
    places = {
        one.key: Place(where, explaining.why(group_of(one), where, one.rank))
        for one, where in chosen
    }
    return Decision(places, _reached(placing, chosen), proven)


def reached_by(placing: Placing, where: Mapping[int, int | None]) -> Reached:
    """Return what a placing by hand reaches; the class, or None, by the applicant's key."""
    return _reached(placing, [(one, where.get(one.key)) for one in placing.applicants])


class _Question:
    """The model of one placing: how many of each group go to each class."""

    def __init__(self, placing: Placing, groups: Mapping[Group, list[Applicant]]) -> None:
        self.placing, self.groups = placing, groups
        self.model = Model()
        self.flows: dict[tuple[Group, int], Any] = {}
        self.proven = True
        for group, people in groups.items():
            row = []
            for offer in placing.offers:
                number = self.model.whole(min(len(people), offer.seats))
                self.flows[group, offer.key] = number
                row.append((1, number))
            self.model.hold(row, most=len(people))
        for offer in placing.offers:
            self.model.hold(self.into(offer), most=offer.seats)
            for quota in offer.quotas:
                row = [
                    (1, self.flows[group, offer.key]) for group in groups if counts(quota, group)
                ]
                self.model.hold(row, least=quota.least or None, most=quota.most)

    def into(self, offer: Offer) -> list[Term]:
        return [(1, self.flows[group, offer.key]) for group in self.groups]

    def aim(self, terms: list[Term]) -> int | None:
        """Make a sum the least that it can be, keep it there, and return it; None if it cannot."""
        solved = self.model.least(terms)
        if not solved.found:
            return None
        self.proven = self.proven and solved.proven
        value = sum(factor * self.model.value(number) for factor, number in terms)
        self.model.hold(terms, most=value)
        return value

    def answer(self) -> Flows:
        return {key: self.model.value(number) for key, number in self.flows.items()}


def _solved(placing: Placing, groups: Mapping[Group, list[Applicant]]) -> tuple[Flows, bool] | None:
    """Ask one aim after the other, none that can make no difference; None where quotas clash."""
    question = _Question(placing, groups)
    most = question.aim([(-1, number) for number in question.flows.values()])
    if most is None:
        return None
    placed = -most
    if len(placing.offers) == 1 and placed == len(placing.applicants):
        return question.answer(), question.proven  # there is but one way
    if 0 < placed < len(placing.applicants):
        question.aim(_ranks(question))
    far: list[Term] = []
    unsuited: list[Term] = []
    for group in groups:
        for offer in placing.offers:
            number = question.flows[group, offer.key]
            if steps := distance(group, offer):
                far.append((steps, number))
            if not suits(group, offer):
                unsuited.append((1, number))
    for terms in (unsuited, far):
        if terms and placed:
            question.aim(terms)
    if len(placing.offers) > 1 and placed:
        question.aim(_uneven(question, placed))
    return question.answer(), question.proven


def _ranks(question: _Question) -> list[Term]:
    """Say what the placed of each group cost in ranks: its best come first, since ranks rise."""
    terms: list[Term] = []
    for group, people in question.groups.items():
        steps = [(one.rank, question.model.part(1)) for one in people]
        row: list[Term] = [
            (1, question.flows[group, offer.key]) for offer in question.placing.offers
        ]
        question.model.hold([*row, *((-1, step) for _, step in steps)], least=0, most=0)
        terms += steps
    return terms


def _uneven(question: _Question, placed: int) -> list[Term]:
    shares = even_shares(placed, question.placing.offers)
    terms: list[Term] = []
    for offer in question.placing.offers:
        over = question.model.part(offer.seats)
        question.model.hold([*question.into(offer), (-1, over)], most=shares[offer.key])
        terms.append((1, over))
    return terms


def _by_rank(
    placing: Placing, groups: Mapping[Group, list[Applicant]], flows: Flows
) -> list[tuple[Applicant, int | None]]:
    """Say who goes where: of people who stand alike the best-ranked, to the nearer class."""
    chosen: list[tuple[Applicant, int | None]] = []
    for group, people in groups.items():
        order = sorted(
            placing.offers, key=lambda one: (not suits(group, one), distance(group, one))
        )
        seats: list[int | None] = []
        for offer in order:
            seats += [offer.key] * flows[group, offer.key]
        seats += [None] * (len(people) - len(seats))
        chosen += zip(people, seats, strict=True)
    return chosen


def _reached(placing: Placing, chosen: list[tuple[Applicant, int | None]]) -> Reached:
    by_key = {one.key: one for one in placing.offers}
    held = dict.fromkeys(by_key, 0)
    placed = ranks = unsuited = far = 0
    for one, where in chosen:
        if where is None:
            continue
        group, offer = group_of(one), by_key[where]
        held[where] += 1
        placed, ranks = placed + 1, ranks + one.rank
        unsuited += not suits(group, offer)
        far += distance(group, offer)
    shares = even_shares(placed, placing.offers)
    uneven = sum(max(0, held[key] - shares[key]) for key in held)
    return Reached(placed, ranks, unsuited, far, uneven)
