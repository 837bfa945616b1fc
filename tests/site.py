"""A served demo: told once a day and programme, copied for whoever wants one of their own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.databases import fresh_database

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60
STOPS_WITHIN = 30


class Site:
    """A told demo in a folder of its own, served by processes that can be stopped, and killed."""

    def __init__(self, folder, database, on):
        self.folder = folder
        self.database = database
        self.on = on
        self.told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
        self.password = self.told["password"]
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = None

    def start(self):
        """Serve, and wait until the site answers."""
        command = [sys.executable, "-m", "zhicai", "serve", "--port", str(self.port)]
        given = environment(self.folder, self.database, self.on)
        # A session of its own: the server with its workers can be hit by one signal.
        self._process = subprocess.Popen(command, cwd=ROOT, env=given, start_new_session=True)
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

    def run(self, code):
        """Run a few lines of Python inside the site, as its administrator would."""
        command = [sys.executable, "-m", "zhicai", "manage", "shell", "-c", code]
        given = environment(self.folder, self.database, self.on)
        done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

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
        told, database = self._tell(programme, on)
        folder = self._root / f"site{len(self._sites)}"
        shutil.copytree(told, folder)
        site = Site(folder, database.copy(folder), on)
        self._sites.append(site)
        return site.start()

    def _tell(self, programme, on):
        if (programme, on) not in self._told:
            folder = Path(tempfile.mkdtemp(prefix=f"{programme}@{on}-", dir=self._root))
            database = fresh_database(folder)
            command = [sys.executable, "-m", "zhicai", "tell", programme, on]
            given = environment(folder, database, on)
            done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            self._told[programme, on] = folder, database
        return self._told[programme, on]

    def stop(self):
        for site in self._sites:
            site.stop()
            site.database.drop()
        for _, database in self._told.values():
            database.drop()


def environment(folder, database, on):
    """Return the environment of a demo that stands on a day and keeps its things in one folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHICAI_")}
    own = {"ZHICAI_DATA": str(folder), "ZHICAI_TODAY": on, "ZHICAI_DEMO": "1"}
    code = {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    return kept | own | code | database.environment


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
