"""Templates and styles: short, no inline script, readable in the browsers of Windows-7 offices."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

from tests.architecture.source import PACKAGE, SCRIPTS, STYLES, TEMPLATES

LONGEST_TEMPLATE = 160
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=(?!=)|javascript:", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LOST_IN_OLD_BROWSERS = re.compile(
    r":has\(|@layer|@container|color-mix\(|light-dark\(|okl(?:ch|ab)\(|@property|:is\(|@scope"
)
MAY_HOLD_RULES = ("@media", "@supports", "@keyframes", "@page")
VENDOR = PACKAGE / "ui" / "static" / "vendor"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
OUTSIDE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//|url\(["']?(?:https?:)?//""")


def shown(path):
    return path.relative_to(PACKAGE).as_posix()


def test_templates_stay_short():
    lengths = {shown(path): path.read_text("utf-8").count("\n") for path in TEMPLATES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_TEMPLATE} == {}


def test_templates_hold_no_inline_script_and_no_handler():
    wrong = [
        shown(path)
        for path in TEMPLATES
        if INLINE_SCRIPT.search(text := path.read_text("utf-8")) or INLINE_HANDLER.search(text)
    ]
    assert wrong == []


def test_pages_fetch_nothing_from_outside():
    files = [*TEMPLATES, *STYLES]
    assert [shown(path) for path in files if OUTSIDE.search(path.read_text("utf-8"))] == []


def test_styles_use_nothing_that_old_browsers_lose():
    found = {
        shown(path): sorted(set(LOST_IN_OLD_BROWSERS.findall(COMMENT.sub("", text))))
        for path in STYLES
        if (text := path.read_text("utf-8"))
    }
    assert {name: words for name, words in found.items() if words} == {}


def nested_rules(css):
    """The selectors of rules that stand inside another rule."""
    holders, nested, words = [], [], ""
    for character in COMMENT.sub("", css):
        if character == "{":
            selector = words.strip()
            if holders and not holders[-1].startswith(MAY_HOLD_RULES):
                nested.append(selector)
            holders.append(selector)
            words = ""
        elif character in "};":
            if character == "}":
                holders.pop()
            words = ""
        else:
            words += character
    return nested


def test_nested_rules_are_seen():
    assert nested_rules("@media print { a { b: c } } d { e: f; g { h: i } }") == ["g"]


def test_styles_are_not_nested():
    found = {shown(path): nested_rules(path.read_text("utf-8")) for path in STYLES}
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_dynamic_viewport_units_have_a_fallback():
    alone = [
        f"{shown(path)}: {block}"
        for path in STYLES
        for block in re.findall(r"\{([^{}]*dvh[^{}]*)\}", path.read_text("utf-8"))
        if not re.search(r"\dvh.*\ddvh", block, re.DOTALL)
    ]
    assert alone == []


@pytest.mark.parametrize(
    ("limit", "files"),
    [
        (40_000, [VENDOR / "bootstrap/bootstrap.min.css", PACKAGE / "ui/static/ui/zc.css"]),
        (
            50_000,
            [VENDOR / "bootstrap/bootstrap.bundle.min.js", HTMX, PACKAGE / "ui/static/ui/zc.js"],
        ),
    ],
    ids=["CSS", "JavaScript"],
)
def test_an_ordinary_page_stays_light(limit, files):
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) <= limit


def test_our_scripts_need_no_build_and_no_new_language():
    modern = re.compile(r"\?\?=|\|\|=|\?\.|\?\?|\bimport\b.*\bfrom\b|\beval\(")
    found = {shown(path): sorted(set(modern.findall(path.read_text("utf-8")))) for path in SCRIPTS}
    assert {name: words for name, words in found.items() if words} == {}
