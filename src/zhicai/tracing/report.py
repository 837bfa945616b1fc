"""For every clause: what holds it in the law, which tests claim to show it, and how those ended."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from zhicai.law.library import Programme
from zhicai.tracing.marks import MarkedTest
from zhicai.tracing.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class TracedTest:
    """A test that claims a clause; ``passed`` is None where it did not run at this version."""

    id: str
    passed: bool | None


@dataclass(frozen=True, slots=True)
class TracedClause:
    """One clause with the rules that rest on it and the tests marked with it."""

    programme: str
    id: str
    kind: str
    priority: str
    rules: tuple[str, ...]
    tests: tuple[TracedTest, ...]

    @property
    def passed(self) -> bool | None:
        """True if every test passed, False if one failed, None if one did not run or none is."""
        results = {test.passed for test in self.tests}
        if False in results:
            return False
        return True if results == {True} else None


def trace(
    programmes: Iterable[Programme], tests: Sequence[MarkedTest], outcomes: Iterable[Outcome]
) -> tuple[TracedClause, ...]:
    """Return every clause of the programmes, in the order of the notices."""
    claims: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        for clause in test.clauses:
            claims[clause].append(test.id)
    ran: dict[tuple[str, str], list[bool | None]] = defaultdict(list)
    for outcome in outcomes:
        result = {"passed": True, "failed": False, "not run": None}[outcome.result]
        for clause in outcome.clauses:
            ran[outcome.function, clause].append(result)
    return tuple(
        TracedClause(
            programme=programme.id,
            id=clause.id,
            kind=clause.kind,
            priority=clause.priority,
            rules=programme.rules_of_clause[clause.id],
            tests=tuple(
                TracedTest(test, _together(ran[test, clause.id])) for test in claims[clause.id]
            ),
        )
        for programme in programmes
        for clause in programme.clauses.values()
    )


def _together(results: Sequence[bool | None]) -> bool | None:
    """One verdict for all parameters of a test."""
    if False in results:
        return False
    return None if None in results or not results else True


def totals(clauses: Sequence[TracedClause]) -> dict[str, int]:
    """Return how many clauses have a rule, a test, and tests that passed, failed or did not run."""
    tested = [clause for clause in clauses if clause.tests]
    return {
        "clauses": len(clauses),
        "with_rule": sum(bool(clause.rules) for clause in clauses),
        "with_test": len(tested),
        "passed": sum(clause.passed is True for clause in tested),
        "failed": sum(clause.passed is False for clause in tested),
        "not_run": sum(clause.passed is None for clause in tested),
        "without_both": sum(not clause.rules and not clause.tests for clause in clauses),
    }


def as_json(clauses: Sequence[TracedClause]) -> dict[str, Any]:
    """Return the report as plain data: ``totals`` and ``clauses``."""
    return {
        "totals": totals(clauses),
        "clauses": [
            {
                "id": clause.id,
                "kind": clause.kind,
                "priority": clause.priority,
                "rules": list(clause.rules),
                "tests": [{"id": test.id, "passed": test.passed} for test in clause.tests],
            }
            for clause in clauses
        ],
    }


def by_programme(clauses: Sequence[TracedClause]) -> Iterator[tuple[str, list[TracedClause]]]:
    """Yield each programme's id with its clauses, in the given order."""
    groups: dict[str, list[TracedClause]] = defaultdict(list)
    for clause in clauses:
        groups[clause.programme].append(clause)
    yield from groups.items()
