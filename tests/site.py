"""A served demo: told once a day and programme, copied for whoever wants one of their own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60
STOPS_WITHIN = 30


class Site:
    """A told demo in a folder of its own, served by processes that can be stopped, and killed."""

    def __init__(self, folder, on):
        self.folder = folder
        self.on = on
        self.told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
        self.password = self.told["password"]
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = None

    def start(self):
        """Serve, and wait until the site answers."""
        command = [sys.executable, "-m", "zhicai", "serve", "--port", str(self.port)]
        given = {"ZHICAI_TODAY": self.on, "ZHICAI_DEMO": "1"}
        # A session of its own: the server with its workers can be hit by one signal.
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment(self.folder) | given, start_new_session=True
        )
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            assert self._process.poll() is None, "the site stopped while starting"
            try:
                with urlopen(f"{self.url}/accounts/login/", timeout=5):
                    return self
            except (URLError, OSError):
                time.sleep(0.05)
        raise AssertionError(f"{self.url} did not answer within {STARTS_WITHIN} s")

    def kill(self):
        """Kill the server and its workers at once, as a power cut of the machine would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=STOPS_WITHIN)

    def stop(self):
        """Stop in good order; a site that is not served stays so."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=STOPS_WITHIN)
        finally:
            if self._process.poll() is None:
                self.kill()


class Sites:
    """Tells each demo once and hands out copies of it, served; stops them all at the end."""

    def __init__(self, root):
        self._root = root
        self._told = {}
        self._sites = []

    def __call__(self, on, programme="hubei-2022"):
        """Serve a fresh copy of a programme's demo told up to a day (``2022-03-01``)."""
        folder = self._root / f"site{len(self._sites)}"
        shutil.copytree(self._tell(programme, on), folder)
        site = Site(folder, on)
        self._sites.append(site)
        return site.start()

    def _tell(self, programme, on):
        if (programme, on) not in self._told:
            folder = self._root / f"{programme}@{on}"
            folder.mkdir()
            command = [sys.executable, "-m", "zhicai", "tell", programme, on]
            given = environment(folder) | {"ZHICAI_TODAY": on, "ZHICAI_DEMO": "1"}
            done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            self._told[programme, on] = folder
        return self._told[programme, on]

    def stop(self):
        for site in self._sites:
            site.stop()


def environment(folder):
    """Return the environment of a site that keeps everything in one folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHICAI_")}
    return kept | {"ZHICAI_DATA": str(folder), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
