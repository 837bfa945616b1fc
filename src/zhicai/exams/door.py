"""The door for what browsers send during a sitting, in front of all that a page goes through.

``POST /exams/keep/`` with the sitting's token in a header: no template, no middleware, no user
loaded. It proves what a page proves: the token is signed, names the login session whose cookie
comes along and which the commit finds alive, and stands in a header that no other site can set
(which is what a CSRF token is for). Everything else goes on to the pages.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from zhicai.exams.actions.saving import Kept, Sent, keep
from zhicai.exams.rules.saving import KINDS, LONGEST, MOST, SAYS, SIGNED_OUT, TAKEN, Given
from zhicai.exams.shared_commit import NotKept, SharedCommit
from zhicai.foundation import clock
from zhicai.foundation.text import Text

PATH = "/exams/keep/"
SALT = "zhicai.exams.sitting"
LARGEST = 1_000_000
"""Bytes of one message."""
KEY = re.compile(r"[\w-]{8,40}")
_LATER = Text(
    "答案已存在本机，还没有存到服务器，会自动重试。请不要关闭页面。",
    "Your answers are kept on this device, not yet on the server; it is tried again by itself. "
    "Please keep the page open.",
)
_UNREAD = Text(
    "这条消息读不懂，没有保存。请刷新页面；答案还在本机。",
    "This message cannot be read and was not kept. Reload the page; your answers are still here.",
)

commit = SharedCommit(lambda messages: keep(messages, now=clock.now()))


@dataclass(frozen=True, slots=True)
class Pass:
    """Who may write a sitting: the login session it was started in, and the browser."""

    sitting: int
    device: str
    session: str


def token_for(sitting: int, *, device: str, session_key: str) -> str:
    """Return the token that the page of a sitting sends with everything."""
    words = f"{sitting}.{device}.{_short(session_key)}"
    return f"{words}.{_signature(words)}"


def read_token(token: str, session_key: str) -> Pass | None:
    """Return what a token lets in, None where it is not ours or of another login session."""
    words, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature, _signature(words)):
        return None
    sitting, device, session = words.split(".")
    if not hmac.compare_digest(session, _short(session_key)):
        return None
    return Pass(int(sitting), device, session_key)


def _signature(words: str) -> str:
    return signing.b64_encode(salted_hmac(SALT, words, algorithm="sha256").digest()[:24]).decode()


def _short(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


class Door:
    """A WSGI application: keeps what a sitting sends, hands everything else on."""

    def __init__(self, pages: WSGIApplication) -> None:
        self.pages = pages

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "POST":
            return self.pages(environ, start)
        status, told = answer(
            token=environ.get("HTTP_X_SITTING", ""),
            session_key=_cookie(environ.get("HTTP_COOKIE", "")),
            body=_body(environ),
            english=environ.get("HTTP_ACCEPT_LANGUAGE", "").lower().startswith("en"),
        )
        content = json.dumps(told, ensure_ascii=False).encode()
        start(
            status,
            [
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Length", str(len(content))),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        return [content]


def answer(
    *, token: str, session_key: str, body: bytes | None, english: bool
) -> tuple[str, dict[str, Any]]:
    """Return status line and told data for one message; kept once it says so."""
    language = "en" if english else "zh-hans"
    found = read_token(token, session_key) if session_key else None
    if found is None:
        says = SAYS[SIGNED_OUT].in_language(language)
        return "401 Unauthorized", {"verdict": SIGNED_OUT, "says": says}
    sent = _read(found, body)
    if sent is None:
        says = _UNREAD.in_language(language)
        return "422 Unprocessable Content", {"verdict": "unread", "says": says}
    try:
        kept = commit.keep(sent)
    except NotKept:
        return "503 Service Unavailable", {"verdict": "later", "says": _LATER.in_language(language)}
    return _told(sent, kept, language)


def _told(sent: Sent, kept: Kept, language: str) -> tuple[str, dict[str, Any]]:
    told = {
        "verdict": kept.verdict, "left": kept.left, "paused": kept.paused, "news": kept.news,
    }  # fmt: skip
    if kept.verdict == TAKEN:
        told["saved"] = [[one.number, one.revision] for one in sent.answers]
        return "200 OK", told
    told["says"] = SAYS[kept.verdict].in_language(language)
    return ("401 Unauthorized" if kept.verdict == SIGNED_OUT else "409 Conflict"), told


def _cookie(header: str) -> str:
    name = settings.SESSION_COOKIE_NAME
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


def _body(environ: WSGIEnvironment) -> bytes | None:
    try:
        size = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if not 0 < size <= LARGEST:
        return None
    read: Callable[[int], bytes] = environ["wsgi.input"].read
    return read(size)


def _read(found: Pass, body: bytes | None) -> Sent | None:
    """The message in a body: ``{"key", "kind", "answers": [[number, revision, value, flagged]],
    "at": milliseconds}``; None where it is not one."""
    try:
        raw = json.loads(body or b"")
        answers = tuple(_given(one) for one in raw.get("answers", ()))
        key, kind, at = raw["key"], raw["kind"], raw.get("at")
        if not (KEY.fullmatch(key) and kind in KINDS and len(answers) <= MOST):
            return None
        sent_at = datetime.fromtimestamp(at / 1000, clock.CHINA) if at is not None else None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
        return None
    return Sent(found.sitting, found.session, found.device, key, kind, answers, sent_at)


def _given(raw: Any) -> Given:
    number, revision, value, flagged = raw
    if not (type(number) is int and 0 < number <= MOST and type(revision) is int and revision > 0):
        raise ValueError
    if len(json.dumps(value)) > LONGEST or revision > 2**31 - 1:
        raise ValueError
    return Given(number, revision, value, bool(flagged))
