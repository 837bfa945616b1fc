"""Workers of the outbox are killed at any moment: each delivery leaves once, or is shown as
uncertain.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.databases import fresh_database
from tests.site import ROOT, environment

MANY, FEWER = 300, 120
"""To a provider each goes with two commits of its own."""
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")


def killed(folder, channel, count, **further):
    """Tell what became of so many deliveries whose workers were killed."""
    database = fresh_database(folder)
    given = environment(folder, database, "2022-04-01") | further
    given.pop("ZHICAI_TODAY")
    code = f"from tests.reliability.killing import main; main({channel!r}, {count}, 7)"
    command = [sys.executable, "-m", "zhicai", "manage", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True)
    database.drop()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def folder(tmp_path):
    """A data folder in memory where there is one: a killed process loses nothing of it either."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory, prefix="zhicai-outbox-") as made:
        yield Path(made)


def test_every_file_is_written_once_however_often_workers_are_killed(folder):
    told = killed(folder, "file", MANY)
    assert told["kills"] > 3, "the work was done before anything could be killed"
    assert told["states"] == {"sent": MANY}
    files = [path.stem for path in (folder / "outbox").rglob("*.json")]
    assert sorted(files) == sorted(told["keys"])
    for path in (folder / "outbox").rglob("*.json"):
        assert json.loads(path.read_text("utf-8"))["key"] == path.stem


@pytest.fixture
def gateway():
    """A provider that takes the same key twice: what it got, and where it listens."""
    got = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            got.append(parse_qs(body)["id"][0])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield got, f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


def test_a_provider_gets_each_text_once_at_most_and_the_rest_is_shown(folder, gateway):
    got, url = gateway
    told = killed(folder, "sms", FEWER, ZHICAI_SMS_URL=url)
    assert told["kills"] > 3, "the work was done before anything could be killed"
    assert set(told["states"]) <= {"sent", "uncertain"}
    assert max(Counter(got).values()) == 1
    sent = {key for key, state in told["keys"].items() if state == "sent"}
    unsure = set(told["keys"]) - sent
    assert sent <= set(got), "what counts as sent has left"
    assert set(got) - sent <= unsure, "what left and does not count as sent is shown"
    assert len(unsure) <= told["kills"]
