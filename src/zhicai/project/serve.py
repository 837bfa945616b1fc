"""``zhicai serve``: bring database and static files up to date, then serve until told to stop."""

import argparse
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer, MTServer

from zhicai import __version__

APPLICATION = "zhicai.project.wsgi:application"
GRACE = 20
"""Seconds that requests under way have to finish once the server is told to stop."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds before serving begins again; the longer, the sooner it ended after it had begun."""
WAITING = 1000
"""Requests of a worker that may wait at the same time, for a page or for a commit of answers.

Threads that wait cost memory alone, some 160 kB each while there is a rush. With few, answers of
those who write would queue behind the pages of those who start.
"""
CONNECTIONS = 4096
"""Connections that a worker keeps. Browsers hold some open that ask for nothing, and granian counts
those as well: with fewer than there are browsers in an exam, some would not be let in.
"""


def main(argv: Sequence[str]) -> int:
    """Serve until SIGINT or SIGTERM; 1 where the address cannot be had."""
    wants = _parse(argv)
    if fault := _taken(wants.host, wants.port):
        sys.stderr.write(fault)
        return 1
    call_command("migrate", verbosity=0, interactive=False)
    collect_static_files()
    # Workers are forks: a connection opened before would be shared among them.
    connections.close_all()
    os.environ["ZHICAI_PAGE_THREADS"] = str(wants.threads)
    # It warns of many threads, which only wait here.
    logging.getLogger("_granian").addFilter(lambda line: "Python threads" not in str(line.msg))
    with delivering(wanted=wants.deliver):
        _keep_serving(wants)
    return 0


def _keep_serving(wants: argparse.Namespace) -> None:
    """Serve until told to stop, and begin again where granian gives up.

    It takes two deaths of one worker within seconds for a crash loop and ends; candidates who write
    would find no site.
    """
    pause = SHORTEST_PAUSE
    while True:
        server, begun = _server(wants), time.monotonic()
        # It leaves with 1 once a worker has died; by then the workers are stopped.
        with suppress(SystemExit):
            server.serve()
        lived = time.monotonic() - begun
        pause = min(2 * pause, LONGEST_PAUSE) if lived < LONGEST_PAUSE else SHORTEST_PAUSE
        until = time.monotonic() + pause
        while time.monotonic() < until and not server.interrupt_signal:
            time.sleep(0.1)
        if server.interrupt_signal:
            return


def _server(wants: argparse.Namespace) -> MPServer | MTServer:
    return Granian(
        APPLICATION,
        address=wants.host,
        port=wants.port,
        interface=Interfaces.WSGI,
        workers=wants.workers,
        # Enough for everyone who waits for a shared commit; pages have threads of their own.
        blocking_threads=WAITING + wants.threads,
        backpressure=CONNECTIONS,
        backlog=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.warning,
    )


@contextmanager
def delivering(*, wanted: bool = True) -> Iterator[None]:
    """Let a process of its own empty the outbox while the block runs; it ends with the server,
    a killed one too.
    """
    if not wanted:
        yield
        return
    words = [sys.executable, "-m", "zhicai", "deliver", "--with-parent", str(os.getpid())]
    process = subprocess.Popen(words)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            process.kill()


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="zhicai serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=_workers(), help="processes")
    # A worker's second thread would only wait for the first one's turn of the interpreter, or,
    # under SQLite, for its write; PostgreSQL's round trips leave room for it.
    parser.add_argument("--threads", type=int, default=1 if _on_sqlite() else 2, help="per worker")
    parser.add_argument(
        "--no-deliver",
        dest="deliver",
        action="store_false",
        help="leave the outbox to a zhicai deliver of its own",
    )
    return parser.parse_args(argv)


def _on_sqlite() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def _workers() -> int:
    """Return how many processes serve unless told: one a core.

    SQLite has one writer at a time, so more than two only queue for it.
    """
    cores = os.cpu_count() or 1
    return min(cores, 2) if _on_sqlite() else cores


def _taken(host: str, port: int) -> str:
    """Say why the address cannot be had; nothing when it is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            return (
                f"{host}:{port} 不能使用（{error}），请换一个端口：--port {port + 1}\n"
                f"{host}:{port} cannot be used ({error}); choose another port: --port {port + 1}\n"
            )
    return ""


def collect_static_files() -> None:
    """Collect, hash and compress the static files, only when one of them or the version changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / "collected.sha256"
    present = sha256("\n".join((__version__, *_static_files())).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text("ascii") == present:
        return
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(present, "ascii")


def _static_files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list(None):
            yield f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}"
