"""Browsers of candidates: each keeps what it has written until the server has acknowledged it.

They do what ``static/exams/sitting.js`` does: a change gets a revision, one message is on its way
at a time and is sent again, the same, until it is answered. Waits are a tenth of the page's.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.load.sittings import ITEMS, message, start

LINES = 48
"""Connections that all candidates share, as behind a proxy before the site."""
PATIENCE = 25.0
"""Seconds after which a browser gives a request up, as the page does."""
WAITS = (0.1, 0.2, 0.4, 0.8, 1.5)
KEPT_OLD = 6
"""Messages of a candidate that may come a second time much later."""
SUBMITTED, UNHEARD = "submitted", "unheard"
"""Handed in already, and no answer at all."""

Value = tuple[int, int]
"""Revision and option of an answer."""


class Lost(Exception):  # noqa: N818
    """No answer came: the connection was refused, cut or silent."""


class Lines:
    """Connections to one port, opened as they are needed and kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._turns = asyncio.Semaphore(LINES)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send one request and return its status and body; Lost where none comes."""
        async with self._turns:
            try:
                return await asyncio.wait_for(self._ask(request), PATIENCE)
            except (OSError, EOFError, ValueError, TimeoutError) as error:
                raise Lost from error

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        line = (
            self._free.pop()
            if self._free
            else await asyncio.open_connection("127.0.0.1", self.port)
        )
        reader, writer = line
        try:
            writer.write(request)
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
            body = await reader.readexactly(int(length or 0))
        except BaseException:
            writer.transport.abort()
            raise
        self._free.append(line)
        return int(head.split(b" ", 2)[1]), body

    async def close(self) -> None:
        """Close what is open."""
        for _, writer in self._free:
            writer.transport.abort()
        self._free.clear()


@dataclass(slots=True)
class Letter:
    """A message as it was sent: the same words each time."""

    key: str
    kind: str
    answers: list[list[Any]]


@dataclass(slots=True)
class Candidate:
    """What one candidate's browser knows; ``written`` is the latest of each item, of all tabs."""

    code: str
    session: str
    token: str
    chance: random.Random
    written: dict[int, Value] = field(default_factory=dict)
    acknowledged: dict[int, Value] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    """Keys of the messages that the server has acknowledged."""
    sent: set[str] = field(default_factory=set)
    count: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    handed_in: bool = False
    goes_on: bool = True
    clock: int = 0
    """What the candidate's own clock is off by, in milliseconds."""
    _revision: int = 0

    def change(self, view: dict[int, Value]) -> None:
        """Change one to three answers; a later change has the higher revision, in any tab."""
        for number in self.chance.sample(range(1, ITEMS + 1), self.chance.randint(1, 3)):
            self._revision += self.chance.randint(1, 9)
            view[number] = self.written[number] = (self._revision, self.chance.randint(0, 3))

    def letter(self, kind: str, view: dict[int, Value], known: dict[int, int]) -> Letter:
        """Return a message with all that the server is not known to have."""
        self.count += 1
        answers = [[n, r, v, False] for n, (r, v) in view.items() if r > known.get(n, 0)]
        key = f"{self.code}-{self.count:05}"
        self.sent.add(key)
        return Letter(key, kind, answers)

    async def send(self, lines: Lines, told: Letter) -> str:
        """Send a message once; return the verdict, empty where none came."""
        request = message(self.session, self.token, told.key, told.kind, told.answers,
                          at=int(time.time() * 1000) + self.clock)  # fmt: skip
        try:
            status, body = await lines.ask(request)
        except Lost:
            self.wrong[UNHEARD] += 1
            return ""
        if status == 200:
            # What counts is the server's word, not that something came.
            for number, revision in json.loads(body)["saved"]:
                value = next(v for n, r, v, _ in told.answers if (n, r) == (number, revision))
                if self.acknowledged.get(number, (0, 0))[0] < revision:
                    self.acknowledged[number] = (revision, value)
            self.kept.add(told.key)
            return "taken"
        verdict = "later" if status == 503 else _verdict(body, status)
        self.wrong[verdict] += 1
        return verdict

    async def deliver(
        self, lines: Lines, told: Letter, known: dict[int, int], until: Callable[[], bool]
    ) -> bool:
        """Send a message until it is answered, or ``until`` says that it is enough."""
        for tries in range(10_000):
            verdict = await self.send(lines, told)
            if verdict == "taken" or (verdict == SUBMITTED and told.kind == "submit"):
                for number, revision, *_ in told.answers:
                    known[number] = max(known.get(number, 0), revision)
                return True
            if until():
                return False
            wait = WAITS[min(tries, len(WAITS) - 1)]
            await asyncio.sleep(wait * self.chance.uniform(0.75, 1.25))
        return False

    def page(self) -> bytes:
        """Return the request of a reload."""
        return start(self.code, self.session)[1]


def _verdict(body: bytes, status: int) -> str:
    try:
        return str(json.loads(body)["verdict"])
    except (ValueError, KeyError, TypeError):
        return str(status)


# --- how a candidate writes ----------------------------------------------------------------------


@dataclass(slots=True)
class Exam:
    """A room of candidates who write until they are told that it is enough."""

    lines: Lines
    candidates: list[Candidate]
    every: float
    over: bool = False

    async def write(self, one: Candidate) -> None:
        """One browser, one page."""
        view: dict[int, Value] = {}
        known: dict[int, int] = {}
        await asyncio.sleep(self.every * one.chance.random())
        while not self.over:
            one.change(view)
            told = one.letter("save", view, known)
            if not await one.deliver(self.lines, told, known, lambda: self.over):
                break
            await asyncio.sleep(self.every * one.chance.uniform(0.5, 1.5))

    async def write_in_two_tabs(self, one: Candidate) -> None:
        """The same page twice in one browser, neither hears of the other."""
        await asyncio.gather(self.write(one), self.write(one))

    async def write_out_of_order(self, one: Candidate) -> None:
        """What is sent comes twice, the newer before the older, and old messages once more."""
        view: dict[int, Value] = {}
        old: list[Letter] = []
        await asyncio.sleep(self.every * one.chance.random())
        while not self.over:
            letters = []
            for _ in range(3):
                one.change(view)
                # The server is never believed: each message carries all that was ever written.
                letters.append(one.letter("save", view, {}))
            again = one.chance.sample(old, min(len(old), 2))
            burst = [*letters, one.chance.choice(letters), *again]
            one.chance.shuffle(burst)
            await asyncio.gather(*(one.send(self.lines, told) for told in burst))
            old = [*old, *letters][-KEPT_OLD:]
            await asyncio.sleep(self.every * one.chance.uniform(1.0, 2.0))

    async def hand_in(self, one: Candidate, *, times: int = 1, within: float) -> None:
        """Save once more, look at the page again where asked, and hand in all that was written."""
        deadline = time.monotonic() + within

        def enough() -> bool:
            return time.monotonic() > deadline

        one.change(one.written)
        everything = dict(one.written)
        saved = one.letter("save", everything, _known(one))
        one.goes_on = await one.deliver(self.lines, saved, {}, enough)
        one.change(one.written)
        last = one.letter("submit", one.written, _known(one))
        letters = [last]
        for _ in range(times - 1):
            # Pressed again: once the same message, once the other tab's own with the same answers.
            letters += [last, one.letter("submit", one.written, _known(one))]
        done = await asyncio.gather(
            *(one.deliver(self.lines, told, {}, enough) for told in letters)
        )
        one.handed_in = all(done)

    async def reload(self, one: Candidate, *, within: float) -> None:
        """Open the page anew, as F5 does; whoever is refused cannot go on."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                status, _ = await self.lines.ask(one.page())
            except Lost:
                status = 0
            if status == 200:
                return
            await asyncio.sleep(0.5)
        one.goes_on = False
        one.wrong[f"page {status}"] += 1


def _known(one: Candidate) -> dict[int, int]:
    return {number: revision for number, (revision, _) in one.acknowledged.items()}
