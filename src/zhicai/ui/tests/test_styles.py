"""The design layer stays readable for old browsers, light, and within its own names."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static"
SHEETS = sorted((STATIC / "ui").glob("*.css"))
TOO_NEW = re.compile(
    r":has\(|:is\(|:where\(|@layer|@container|@scope|color-mix\(|light-dark\(|oklch\(|oklab\(|\bdvh\b"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BOOTSTRAPS_OWN = {
    *("btn", "btn-danger", "btn-light", "btn-link", "btn-primary", "btn-sm", "dropdown"),
    *("dropdown-item", "form-check-input", "form-control", "form-select", "htmx-indicator"),
    *("htmx-request", "modal-body", "modal-header", "modal-title", "toast", "toast-body"),
    "visually-hidden",
}
"""Classes of Bootstrap and htmx that the layer adjusts."""


def rules(sheet):
    return COMMENT.sub("", sheet.read_text("utf-8"))


def depths(css):
    depth = 0
    for character in css:
        depth += {"{": 1, "}": -1}.get(character, 0)
        yield depth


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_is_used_that_chromium_92_does_not_know(sheet):
    assert TOO_NEW.findall(rules(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_rules_are_not_nested_and_braces_close(sheet):
    reached = list(depths(rules(sheet)))
    assert max(reached) <= 2
    assert reached[-1] == 0


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_class_of_our_own_is_prefixed(sheet):
    css = re.sub(r'url\(".*?"\)', "", rules(sheet))
    classes = set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", css))
    assert {name for name in classes if not name.startswith("zc-")} - BOOTSTRAPS_OWN == set()


def weight(*names):
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_an_office_page_brings_at_most_40_kb_of_css():
    assert weight("vendor/bootstrap/bootstrap.min.css", "ui/zc.css") <= 40_000


def test_with_the_sheet_for_printing_it_stays_below_40_kib():
    assert weight("vendor/bootstrap/bootstrap.min.css", "ui/zc.css", "ui/print.css") <= 40 * 1024


def test_our_script_brings_at_most_8_kb():
    assert weight("ui/zc.js") <= 8_000


def test_our_script_speaks_only_words_of_the_page():
    words = re.sub(r"/\*.*?\*/|//[^\n]*", "", (STATIC / "ui/zc.js").read_text("utf-8"), flags=re.S)
    assert re.findall(r"[\u3400-\u9fff]", words) == []
