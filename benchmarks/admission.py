"""Placing 5,000 candidates into 12 classes under quotas, explained, beside the bare solver.

The bare solver is handed the very models that placing asks, one after the other, written down in
OR-Tools' own format, and does nothing but solve them. The second baseline is how one would ask it
without further thought: a number for every person and class.
"""

import random
import time
from collections.abc import Iterator
from typing import Any

from bench import Row
from ortools.linear_solver import linear_solver_pb2, pywraplp

from zhicai.admission.rules.placement import (
    CITY,
    KIND,
    REGION,
    Applicant,
    Offer,
    Placing,
    Quota,
    place,
)
from zhicai.admission.rules.placement.solver import Model
from zhicai.foundation.text import Text

PEOPLE, CLASSES, SEATS = 5_000, 12, 400
CITIES, KINDS = 17, 9
ROUNDS = 3
AIM = 2.0


def measure() -> Iterator[Row]:
    """Yield what placing takes beside the bare solver, and what it reaches."""
    for seed, seats in ((1, SEATS), (2, SEATS + 50)):
        yield from _figures(instance(seed, seats), f"{CLASSES} classes of {seats}")
    naive = _naive(instance(1, SEATS))
    yield Row("the first aim alone, a number for each person and class", naive * 1000, "ms")


def _figures(placing: Placing, what: str) -> Iterator[Row]:
    models: list[Any] = []
    Model.watch = staticmethod(lambda solver: models.append(_written(solver)))
    decision = place(placing)
    Model.watch = None
    whole, bare = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        place(placing)
        whole.append(time.perf_counter() - begun)
        bare.append(sum(_solve(one) for one in models))
    assert decision.proven
    unexplained = sum(not one.why for one in decision.places.values())
    people = f"{len(placing.applicants):,} candidates, {what}"
    yield Row(f"{people}: placed, explained", min(whole) * 1000, "ms", min(bare) * 1000,
              at_most=AIM)  # fmt: skip
    yield Row(f"{people}: without a reason", unexplained, "people", at_most=0)
    yield Row(f"{people}: placed", decision.reached.placed, "people")


def _written(solver: Any) -> Any:
    model = linear_solver_pb2.MPModelProto()
    solver.ExportModelToProto(model)
    return model


def _solve(model: Any) -> float:
    """Return the seconds that the solver takes for a model, loading it left out."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.LoadModelFromProto(model)
    parameters = pywraplp.MPSolverParameters()
    parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, 0.0)
    begun = time.perf_counter()
    assert solver.Solve(parameters) == pywraplp.Solver.OPTIMAL
    return time.perf_counter() - begun


def _naive(placing: Placing) -> float:
    """Return the seconds that the first aim alone takes with a number for each person and class."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    begun = time.perf_counter()
    numbers = [[solver.BoolVar("") for _ in placing.offers] for _ in placing.applicants]
    for row in numbers:
        bound = solver.Constraint(0, 1)
        for number in row:
            bound.SetCoefficient(number, 1)
    for column, offer in enumerate(placing.offers):
        bounds = [(None, 0, offer.seats)]
        bounds += [(q, q.least, offer.seats if q.most is None else q.most) for q in offer.quotas]
        for quota, least, most in bounds:
            bound = solver.Constraint(least, most)
            for one, row in zip(placing.applicants, numbers, strict=True):
                who = {REGION: one.region, CITY: one.city, KIND: one.kind}
                if quota is None or who[quota.by] == quota.value:
                    bound.SetCoefficient(row[column], 1)
    aim = solver.Objective()
    aim.SetMaximization()
    for row in numbers:
        for number in row:
            aim.SetCoefficient(number, 1)
    solver.Solve()
    return time.perf_counter() - begun


def instance(seed: int, seats: int) -> Placing:
    """Return a made-up province: three regions, cities and types of unlike size, quotas of each."""
    chance = random.Random(seed)
    cities = [f"c{n:02}" for n in range(CITIES)]
    region = {city: f"r{min(2, n // 6)}" for n, city in enumerate(cities)}
    kinds = [f"k{n}" for n in range(KINDS)]
    by_city = [chance.random() + 0.1 for _ in cities]
    by_kind = [chance.random() + 0.1 for _ in kinds]
    people = []
    for rank in range(1, PEOPLE + 1):
        city = chance.choices(cities, by_city)[0]
        kind = chance.choices(kinds, by_kind)[0]
        people.append(Applicant(rank, rank, region[city], city, kind))
    offers = []
    for number in range(CLASSES):
        venue = chance.choice(cities)
        quotas = [Quota(CITY, city, chance.choice((0, 0, 0, 3)), chance.choice((30, 40, 60)))
                  for city in cities if chance.random() < 0.5]  # fmt: skip
        quotas += [Quota(KIND, kind, chance.choice((0, 5, 10)), chance.choice((50, 60, 80)))
                   for kind in kinds]  # fmt: skip
        quotas += [Quota(REGION, one, chance.choice((0, 20)), chance.choice((200, 300, 400)))
                   for one in sorted(set(region.values()))]  # fmt: skip
        name = Text(f"第{number + 1}班", f"class {number + 1}")
        offers.append(Offer(number, name, seats, region[venue], venue, tuple(quotas)))
    return Placing(tuple(people), tuple(offers))
