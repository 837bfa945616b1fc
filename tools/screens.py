"""Pictures of every page in the sidebar of every demo account, at both widths, for a look at them.

Serves the demo (``./dev demo`` told it, or this does) on a free port, signs in as each account and
writes ``ACCOUNT-PAGE-WIDTH.png``; beside the sidebar the main pages that ``tests/screens`` holds to
axe. Needs Chromium; ``--only USERNAME`` for one account.
"""

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Error, sync_playwright

from zhicai.demo.command import STARTS, folder_of

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(programme: str) -> Iterator[tuple[str, dict]]:
    """Tell the demo if need be and serve it; yield its address and what was told."""
    zhicai = [sys.executable, "-m", "zhicai"]
    subprocess.run(
        [*zhicai, "demo", "--programme", programme, "--no-serve", "--json"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    folder = folder_of(programme, STARTS[programme])
    told = json.loads((folder / "told.json").read_text("utf-8"))
    address = f"http://127.0.0.1:{(port := free_port())}"
    on = {"ZHICAI_DATA": str(folder), "ZHICAI_TODAY": STARTS[programme].isoformat()}
    environment = {**os.environ, **on, "ZHICAI_DEMO": "1"}
    server = subprocess.Popen([*zhicai, "serve", "--port", str(port)], env=environment)
    try:
        wait_for(f"{address}/accounts/login/")
        yield address, told
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def main_pages(folder: Path) -> dict[str, list[str]]:
    """Return the addresses of the main pages of Hubei's told spring, by account."""
    pages = import_module("tests.screens.pages")
    numbers = pages.numbers_of(import_module("tests.databases").FileDatabase(folder))
    return {
        username: [path.format(**numbers) for path in paths if path not in pages.REFUSED]
        for username, paths in pages.PAGES.items()
    }


def look(
    browser: Browser, address: str, account: dict, password: str, more: list[str], into: Path
) -> int:
    """Sign in and take every page of the sidebar, and ``more``; return how many are not right."""
    faults = 0
    username = account["username"]
    context = browser.new_context(viewport=SIZES["1440"], locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    links = page.eval_on_selector_all(".zc-nav a[href]", "all => all.map(a => a.href)")
    for link in dict.fromkeys([page.url, *links, *(address + path for path in more)]):
        name = re.sub(r"\W+", "-", link.removeprefix(address)).strip("-") or "home"
        for width, size in SIZES.items():
            page.set_viewport_size(size)
            answer = page.goto(link, wait_until="networkidle")
            file = into / f"{username}-{name}-{width}.png"
            page.screenshot(path=file, full_page=True)
            status = answer.status if answer else 0
            wide = page.evaluate("document.documentElement.scrollWidth") - size["width"]
            notes = f"  {wide} px wider than the window" if wide > 0 else ""
            print(f"{status} {file}{notes}", flush=True)
            faults += status != 200 or wide > 0
    context.close()
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./dev screens", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--programme", default="hubei-2022", choices=sorted(STARTS))
    parser.add_argument("--only", metavar="USERNAME", help="this account alone")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "screens")
    wants = parser.parse_args()
    chromium = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if chromium is None:
        print("There is no Chromium on this machine: apt-get install chromium", file=sys.stderr)
        return 1
    wants.into.mkdir(parents=True, exist_ok=True)
    with served(wants.programme) as (address, told), sync_playwright() as playwright:
        folder = folder_of(wants.programme, STARTS[wants.programme])
        more = main_pages(folder) if wants.programme == "hubei-2022" else {}
        accounts = [a for a in told["accounts"] if wants.only in (None, a["username"])]
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        try:
            faults = sum(
                look(
                    browser,
                    address,
                    account,
                    told["password"],
                    more.get(account["username"], []),
                    wants.into,
                )
                for account in accounts
            )
        except Error as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            browser.close()
    return 1 if faults or not accounts else 0


if __name__ == "__main__":
    sys.exit(main())
