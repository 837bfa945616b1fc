"""A load of connections kept open: each sends its next request when its answer has come.

It runs in a process of its own, so that it shares the machine but not the interpreter with what
measures. A source makes the requests of one connection; it is a function named ``module:function``
that takes the connection's number and yields whole requests as bytes.
"""

import importlib
import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """What a load heard: answers per second, the 95th percentile in ms, statuses and how many."""

    per_second: float
    p50: float
    p95: float
    statuses: dict[int, int]

    @property
    def wrong(self) -> int:
        """Answers that were no 200."""
        return sum(count for status, count in self.statuses.items() if status != 200)


def run(source: str, port: int, *, connections: int, seconds: float, told: str = "") -> Heard:
    """Run a load and return what it heard; ``told`` is handed to the source."""
    words = [sys.executable, "-m", "benchmarks.load.connections", source, str(port),
             str(connections), str(seconds), told]  # fmt: skip
    found = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    statuses = {int(status): count for status, count in found["statuses"].items()}
    return Heard(found["per_second"], found["p50"], found["p95"], statuses)


class _Line:
    """One connection: its next request, when the last was sent, what has come of the answer."""

    __slots__ = ("begun", "came", "requests", "socket")

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = requests
        self.came = b""

    def send(self) -> bool:
        """Send the next request; False where there is none."""
        request = next(self.requests, None)
        if request is None:
            return False
        self.begun = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> int | None:
        """The status of an answer that has come wholly, None while some of it is missing."""
        self.came += self.socket.recv(65536)
        head, found, body = self.came.partition(b"\r\n\r\n")
        if not found:
            return None
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        if len(body) < int(length or 0):
            return None
        self.came = b""
        return int(head.split(b" ", 2)[1])


def main(source: str, port: int, connections: int, seconds: float, told: str) -> None:
    """Send for some seconds, or until every source is dry, and print what was heard."""
    module, _, name = source.partition(":")
    make = getattr(importlib.import_module(module), name)
    lines = [_Line(port, make(number, told)) for number in range(connections)]
    spent, statuses = [], Counter[int]()
    with selectors.DefaultSelector() as waits:
        for line in lines:
            waits.register(line.socket, selectors.EVENT_READ, line)
        begun = time.perf_counter()
        open_ = sum(line.send() for line in lines)
        while open_:
            for key, _ in waits.select():
                line = key.data
                if (status := line.receive()) is None:
                    continue
                now = time.perf_counter()
                spent.append(now - line.begun)
                statuses[status] += 1
                if now - begun > seconds or not line.send():
                    open_ -= 1
        whole = time.perf_counter() - begun
    spent.sort()
    json.dump(
        {"per_second": len(spent) / whole, "p50": spent[len(spent) // 2] * 1000,
         "p95": spent[int(len(spent) * 0.95)] * 1000, "statuses": statuses}, sys.stdout,
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), sys.argv[5])
