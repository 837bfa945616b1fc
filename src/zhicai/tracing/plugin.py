"""The pytest plugin: an unknown clause fails the collection, outcomes of marked tests are kept.

With xdist the workers put the clauses into their reports and the controller alone writes.
"""

from collections.abc import Iterator

import pytest

from zhicai.tracing.catalogue import clause_ids
from zhicai.tracing.outcomes import Outcome, Result, code_version, merge_outcomes, outcomes_file

PROPERTY = "zhicai.clause"


def pytest_configure(config: pytest.Config) -> None:
    """Start recording, on the controller only."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(), "zhicai-outcomes")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write each test's clauses into its reports; refuse a clause that no programme has."""
    known: frozenset[str] | None = None
    faults = []
    for item in items:
        clauses = sorted(set(_clauses(item)))
        if not clauses:
            continue
        known = known or clause_ids()
        faults += [
            f"{item.nodeid}: no clause {clause}" for clause in clauses if clause not in known
        ]
        item.user_properties += [(PROPERTY, clause) for clause in clauses]
    if faults:
        raise pytest.UsageError("\n".join(faults))


def _clauses(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("clause"):
        if not mark.args:
            raise pytest.UsageError(f"{item.nodeid}: the clause mark names no clause")
        yield from mark.args


class Recorder:
    """Collects the reports of marked tests and writes them at the end of the run."""

    def __init__(self) -> None:
        self._clauses: dict[str, tuple[str, ...]] = {}
        self._results: dict[str, Result] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of a test: any failure fails it, only a call that passed passes it."""
        clauses = tuple(value for name, value in report.user_properties if name == PROPERTY)
        if not clauses:
            return
        self._clauses[report.nodeid] = tuple(str(clause) for clause in clauses)
        before = self._results.setdefault(report.nodeid, "not run")
        if report.failed:
            self._results[report.nodeid] = "failed"
        elif report.passed and report.when == "call" and before != "failed":
            self._results[report.nodeid] = "passed"

    def pytest_sessionfinish(self) -> None:
        """Merge what ran into the outcomes of this version."""
        if self._results:
            fresh = [Outcome(n, self._clauses[n], result) for n, result in self._results.items()]
            merge_outcomes(outcomes_file(), fresh, code_version())
