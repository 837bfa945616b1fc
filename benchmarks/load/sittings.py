"""What the browsers of an exam send, as the process of the load makes it."""

import json
from collections.abc import Iterator
from pathlib import Path

ITEMS, CONNECTIONS = 40, 50


def empties(_number: int, _told: str) -> Iterator[bytes]:
    """Yield empty requests."""
    while True:
        yield b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def saves(number: int, told: str) -> Iterator[bytes]:
    """Yield messages of five answers from candidate after candidate, the fiftieth each."""
    heads = _heads(number, told)
    turn = 0
    while True:
        turn += 1
        for head in heads:
            first = turn * 5
            answers = [[(first + n) % ITEMS + 1, turn, (turn + n) % 4, False] for n in range(5)]
            yield _request(head, {"key": f"save-{turn:06}", "kind": "save", "answers": answers})


def submits(number: int, told: str) -> Iterator[bytes]:
    """Yield one hand-in of each candidate."""
    for head in _heads(number, told):
        yield _request(head, {"key": "submit-000", "kind": "submit", "answers": []})


def _heads(number: int, told: str) -> list[bytes]:
    lines = Path(told).read_text("utf-8").splitlines()[number::CONNECTIONS]
    heads = []
    for line in lines:
        path, session, token = line.split()
        heads.append(
            (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\n"
             f"X-Sitting: {token}\r\nContent-Type: application/json\r\n").encode()
        )  # fmt: skip
    return heads


def _request(head: bytes, told: object) -> bytes:
    body = json.dumps({"at": 1653008460000, **told}).encode()  # type: ignore[dict-item]
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body
