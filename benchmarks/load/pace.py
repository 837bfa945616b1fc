"""An exam at its real pace: every candidate starts, answers every 45 s, gives a sign of life in
between, and hands in.

Each thing is due at its own moment; what it took is counted from that moment, so that waiting for a
busy server counts. Connections are kept open and shared, as a proxy before the site does.
"""

import contextlib
import heapq
import json
import random
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

from benchmarks.load.sittings import ITEMS, message, read_told, start

EVERY, BEAT = 45.0, 20.0
STARTS, ENDS = 0.3, 0.15
"""Shares of the time in which all start, and in which all hand in."""
MOST = 2000
"""Connections at most."""
READY = {"start": 302, "page": 200, "save": 200, "seen": 200, "submit": 200}


@dataclass(frozen=True, slots=True)
class Paced:
    """What was heard: by kind how many, the 95th percentile in ms, the slowest; how many failed."""

    counts: dict[str, int]
    p95: dict[str, float]
    slowest: dict[str, float]
    wrong: int


def run(port: int, told: str, *, seconds: float) -> Paced:
    """Let an exam of so many seconds happen, in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.load.pace", str(port), told, str(seconds)]
    found = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    return Paced(**found)


@dataclass(order=True, slots=True)
class _Due:
    at: float
    place: int
    kind: str = field(compare=False)
    request: bytes = field(compare=False, default=b"")


@dataclass(slots=True)
class _Line:
    socket: socket.socket
    doing: _Due | None = None
    came: bytes = b""


class _Exam:
    """All candidates of one exam, on shared connections."""

    def __init__(self, port: int, told: str, seconds: float) -> None:
        self.port, self.seconds = port, seconds
        self.candidates = read_told(told)
        self.turns = [0] * len(self.candidates)
        self.spent: dict[str, list[float]] = defaultdict(list)
        self.wrong = Counter[str]()
        self.waits = selectors.DefaultSelector()
        self.idle: deque[_Line] = deque()
        self.lines = 0
        self.begun = time.perf_counter()
        chance = random.Random(2022)
        self.ends = [seconds * (1 - ENDS * chance.random()) for _ in self.candidates]
        self.due = [
            _Due(seconds * STARTS * chance.random(), place, "start")
            for place in range(len(self.candidates))
        ]
        heapq.heapify(self.due)

    def happen(self) -> None:
        """Send what is due until everyone has handed in."""
        under_way = 0
        while self.due or under_way:
            now = time.perf_counter() - self.begun
            while self.due and self.due[0].at <= now and (line := self._line()) is not None:
                self._send(line, heapq.heappop(self.due))
                under_way += 1
            pause = max(0.0, self.due[0].at - now) if self.due else 1.0
            for key, _ in self.waits.select(min(pause, 0.5)):
                if self._receive(key.data):
                    under_way -= 1

    def _line(self) -> _Line | None:
        if self.idle:
            return self.idle.popleft()
        if self.lines >= MOST:
            return None
        self.lines += 1
        line = _Line(socket.create_connection(("127.0.0.1", self.port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.waits.register(line.socket, selectors.EVENT_READ, line)
        return line

    def _send(self, line: _Line, due: _Due) -> None:
        line.doing = due
        # What cannot be sent is heard as an end without an answer.
        with contextlib.suppress(ConnectionError):
            line.socket.sendall(due.request or self._request(due))

    def _request(self, due: _Due) -> bytes:
        code, session, token = self.candidates[due.place]
        if due.kind in ("start", "page"):
            return start(code, session)[due.kind == "page"]
        self.turns[due.place] += 1
        turn = self.turns[due.place]
        answers: list[list[object]] = []
        if due.kind == "save":
            answers = [[turn % ITEMS + 1, turn, turn % 4, False]]
        return message(session, token, f"pace-{turn:06}", due.kind, answers)

    def _receive(self, line: _Line) -> bool:
        """Take in what came; True once the answer is whole."""
        came = self._heard(line)
        if line.doing is None:
            # The server closed a connection on which nothing was asked; a proxy takes another.
            self.idle.remove(line)
            self._drop(line)
            return False
        line.came += came
        head, found, body = line.came.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        if came and (not found or len(body) < int(length or 0)):
            return False
        due, line.doing, line.came = line.doing, None, b""
        now = time.perf_counter() - self.begun
        self.spent[due.kind].append(now - due.at)
        if not came or int(head.split(b" ", 2)[1]) != READY[due.kind]:
            self.wrong[due.kind] += 1
        if came:
            self.idle.append(line)
        else:
            self._drop(line)
        self._next(due, now)
        return True

    def _heard(self, line: _Line) -> bytes:
        try:
            return line.socket.recv(1 << 18)
        except ConnectionError:
            return b""

    def _drop(self, line: _Line) -> None:
        self.waits.unregister(line.socket)
        line.socket.close()
        self.lines -= 1

    def _next(self, due: _Due, now: float) -> None:
        if due.kind == "submit":
            return
        if due.kind == "start":
            after = _Due(now, due.place, "page")
        else:
            saves = due.kind == "seen" or due.kind == "page"
            wait = EVERY - BEAT if saves else BEAT
            after = _Due(max(now, due.at + wait), due.place, "save" if saves else "seen")
            if after.at > self.ends[due.place]:
                after = _Due(max(now, self.ends[due.place]), due.place, "submit")
        heapq.heappush(self.due, after)


def main(port: int, told: str, seconds: float) -> None:
    """Let the exam happen and print what was heard."""
    exam = _Exam(port, told, seconds)
    exam.happen()
    spent = {kind: sorted(found) for kind, found in exam.spent.items()}
    json.dump(
        {
            "counts": {kind: len(found) for kind, found in spent.items()},
            "p95": {kind: found[int(len(found) * 0.95)] * 1000 for kind, found in spent.items()},
            "slowest": {kind: found[-1] * 1000 for kind, found in spent.items()},
            "wrong": sum(exam.wrong.values()),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
