"""What is done to an exam that is under way, by name; each blow is struck again and again."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from benchmarks.reliability.cutting import RESET, SILENT
from benchmarks.reliability.places import Cluster, NoDisk, Place, filled, small_disk
from benchmarks.reliability.room import Room
from benchmarks.reliability.site import Site


class Cannot(Exception):  # noqa: N818
    """Why a scenario cannot be played on this machine or database."""


@dataclass(slots=True)
class Stage:
    """Where a scenario is played: place, server, and the room once candidates write in it."""

    place: Place
    site: Site
    chance: random.Random


Blow = Callable[[Stage, Room, int], None]
"""One blow: the stage, the room, how many were struck before."""
Around = Callable[[Stage], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name, what it says, the blow, how candidates write, what stands around it all."""

    name: str
    says: str
    blow: Blow
    writing: str = "write"
    around: Around | None = None
    proxied: bool = False
    presses: int = 1
    pause: float = 2.0
    """Seconds in which candidates write undisturbed after each blow."""

    def surrounded(self, stage: Stage) -> AbstractContextManager[None]:
        """Return what has to stand while the scenario is played: the site, unless otherwise."""
        if self.around is not None:
            return self.around(stage)
        stage.site.ensure()
        return nullcontext()


# --- blows ---------------------------------------------------------------------------------------


def _kill_worker(stage: Stage, room: Room, count: int) -> None:
    del room
    stage.site.kill_worker(stage.chance)
    if count % 2 == 0:
        # The one that has just come in its place as well.
        time.sleep(1.0)
        stage.site.kill_worker(stage.chance, newest=True)


def _kill_server(stage: Stage, room: Room, count: int) -> None:
    del room, count
    stage.site.kill()
    stage.site.start()


def _kill_postgresql(stage: Stage, room: Room, count: int) -> None:
    del room, count
    assert isinstance(stage.place, Cluster)
    stage.place.kill()
    time.sleep(stage.chance.uniform(0.2, 1.0))
    stage.place.start()


def _fill_disk(stage: Stage, room: Room, count: int) -> None:
    del count
    before = room.refused("later")
    stage.place.settle()
    with filled(stage.place.folder):
        deadline = time.monotonic() + 8
        while room.refused("later") < before + 5 and time.monotonic() < deadline:
            time.sleep(0.2)
    stage.place.heal()


JUMPS = (25 * 60, -20 * 60, 0, -40 * 60, 15 * 60, 0)
"""Seconds by which the server's clock is off, one after the other; the exam takes two hours."""


def _jump(stage: Stage, room: Room, count: int) -> None:
    stage.site.clock.jump(JUMPS[count % len(JUMPS)])
    for one in room.exam.candidates:
        # Nobody's own clock is believed either: up to a year before or after.
        one.clock = stage.chance.randint(-(365 * 86_400_000), 365 * 86_400_000)


def _cut(stage: Stage, room: Room, count: int) -> None:
    seconds = stage.chance.uniform(1.0, 3.0) if room.short else stage.chance.uniform(5.0, 40.0)
    room.cut(seconds, RESET if count % 2 == 0 else SILENT)


def _nothing(stage: Stage, room: Room, count: int) -> None:
    """The candidates themselves are the blow."""


# --- around --------------------------------------------------------------------------------------


@contextmanager
def _on_postgresql(stage: Stage) -> Iterator[None]:
    if not isinstance(stage.place, Cluster):
        why = f"the database is {stage.place.says}; with ZHICAI_DATABASE a cluster is started here"
        raise Cannot(why)
    stage.site.ensure()
    yield


@contextmanager
def _on_small_disk(stage: Stage) -> Iterator[None]:
    if not hasattr(stage.place, "folder"):
        raise Cannot("the PostgreSQL that was given lies on a disk that is not ours to fill")
    stage.site.kill()
    stage.place.stop()
    try:
        with small_disk(stage.place.folder):
            stage.place.start()
            stage.site.start()
            try:
                yield
            finally:
                stage.site.kill()
                stage.place.stop()
    except NoDisk as error:
        raise Cannot(str(error)) from error
    finally:
        stage.place.start()


@contextmanager
def _by_clock(stage: Stage) -> Iterator[None]:
    stage.site.kill()
    stage.site.clock.jump(0)
    stage.site.start(by_clock=True)
    try:
        yield
    finally:
        stage.site.kill()


SCENARIOS = {
    one.name: one
    for one in (
        Scenario("worker", "kill -9 of a worker", _kill_worker),
        Scenario("server", "kill -9 of server and workers, started again", _kill_server),
        Scenario("postgresql", "kill -9 of PostgreSQL, started again", _kill_postgresql,
                 around=_on_postgresql),
        Scenario("disk", "full disk, room again", _fill_disk, around=_on_small_disk),
        Scenario("clock", "clock forward and back, browsers' clocks wrong", _jump,
                 around=_by_clock),
        Scenario("network", "network cut: broken and silent", _cut, proxied=True),
        Scenario("double", "handed in four times at once", _nothing, presses=2),
        Scenario("tabs", "one sitting in two tabs", _nothing, writing="write_in_two_tabs"),
        Scenario("order", "messages replayed and reordered", _nothing,
                 writing="write_out_of_order"),
    )
}  # fmt: skip
