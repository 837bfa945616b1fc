"""What the browsers of an exam send, as the process of the load makes it."""

import json
from collections.abc import Iterator
from pathlib import Path

ITEMS, CONNECTIONS = 40, 50
PATH = "/exams/keep/"
BROWSER = "b" * 43
"""The cookie by which the browser of every candidate is known."""
_CSRF = "c" * 32


def empties(_number: int, _told: str) -> Iterator[bytes]:
    """Yield empty requests."""
    while True:
        yield b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def saves(number: int, told: str) -> Iterator[bytes]:
    """Yield messages of five answers from candidate after candidate, the fiftieth each."""
    lines = _lines(number, told)
    turn = 0
    while True:
        turn += 1
        for _, session, token in lines:
            first = turn * 5
            answers = [[(first + n) % ITEMS + 1, turn, (turn + n) % 4, False] for n in range(5)]
            yield message(session, token, f"save-{turn:06}", "save", answers)


def submits(number: int, told: str) -> Iterator[bytes]:
    """Yield one hand-in of each candidate."""
    for _, session, token in _lines(number, told):
        yield message(session, token, "submit-000", "submit", [])


def starts(number: int, told: str) -> Iterator[bytes]:
    """Yield, of each candidate, the button that starts and the page to which it leads."""
    for code, session, _ in _lines(number, told):
        yield from start(code, session)


def start(code: str, session: str) -> tuple[bytes, bytes]:
    """Return the two requests of a start: the button, with its token, and the page after it."""
    cookies = f"sessionid={session}; csrftoken={_CSRF}; zhicai_browser={BROWSER}"
    head = f"HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
    body = f"csrfmiddlewaretoken={_CSRF}"
    button = (
        f"POST /exams/s/{code}/start/ {head}Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )
    return button.encode(), f"GET /exams/s/{code}/write/ {head}\r\n".encode()


def message(
    session: str, token: str, key: str, kind: str, answers: list[list[object]], *,
    at: int = 1653008460000,
) -> bytes:  # fmt: skip
    """Return what the page of a sitting sends; ``at`` is the browser's own clock."""
    told = {"at": at, "key": key, "kind": kind, "answers": answers}
    body = json.dumps(told).encode()
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\n"
        f"X-Sitting: {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def read_told(told: str) -> list[tuple[str, str, str]]:
    """Return code, session and token of every candidate."""
    lines = Path(told).read_text("utf-8").splitlines()
    return [(code, session, token) for code, session, token in map(str.split, lines)]


def _lines(number: int, told: str) -> list[tuple[str, str, str]]:
    return read_told(told)[number::CONNECTIONS]
