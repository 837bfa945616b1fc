"""Where a guide is followed: a folder of its own, a real shell, the real commands, a real site."""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

ROOT = Path(__file__).resolve().parents[2]
DEV = """#!/bin/sh
[ "$1" = zhicai ] && shift
exec {python} -m zhicai "$@"
"""
"""Stands for the project's own ``dev``: the same words, without setting up an environment."""

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Workplace:
    """A folder in which blocks of commands run one after the other, exports kept between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.exports: list[str] = []
        dev = folder / "dev"
        dev.write_text(DEV.format(python=shlex.quote(sys.executable)), encoding="utf-8")
        dev.chmod(0o755)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHICAI_", "COV_"))}
        self.environment = kept | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}

    def write(self, root: str, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / root / name).write_text(text, encoding="utf-8")

    def run(self, block: str) -> subprocess.CompletedProcess[str]:
        """Run a block in a shell; what it exports holds for the blocks after it."""
        self.exports += [line for line in block.splitlines() if line.startswith("export ")]
        return subprocess.run(
            ["bash", "-c", "\n".join([*self.exports, block])],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    @contextmanager
    def serving(self, command: str):
        """Run a serving command on a free port; gives a function that opens a new browser there."""
        port = _free_port()
        script = "\n".join([*self.exports, f"exec {command.strip()} --port {port} --workers 1"])
        site = subprocess.Popen(["bash", "-c", script], cwd=self.folder, env=self.environment)
        try:
            _wait_for(site, port)
            yield lambda: Visitor(f"http://127.0.0.1:{port}")
        finally:
            site.terminate()
            site.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(site: subprocess.Popen, port: int) -> None:
    for _ in range(600):
        assert site.poll() is None, "the site did not start"
        try:
            build_opener().open(f"http://127.0.0.1:{port}/", timeout=30).read()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the site did not answer within a minute")


class Visitor:
    """Someone at a browser without scripts: follows redirects, keeps cookies, sends forms."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._browser = build_opener(HTTPCookieProcessor(CookieJar()))

    def open(self, path: str) -> tuple[int, str]:
        return self._answer(Request(self._address + path))

    def send(self, path: str, *, shown_on: str = "", **fields: str) -> tuple[int, str]:
        """Open the page with the form (at the same address unless told), fill it in and send it."""
        status, page = self.open(shown_on or path)
        assert status == 200, (shown_on or path, status)
        token = TOKEN.search(page)
        assert token is not None, f"no form on {path}"
        form = urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        return self._answer(Request(self._address + path, data=form))

    def _answer(self, request: Request) -> tuple[int, str]:
        try:
            with self._browser.open(request, timeout=60) as response:
                return response.status, response.read().decode("utf-8")
        except HTTPError as error:
            return error.code, error.read().decode("utf-8")
