"""The only module that knows OR-Tools: whole and part numbers, bounds on sums, one aim at a time.

SCIP, which OR-Tools brings, in one thread with its own fixed seed and a bound on nodes instead of
seconds: the same question has the same answer on every machine.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ortools.linear_solver import pywraplp

NODES = 20_000
"""Branches that a question may take; what is found by then is taken, and said not to be proven."""
HALF = 0.5

Term = tuple[int, Any]
"""A whole factor and a number of the model."""


@dataclass(frozen=True, slots=True)
class Solved:
    """Whether there is an answer, and whether none can be better."""

    found: bool
    proven: bool


class Model:
    """A question in whole numbers, all of them from 0 up.

    ``watch`` sees the solver before each aim, for measuring.
    """

    watch: Callable[[Any], None] | None = None

    def __init__(self) -> None:
        solver = pywraplp.Solver.CreateSolver("SCIP")
        if solver is None:
            raise RuntimeError("OR-Tools was built without SCIP")
        self._solver = solver
        self._endless = solver.infinity()
        self._numbers: list[Any] = []
        self._values: list[int] = []
        self._parameters = pywraplp.MPSolverParameters()
        self._parameters.SetDoubleParam(self._parameters.RELATIVE_MIP_GAP, 0.0)
        solver.SetSolverSpecificParametersAsString(f"limits/nodes = {NODES}\n")

    def whole(self, most: int) -> Any:
        """Return a new whole number from 0 up to a bound."""
        return self._kept(self._solver.IntVar(0, most, ""))

    def part(self, most: int) -> Any:
        """Return a new number from 0 up to a bound that need not be told to be whole."""
        return self._kept(self._solver.NumVar(0, most, ""))

    def _kept(self, number: Any) -> Any:
        self._numbers.append(number)
        return number

    def hold(
        self, terms: Iterable[Term], *, least: int | None = None, most: int | None = None
    ) -> None:
        """Ask that a sum lies within bounds."""
        low = -self._endless if least is None else float(least)
        high = self._endless if most is None else float(most)
        row = self._solver.Constraint(low, high)
        for factor, number in terms:
            row.SetCoefficient(number, factor)

    def least(self, terms: Iterable[Term]) -> Solved:
        """Find the least that a sum can be; the numbers then stand as in that answer."""
        aim = self._solver.Objective()
        aim.Clear()
        for factor, number in terms:
            aim.SetCoefficient(number, factor)
        aim.SetMinimization()
        if self.watch is not None:
            self.watch(self._solver)
        status = self._solver.Solve(self._parameters)
        found = status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE)
        if found:
            self._values = [int(one.solution_value() + HALF) for one in self._numbers]
        return Solved(found, status == pywraplp.Solver.OPTIMAL)

    def value(self, number: Any) -> int:
        """Return what a number stands at in the last answer."""
        index: int = number.index()
        return self._values[index]
