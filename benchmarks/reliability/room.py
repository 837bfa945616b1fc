"""Runs the browsers of one exam in a thread of its own, beside whoever strikes the blows."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from threading import Thread
from typing import Any, TypeVar

from benchmarks.load.exam_day import Seat
from benchmarks.reliability.browsers import Candidate, Exam, Lines
from benchmarks.reliability.cutting import Cutting
from benchmarks.reliability.verdict import Knows, knows

T = TypeVar("T")
GO_ON_WITHIN = 90.0
"""Seconds in which everybody must have saved again and handed in."""
RELOADING = 10
"""Each tenth candidate opens the page anew before going on."""
PER_SECOND = 160
"""Messages a second from all candidates together, at most."""


class Room:
    """So many candidates at browsers; ``short`` runs are for CI."""

    def __init__(
        self, seats: Sequence[Seat], port: int, *, seed: int, proxied: bool, short: bool
    ) -> None:
        self.short = short
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="browsers", daemon=True)
        self._thread.start()
        self._proxy = self._do(self._begin_proxy(port)) if proxied else None
        through = self._do(self._proxy.listen()) if self._proxy else port
        candidates = [
            Candidate(seat.code, seat.session, seat.token, random.Random(f"{seed}-{seat.code}"))
            for seat in seats
        ]
        every = max(0.5, len(seats) / PER_SECOND)
        self.exam = self._call(lambda: Exam(Lines(through), candidates, every))
        self._writers: list[asyncio.Task[None]] = []

    @staticmethod
    async def _begin_proxy(port: int) -> Cutting:
        return Cutting(port)

    def begin(self, writing: str) -> None:
        """Let everybody write, each in the way that ``Exam`` calls so."""
        write = getattr(self.exam, writing)

        async def all_of_them() -> None:
            self._writers = [asyncio.create_task(write(one)) for one in self.exam.candidates]

        self._do(all_of_them())

    def knows(self) -> list[Knows]:
        """Return what the browsers know at this moment."""
        return self._call(lambda: [knows(one) for one in self.exam.candidates])

    def refused(self, verdict: str) -> int:
        """Return how often the server has said so up to now."""
        return self._call(lambda: self.wrong()[verdict])

    def wrong(self) -> Counter[str]:
        """Return what the server said instead of keeping something."""
        return sum((one.wrong for one in self.exam.candidates), Counter[str]())

    def cut(self, seconds: float, how: str) -> None:
        """Cut the network for some seconds."""
        assert self._proxy is not None
        self._do(self._proxy.cut(seconds, how))

    def end(self, *, presses: int) -> None:
        """Let everybody save once more and hand in; some open their page anew before."""

        async def finish(number: int, one: Candidate) -> None:
            if number % RELOADING == 0:
                await self.exam.reload(one, within=GO_ON_WITHIN)
            await self.exam.hand_in(one, times=presses, within=GO_ON_WITHIN)

        async def everybody() -> None:
            self.exam.over = True
            await asyncio.gather(*self._writers)
            await asyncio.gather(*(finish(n, one) for n, one in enumerate(self.exam.candidates)))

        self._do(everybody())

    def close(self) -> None:
        """Close what is open; whoever still writes stops."""
        self._do(self._stop())
        if self._proxy is not None:
            self._do(self._proxy.close())
        self._do(self.exam.lines.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _stop(self) -> None:
        for one in self._writers:
            one.cancel()
        await asyncio.gather(*self._writers, return_exceptions=True)

    def _do(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result()

    def _call(self, what: Callable[[], T]) -> T:
        async def called() -> T:
            return what()

        return self._do(called())
