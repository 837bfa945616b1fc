"""The real server in processes of its own; single requests to it; login sessions opened at once."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from zhicai.accounts.models import User
from zhicai.foundation import clock


def ask(
    port: int, method: str, path: str, jar: dict[str, str], body: str | None = None
) -> tuple[int, str, float]:
    """Send one request; return its status, its page and the milliseconds to the last byte.

    Cookies are sent from ``jar`` and kept in it.
    """
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        page = answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
    spent = (time.perf_counter() - begun) * 1000
    for line in answer.headers.get_all("Set-Cookie") or []:
        jar.update({name: one.value for name, one in SimpleCookie(line).items()})
    return answer.status, page, spent


class Served:
    """A server in processes of its own while the block runs; ``zhicai serve`` unless told."""

    def __init__(
        self, *words: str, module: str = "zhicai", first: str = "/accounts/login/"
    ) -> None:
        self._command = [sys.executable, "-m", module, *(words or ("serve",))]
        self._first = first

    def __enter__(self) -> int:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port: int = found.getsockname()[1]
        self._process = subprocess.Popen([*self._command, "--port", str(port)])
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                if ask(port, "GET", self._first, {})[0] == 200:
                    return port
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the server did not start")

    def cpu_seconds(self) -> float:
        """Return the processor time that the server and its processes have used so far (Linux)."""
        parents, used = {}, {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            pid = int(path.parent.name)
            parents[pid] = int(fields[1])
            used[pid] = int(fields[11]) + int(fields[12])
        ours = {self._process.pid}
        while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
            ours |= more
        return sum(used.get(pid, 0) for pid in ours) / os.sysconf("SC_CLK_TCK")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)


def open_sessions(users: Sequence[User]) -> list[str]:
    """Open a login session for each user, as signing in does; return their keys."""
    store = SessionStore()
    keys, rows = [], []
    for user in users:
        key = store._get_new_session_key()
        told = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        keys.append(key)
        rows.append(
            Session(
                session_key=key, session_data=store.encode(told),
                expire_date=clock.now() + timedelta(hours=8),
            )
        )  # fmt: skip
    Session.objects.bulk_create(rows)
    return keys
