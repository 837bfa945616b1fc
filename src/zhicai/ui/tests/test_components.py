"""Every component says what it takes, has a sample that draws, keeps to the rules of templates."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from zhicai.ui import gallery, icons
from zhicai.ui.sample_parts import all_samples

TEMPLATES = Path(gallery.COMPONENTS).parent.parent
EVERY_TEMPLATE = sorted(TEMPLATES.rglob("*.html"))
CHINESE = re.compile(r"[\u3400-\u9fff]")
STYLE_OF_A_METER = re.compile(r'style="(width|left):\{\{ \w+\|width \}\}"')


def bare_request():
    request = HttpRequest()
    request.path = "/ui/"
    request.META["SERVER_NAME"], request.META["SERVER_PORT"] = "localhost", "80"
    return request


def short(path):
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("name", gallery.names())
def test_a_component_opens_with_the_variables_it_takes(name):
    text = (gallery.COMPONENTS / f"{name}.html").read_text("utf-8")
    assert re.match(r"(\{% load [^%]*%\})?\{% comment %\}", text)
    assert "Variables:" in gallery.header(name)


@pytest.mark.parametrize("name", gallery.names())
def test_a_component_has_samples_that_draw(name):
    drawn = gallery.draw(name, bare_request()).samples
    assert drawn
    assert all(markup.strip() for _title, markup in drawn)


@pytest.mark.parametrize("name", gallery.names())
def test_a_component_says_nothing_chinese_of_its_own_in_english(name):
    samples = all_samples(bare_request())[name]
    given = "".join(CHINESE.findall(repr([sample.context for sample in samples])))
    with translation.override("en"):
        shown = "".join(markup for _title, markup in gallery.draw(name, bare_request()).samples)
    unknown = {sign for sign in CHINESE.findall(shown) if sign not in given}
    fields = name in {"field", "errors", "upload", "filters", "thead", "nothing"}
    assert fields or unknown == set()


def test_no_sample_is_left_without_its_component():
    assert sorted(all_samples(bare_request())) == gallery.names()


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=short)
def test_a_template_holds_no_inline_script_handler_or_style(path):
    text = path.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert "style=" not in STYLE_OF_A_METER.sub("", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=short)
def test_a_template_is_short_and_says_what_it_is(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= 160
    assert "{% comment %}" in text


def test_every_icon_that_a_template_names_is_vendored():
    named = {
        name
        for path in EVERY_TEMPLATE
        for name in re.findall(r"\{% icon '([a-z0-9-]+)'", path.read_text("utf-8"))
    }
    assert {name for name in named if not (icons.FOLDER / f"{name}.svg").is_file()} == set()


def test_an_icon_that_is_not_vendored_is_refused():
    with pytest.raises(icons.UnknownIconError, match="no-such-icon"):
        icons.outline("no-such-icon")


def test_what_a_user_typed_is_escaped():
    markup = render_to_string("ui/components/tag.html", {"label": "<b>&"})
    assert "&lt;b&gt;&amp;" in markup


def test_a_light_says_its_state_without_its_colour():
    context = {"state": "overdue", "text": "3/8", "url": "/x", "title": "恩施州 专员备案"}
    markup = render_to_string("ui/components/light.html", context)
    assert "已逾期" in markup
    assert "恩施州 专员备案" in markup


def test_a_meter_beyond_its_target_stays_in_its_rail():
    markup = render_to_string("ui/components/meter.html", {"share": 1.4, "label": "人次"})
    assert "width:100.0%" in markup
    assert "140.0%" in markup
    assert "zc-meter-tick" not in markup
