"""The main pages in a real browser, at a desk and on a phone: accessible, whole, quiet, light.

``ZHICAI_SCREENS=FOLDER`` keeps a picture of each.
"""

import gzip
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browsing import Desk
from tests.officer import Officer
from tests.screens.pages import PAGES, REFUSED, numbers_of

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
MOST = {".js": 50_000, ".css": 40_000}
"""Bytes of each kind, gzip -9, that an ordinary page may ask for."""

CUT_OFF = """() => {
  const shown = (e) => e.getClientRects().length
    && !e.closest('.visually-hidden, .zc-skip, .zc-user-name')
    && getComputedStyle(e).visibility !== 'hidden';
  const scrolls = (e) => {
    for (let up = e; up; up = up.parentElement)
      if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const beyond = (e) => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e);
  const clipped = (e) => {
    const style = getComputedStyle(e);
    if (e.matches('input, select, textarea')) return false;
    return ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis'
      && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1;
  };
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter((e) => shown(e) && (beyond(e) || clipped(e))).map((e) => e.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def site(serve):
    """The told spring, on 8 April; the city has just commented on a draft."""
    site = serve("2022-04-08")
    numbers = numbers_of(site.database)
    city = Officer(site, "u422800")
    opinion = {"do": "comment", "note-c1-people": "请核对人数。", "note-goals": "请写明企业名单。"}
    status, *_ = city.post(f"/plans/{numbers['draft']}/review/", opinion)
    assert status == 302
    return site


@pytest.fixture(scope="module")
def signed_in(site, browser):
    """Sign each of the cast in once; gives the state of their browser."""
    states = {}

    def state_of(username):
        if username == "visitor":
            return None
        if username not in states:
            desk = Desk(browser, site)
            desk.sign_in(username)
            states[username] = desk.context.storage_state()
            desk.close()
        return states[username]

    return state_of


def weigh(page):
    """Keep what the page fetches; gives for each kind of file its weight."""
    fetched = {}
    page.on("response", lambda response: fetched.setdefault(response.url, response))

    def weights():
        files = [r for url, r in fetched.items() if urlsplit(url).path.startswith("/static/")]
        return {
            kind: sum(
                len(gzip.compress(one.body(), 9))
                for one in files
                if urlsplit(one.url).path.endswith(kind)
            )
            for kind in MOST
        }

    return weights


def objections(page):
    """What axe objects to."""
    axe = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    return [
        f"{one['id']}: {node['html'][:160]}" for one in axe["violations"] for node in one["nodes"]
    ]


def lost(page):
    """What is cut off, and how far the page is wider than its window."""
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return page.evaluate(CUT_OFF) + ([f"{wider} px too wide"] if wider > 0 else [])


def in_english(page, site):
    """Load the page again in the other language, whose words run longer."""
    english = {"name": "zhicai_language", "value": "en", "url": site.url}
    page.context.add_cookies([english])
    page.reload(wait_until="load")
    assert page.get_attribute("html", "lang") == "en"


def keep_picture(page, username, path, width):
    if folder := os.environ.get("ZHICAI_SCREENS"):
        name = "-".join([username, *path.strip("/").replace("?", "-").split("/"), width])
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("username", "path"), [(name, path) for name, paths in PAGES.items() for path in paths]
)
def test_a_page_is_accessible_whole_quiet_and_light(site, signed_in, desk, username, path):
    page = desk(site, state=signed_in(username))
    weights = weigh(page)
    address = path.format(**numbers_of(site.database))
    answer = page.goto(address, wait_until="load")
    assert answer.status == REFUSED.get(path, 200)
    assert urlsplit(page.url).path == urlsplit(address).path
    page.evaluate(AXE.read_text("utf-8"))
    faults = [
        f"{weight} bytes of {kind}, more than {MOST[kind]}"
        for kind, weight in weights().items()
        if weight > MOST[kind]
    ]
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{name}: {fault}" for fault in (*objections(page), *lost(page))]
        keep_picture(page, username, address, name)
    in_english(page, site)
    faults += [f"phone, English: {fault}" for fault in lost(page)]
    keep_picture(page, username, address, "phone-en")
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
