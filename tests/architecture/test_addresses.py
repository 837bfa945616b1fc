"""Every address of the site wears a guard, and every permission a guard asks for is declared."""

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from zhicai.accounts.guard import Guard
from zhicai.accounts.permissions import declared


def walk(resolver, prefix=""):
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


def addresses():
    return list(walk(get_resolver()))


def test_every_address_has_a_guard():
    bare = [p for p, view in addresses() if not isinstance(getattr(view, "guard", None), Guard)]
    assert bare == []


def test_every_permission_that_is_asked_for_is_declared():
    known = declared()
    asked = {view.guard.permission: path for path, view in addresses() if hasattr(view, "guard")}
    assert {name: path for name, path in asked.items() if name and name not in known} == {}


@pytest.mark.parametrize("code", [400, 403, 404, 500])
def test_answers_to_failures_are_ours(code):
    urls = import_string(f"{settings.ROOT_URLCONF}.handler{code}")
    assert import_string(urls).guard.public
