"""What checks certificates, as the process of the load makes it; ``told`` is a file of lines:
code, number and name of each certificate.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

_CSRF = "c" * 32
_HEAD = f"HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken={_CSRF}\r\n"


def codes(_number: int, told: str) -> Iterator[bytes]:
    """Yield the page to which each QR code leads."""
    yield from _turns([f"GET /v/{code}/ {_HEAD}\r\n".encode() for code, _, _ in _read(told)])


def verdicts(_number: int, told: str) -> Iterator[bytes]:
    """Yield the same question as a machine asks it."""
    yield from _turns(
        [f"GET /v/{code}/verdict.json {_HEAD}\r\n".encode() for code, _, _ in _read(told)]
    )


def numbers(_number: int, told: str) -> Iterator[bytes]:
    """Yield each number with its right name."""
    yield from _turns([_form(number, name) for _, number, name in _read(told)])


def badges(_number: int, told: str) -> Iterator[bytes]:
    """Yield each certificate as a signed credential."""
    yield from _turns(
        [f"GET /v/{code}/credential.json {_HEAD}\r\n".encode() for code, _, _ in _read(told)]
    )


def _turns(requests: list[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests


def _form(number: str, name: str) -> bytes:
    body = urlencode({"csrfmiddlewaretoken": _CSRF, "number": number, "name": name})
    return (
        f"POST /verify/ {_HEAD}Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _read(told: str) -> list[tuple[str, str, str]]:
    lines = Path(told).read_text("utf-8").splitlines()
    return [(code, number, name) for code, number, name in (line.split("\t") for line in lines)]
