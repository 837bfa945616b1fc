"""An app brings its own style sheet to its own pages, and to no other."""

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import ResolverMatch

from zhicai.ui import frames


@pytest.fixture(autouse=True)
def fresh():
    frames.sheet_of.cache_clear()
    yield
    frames.sheet_of.cache_clear()


def page_of(app):
    request = RequestFactory().get("/")
    request.resolver_match = ResolverMatch(print, (), {}, "x", app_names=[app] if app else [])
    return render_to_string("ui/public.html", {"frame": frames.Frame(request)})


@pytest.fixture
def sheets(monkeypatch):
    monkeypatch.setattr(finders, "find", lambda path: "/x" if path == "maps/maps.css" else None)


def test_an_app_with_a_sheet_brings_it(sheets):
    assert "maps/maps.css" in page_of("maps")


@pytest.mark.parametrize("app", ["plans", ""])
def test_an_app_without_one_brings_none(sheets, app):
    assert "maps.css" not in page_of(app)
    assert f'"{app}.css' not in page_of(app)


def test_our_sheet_comes_after_the_design_layer(sheets):
    page = page_of("maps")
    assert page.index("ui/zc.css") < page.index("maps/maps.css")
