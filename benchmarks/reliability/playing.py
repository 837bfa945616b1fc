"""Plays scenarios, each with candidates of its own, and says what became of what they wrote."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from benchmarks.load.exam_day import ExamDay
from benchmarks.reliability.browsers import SUBMITTED
from benchmarks.reliability.places import Place
from benchmarks.reliability.room import Room
from benchmarks.reliability.scenarios import SCENARIOS, Cannot, Scenario, Stage
from benchmarks.reliability.site import Clock, Site
from benchmarks.reliability.verdict import Found, hold, hold_end

SHORT, LEAST = 12.0, 3
"""Seconds under which a scenario is a short one; blows of one that is not."""


@dataclass(slots=True)
class Row:
    """What became of one scenario; ``skipped`` says why it was not played."""

    scenario: str
    says: str
    sittings: int = 0
    blows: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    stuck: int = 0
    seconds: float = 0.0
    whole: bool = True
    again: int = 0
    """Messages that were told to come again, or heard nothing."""
    refused: dict[str, int] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def holds(self) -> bool:
        """Nothing lost, nothing doubled, nobody stuck, and something was shown at all."""
        if self.skipped:
            return True
        bad = self.lost or self.doubled or self.stuck or not self.whole
        return not bad and self.acknowledged >= self.sittings and self.blows > 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be played: so many sittings, so many seconds for each, from which seed on."""

    scenarios: Sequence[str]
    sittings: int
    seconds: float
    seed: int
    port: int
    folder: Path


def play(wanted: Wanted, place: Place) -> Iterator[Row]:
    """Yield what became of each scenario; the database is migrated and empty."""
    call_command("migrate", verbosity=0)
    day = ExamDay()
    connections.close_all()
    site = Site(wanted.port, wanted.folder / "server.log", Clock(wanted.folder))
    try:
        for number, name in enumerate(wanted.scenarios):
            stage = Stage(place, site, random.Random(f"{wanted.seed}-{name}"))
            yield _played(wanted, SCENARIOS[name], stage, day, prefix=f"{chr(97 + number)}x")
    finally:
        connections.close_all()
        site.kill()


def _played(wanted: Wanted, one: Scenario, stage: Stage, day: ExamDay, *, prefix: str) -> Row:
    row = Row(one.name, one.says)
    begun = time.monotonic()
    try:
        with one.surrounded(stage):
            # Not the connection to a disk that is there no more.
            connections.close_all()
            seats = day.candidates(wanted.sittings, prefix=prefix, writing=True)
            connections.close_all()
            room = Room(seats, stage.site.port, seed=wanted.seed, proxied=one.proxied,
                        short=wanted.seconds < SHORT)  # fmt: skip
            try:
                _strike(wanted, one, stage, room, row)
            finally:
                room.close()
    except Cannot as why:
        row.skipped = str(why)
    row.seconds = time.monotonic() - begun
    return row


def _strike(wanted: Wanted, one: Scenario, stage: Stage, room: Room, row: Row) -> None:
    until = time.monotonic() + wanted.seconds
    room.begin(one.writing)
    time.sleep(room.exam.every)
    for blows in count():
        one.blow(stage, room, blows)
        row.blows = blows + 1
        time.sleep(one.pause * stage.chance.uniform(0.5, 1.0))
        _note(row, hold(room.knows()))
        if time.monotonic() > until and (room.short or row.blows >= LEAST):
            break
    room.end(presses=one.presses)
    _note(row, hold_end(room.exam.candidates))
    everyone = room.exam.candidates
    row.sittings = len(everyone)
    row.acknowledged = sum(len(found.kept) for found in everyone)
    row.stuck = sum(not (found.goes_on and found.handed_in) for found in everyone)
    row.whole = stage.place.whole()
    row.refused = {words: times for words, times in room.wrong().items() if words != SUBMITTED}
    row.again = sum(row.refused.values())


def _note(row: Row, found: Found) -> None:
    row.lost += found.lost
    row.doubled += found.doubled
    row.details += found.says[: 5 - len(row.details)]
