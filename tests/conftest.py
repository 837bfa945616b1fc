"""The demo's story as the tests' fixture: a told spring of Hubei, and a served site to click through."""

import json
import os
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.db import transaction
from django.test import TestCase

from zhicai.demo.story import STORIES, tell
from zhicai.foundation import clock

ROOT = Path(__file__).resolve().parent.parent
TOLD_UP_TO = date(2022, 4, 8)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """Hubei's story told up to 8 April 2022; undone when the module's tests have run."""
    with django_db_blocker.unblock(), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            stage = tell(STORIES["hubei-2022"], on=TOLD_UP_TO)
        yield stage
        transaction.set_rollback(True)


@pytest.fixture
def on_that_day():
    """Stand on the day up to which the story has been told."""
    with clock.standing_at(TOLD_UP_TO):
        yield TOLD_UP_TO


class Site:
    """A served demo: its address, its day, and the cast's password."""

    def __init__(self, url, told):
        self.url = url
        self.password = told["password"]

    def sign_in(self, page, username):
        """Sign a browser page in as one of the cast."""
        page.goto(f"{self.url}/accounts/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", self.password)
        page.click("form button.btn-primary")
        page.wait_for_load_state()

    def sign_out(self, page):
        """Sign out."""
        page.context.clear_cookies()


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Tell a demo up to a day and serve it in a process of its own; stopped at the end."""
    running = []

    def start(on, programme="hubei-2022"):
        data = tmp_path_factory.mktemp("site")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ZHICAI_DATABASE")}
        environment |= {"ZHICAI_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "zhicai", "demo", "--on", on, "--programme", programme]
        subprocess.run([*command, "--no-serve", "--json"], env=environment, check=True, cwd=ROOT)
        told = json.loads(next(data.rglob("told.json")).read_text(encoding="utf-8"))
        port = _free_port()
        process = subprocess.Popen([*command, "--port", str(port)], env=environment, cwd=ROOT)
        running.append(process)
        site = Site(f"http://127.0.0.1:{port}", told)
        _wait_for(site.url, process)
        return site

    yield start
    for process in running:
        process.terminate()
    for process in running:
        process.wait(timeout=20)


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(url, process, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "the site stopped while starting"
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within {seconds} s")
