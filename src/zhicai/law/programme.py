"""One notice as data: what a programme folder holds once it has been read."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from zhicai.law.schema import (
    Body,
    CalendarEntry,
    Clause,
    CurriculumGroup,
    CurriculumItem,
    DocumentKind,
    HandbookKind,
    Head,
    MeritExample,
    Obligation,
    Parameter,
    Point,
    ReportKind,
    ReviewExample,
    Right,
)


@dataclass(frozen=True)
class Programme:
    """One notice as data. Lookups by id raise KeyError: ids inside the code are ours to get right.

    ``files`` tells where each thing stands, by kind and id (``Obligation:county-…``: file, line).
    ``version`` changes with every change of any file of the folder. ``folder`` is where the files
    stand, with what a province puts beside them (division table, tile grid).
    """

    head: Head
    clauses: dict[str, Clause]
    points: dict[str, Point]
    parameters: dict[str, Parameter]
    obligations: dict[str, Obligation]
    bodies: dict[str, Body]
    rights: tuple[Right, ...]
    groups: tuple[CurriculumGroup, ...]
    curriculum: tuple[CurriculumItem, ...]
    calendar: tuple[CalendarEntry, ...]
    documents: dict[str, DocumentKind]
    files: dict[str, tuple[str, int]] = field(default_factory=dict, compare=False)
    version: str = field(default="", compare=False)
    folder: Path | None = field(default=None, compare=False)
    handbooks: dict[str, HandbookKind] = field(default_factory=dict)
    merits: dict[str, MeritExample] = field(default_factory=dict)
    reports: dict[str, ReportKind] = field(default_factory=dict)
    reviews: dict[str, ReviewExample] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The folder's id, such as ``hubei-2022``."""
        return self.head.id

    def cites(self, key: str) -> str | None:
        """Return the clause that an app's page or check rests on, None where the notice has none.

        Keys are the apps' own (``planning.goals``); ``programme.yaml`` maps them to clauses.
        """
        return self.head.cites.get(key)

    def curriculum_of(self, year: int) -> tuple[CurriculumItem, ...]:
        """Return the items in force in ``year`` (A-HB-27: versioned by year)."""
        return tuple(
            item
            for item in self.curriculum
            if item.since <= year and (item.until is None or year <= item.until)
        )

    def obligations_of(self, year: int) -> tuple[Obligation, ...]:
        """Return the rules that ask for something in ``year``."""
        return tuple(
            rule for rule in self.obligations.values() if not rule.years or year in rule.years
        )

    def calendar_of(self, year: int) -> tuple[CalendarEntry, ...]:
        """Return the lines of the calendar that concern ``year``."""
        return tuple(line for line in self.calendar if not line.years or year in line.years)

    def start_values(self, on: date) -> dict[str, Any]:
        """Return every parameter's suggested start in force on ``on``, the first one before it."""
        age = bisect_right(self._start_days, on)
        if age not in self._started:
            self._started[age] = {
                p.id: p.parse(_in_force(p.start, on)) for p in self.parameters.values()
            }
        return dict(self._started[age])

    @cached_property
    def _start_days(self) -> list[date]:
        """Every day from which a suggested start applies; between two of them nothing changes."""
        return sorted({day for parameter in self.parameters.values() for day in parameter.start})

    @cached_property
    def _started(self) -> dict[int, dict[str, Any]]:
        """The starts read so far, by how many of the days have passed."""
        return {}

    @cached_property
    def rules_of_clause(self) -> dict[str, tuple[str, ...]]:
        """Return for each clause the ids of what holds it: ``obligation:…``, ``parameter:…``, …"""
        found: dict[str, list[str]] = {clause: [] for clause in self.clauses}
        for name, clauses in citations(self):
            for clause in clauses:
                found[clause].append(name)
        return {clause: tuple(names) for clause, names in found.items()}


def _in_force(values: dict[date, Any], on: date) -> Any:
    days = sorted(values)
    past = [day for day in days if day <= on]
    return values[past[-1] if past else days[0]]


def citations(programme: Programme) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every thing in a programme that rests on clauses, with them."""
    for rule in programme.obligations.values():
        yield f"obligation:{rule.id}", rule.clauses
    for parameter in programme.parameters.values():
        yield f"parameter:{parameter.id}", parameter.clause
    for body in programme.bodies.values():
        yield f"body:{body.id}", body.clause
    for right in programme.rights:
        yield f"right:{right.body}@{right.track}", right.clause
    for group in programme.groups:
        yield f"curriculum:{group.id}", group.clause
    for item in programme.curriculum:
        yield f"curriculum:{item.id}", (item.clause,)
    for entry in programme.calendar:
        yield f"calendar:{entry.id}", entry.clause
    for document in programme.documents.values():
        yield f"document:{document.id}", document.clause
    for handbook in programme.handbooks.values():
        yield f"handbook:{handbook.id}", handbook.clause
        for module in handbook.modules:
            yield f"handbook:{handbook.id}", module.clause
    for example in programme.merits.values():
        yield f"merits:{example.id}", example.clause
    for criteria in programme.reviews.values():
        yield f"reviews:{criteria.id}", criteria.clause
    for report in programme.reports.values():
        yield f"report:{report.id}", report.clause
        for chapter in report.chapters:
            yield f"report:{report.id}", chapter.clause
    yield from _head_citations(programme.head)


def _head_citations(head: Head) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "programme:notice", head.notice.clause
    yield "programme:aims", head.aims
    parent = [head.parent_plan] if head.parent_plan else []
    titled = (*head.policy_basis, *head.principles, *head.themes, *head.systems, *head.lists)
    for thing in (*titled, *parent):
        yield f"programme:{thing.id}", thing.clause
    for track in head.tracks:
        yield f"programme:{track.id}", track.clause
    for key, clause in head.cites.items():
        yield f"cites:{key}", (clause,)
    for pillar in head.pillars:
        yield f"pillar:{pillar.id}", pillar.clause
        for measure in pillar.measures:
            yield f"measure:{measure.number}", measure.clause
