"""Takes what is due out of the outbox, calls the adapters and notes how each try ended.

One run is :meth:`Worker.once`; ``zhicai deliver`` repeats it until it is told to stop. Any number
of workers may run at once, and each may be killed at any moment.
"""

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType

from django.db import Error as DatabaseError
from django.db import connection

from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.messages.actions.delivering import Outcome, claim, note, tidy
from zhicai.messages.channels.registry import (
    Channel,
    NotSent,
    Parcel,
    Refused,
    Sent,
    Unavailable,
    channels,
)
from zhicai.messages.chores import Chore, chores
from zhicai.messages.models import Delivery
from zhicai.messages.parcels import parcels_of
from zhicai.messages.queries.deliveries import due_channels, needs_tidying
from zhicai.messages.queries.routes import quiet_hours
from zhicai.messages.rules.outbox import LEASE, URGENT, State, leaves_at, next_wait

BATCH = 100
"""Deliveries claimed at once where the channel knows a key again; else one at a time."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
"""Seconds between two looks into an empty outbox; the pause doubles while nothing comes."""

_log = logging.getLogger(__name__)
_PUT_BACK = Outcome(State.WAITING)
_FAILED = Text("投递程序出错，不知道是否已送出", "the adapter failed; nobody knows whether it went")


@dataclass(slots=True)
class Worker:
    """Delivers through some channels (all that are configured); ``lease`` as in ``tidy``.

    ``batch`` deliveries are claimed at once: by itself 100 where the channel knows a key again,
    else one, so that a worker that dies leaves one in doubt.
    """

    ways: Mapping[str, Channel] | None = None
    lease: timedelta = LEASE
    now: Callable[[], datetime] = clock.now
    chance: random.Random = field(default_factory=random.Random)
    batch: int | None = None

    def once(self, stop: threading.Event | None = None) -> int:
        """Deliver everything that is due now; return how many tries were made."""
        ways = self._ways()
        at = self.now()
        for chore in chores():
            _see_to(chore, at)
        if needs_tidying(at=at, lease=self.lease):
            tidy(idempotent=_knowing_keys(), at=at, lease=self.lease)
        done = 0
        for name in due_channels(at=at):
            if name in ways:
                done += self._deliver(ways[name], stop)
        return done

    def run(self, stop: threading.Event) -> None:
        """Deliver until told to stop; a database that cannot be reached is waited for."""
        pause = SHORTEST_PAUSE
        while not stop.is_set():
            try:
                done = self.once(stop)
            except DatabaseError:
                _log.exception("the outbox cannot be read; trying again")
                connection.close()
                done = 0
            pause = SHORTEST_PAUSE if done else min(pause * 2, LONGEST_PAUSE)
            stop.wait(0 if done else pause * self.chance.uniform(0.8, 1.2))

    def _ways(self) -> Mapping[str, Channel]:
        given = channels() if self.ways is None else self.ways
        return {name: one for name, one in given.items() if one.ready()}

    def _deliver(self, way: Channel, stop: threading.Event | None) -> int:
        done = 0
        most = self.batch or (BATCH if way.idempotent else 1)
        while stop is None or not stop.is_set():
            token = secrets.token_hex(16)
            taken = claim(way.name, token=token, at=self.now(), most=most)
            if not taken:
                break
            outcomes = self._try_all(taken, way)
            note(outcomes, token=token, at=self.now())
            done += len(outcomes)
        return done

    def _try_all(self, taken: Sequence[Delivery], way: Channel) -> list[tuple[Delivery, Outcome]]:
        """Try each; put back what is left when so much of the lease is over that somebody else may
        take it up.
        """
        begun = time.monotonic()
        outcomes = []
        for delivery, parcel in zip(taken, parcels_of(taken, way), strict=True):
            late = time.monotonic() - begun > self.lease.total_seconds() / 2
            outcome = _PUT_BACK if late else self._outcome(delivery, way, _tried(way, parcel))
            outcomes.append((delivery, outcome))
        return outcomes

    def _outcome(self, delivery: Delivery, way: Channel, came: Sent | NotSent) -> Outcome:
        if isinstance(came, Sent):
            return Outcome(State.SENT, reference=came.reference)
        again = isinstance(came, Unavailable) or (way.idempotent and not isinstance(came, Refused))
        if again:
            wait = next_wait(delivery.attempts, self.chance.random())
            if wait is not None:
                at = self.now() + wait
                later = at if delivery.kind in URGENT else leaves_at(at, quiet_hours())
                return _troubled(State.FAILED, came.says, later)
        if again or isinstance(came, Refused):
            return _troubled(State.GIVEN_UP, came.says)
        return _troubled(State.UNCERTAIN, came.says)


def _see_to(chore: Chore, at: datetime) -> None:
    """Let a chore of another app fail for itself: what people are told does not wait for it."""
    try:
        chore(at)
    except DatabaseError:
        _log.exception("a chore failed; it is tried again")


def _troubled(state: State, says: Text, next_try: datetime | None = None) -> Outcome:
    return Outcome(state, next_try, problem_zh=says.zh, problem_en=says.en)


def _knowing_keys() -> list[str]:
    return [name for name, one in channels().items() if one.idempotent]


class _Unforeseen:
    """Keeps what an adapter of an upper app raises against the contract: its delivery is uncertain,
    the worker goes on.
    """

    def __init__(self, parcel: Parcel) -> None:
        self.parcel = parcel

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        _log.error("%s failed: %s", self.parcel.channel, self.parcel.key, exc_info=error)
        return True


def _tried(way: Channel, parcel: Parcel) -> Sent | NotSent:
    """Call the adapter and return what came of it."""
    came: Sent | NotSent = NotSent(_FAILED)
    if way.reach in ("phone", "email", "robot") and not parcel.address:
        return Refused(Text("没有可用的号码或地址", "no number or address any more"))
    with _Unforeseen(parcel):
        try:
            came = way.send(parcel)
        except NotSent as told:
            came = told
    return came
