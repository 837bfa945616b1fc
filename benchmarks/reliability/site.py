"""The site as ``./dev serve`` serves it, in processes that can be killed."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

STARTS_WITHIN = 90
NOT_WORKERS = ("deliver", "resource_tracker")
FAKETIME = ("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1")  # fmt: skip


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


class Clock:
    """The server's clock: faketime's where it is installed, else the site's own, moved.

    A file says by how many seconds it is off; it is read whenever somebody asks for the time.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        named = (os.environ.get("ZHICAI_FAKETIME", ""), *FAKETIME)
        self.library = next((one for one in named if one and Path(one).is_file()), "")
        self.jump(0)

    @property
    def says(self) -> str:
        """By what the clock jumps."""
        return "faketime" if self.library else "the site's own clock (faketime is not installed)"

    def jump(self, seconds: int) -> None:
        """Let the clock be so many seconds off from now on."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n", "ascii")
        new.replace(self._file)

    @property
    def environment(self) -> dict[str, str]:
        """What the server must be started with."""
        if not self.library:
            return {"ZHICAI_OFF": str(self._file)}
        return {
            "LD_PRELOAD": self.library, "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip


class Site:
    """One server on one port, started as often as it is killed."""

    def __init__(self, port: int, log: Path, clock: Clock) -> None:
        self.port = port
        self.clock = clock
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, by_clock: bool = False) -> None:
        """Serve, and wait until the site answers."""
        own = by_clock and not self.clock.library
        module = "benchmarks.reliability.off_clock" if own else "zhicai"
        words = [sys.executable, "-m", module, "serve", "--port", str(self.port)]
        given = os.environ | (self.clock.environment if by_clock else {})
        with self._log.open("ab") as log:
            # A session of its own: server, workers and outbox can be hit by one signal.
            self._process = subprocess.Popen(
                words, env=given, start_new_session=True, stdout=log, stderr=log
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server stopped while starting; see {self._log}")
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/accounts/login/", timeout=10):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def ensure(self) -> None:
        """Serve, where nobody does."""
        if self._process is None or self._process.poll() is not None:
            self.start()

    def kill(self) -> None:
        """Kill the server and all that it started at once."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=30)

    def kill_worker(self, chance: random.Random, *, newest: bool = False) -> None:
        """Kill one worker, if there is one: any, or the one that came last."""
        if workers := self._workers():
            os.kill(workers[-1] if newest else chance.choice(workers), signal.SIGKILL)

    def _workers(self) -> list[int]:
        assert self._process is not None
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
                words = path.with_name("cmdline").read_text("utf-8", "replace")
            except OSError:  # it has just ended
                continue
            ours = int(fields[1]) == self._process.pid and fields[0] != "Z"
            if ours and not any(one in words for one in NOT_WORKERS):
                found.append(int(path.parent.name))
        return sorted(found)
