"""The documentation: complete, of one piece with the code, nothing fetched from outside."""

import re

import pytest
from django.test import Client

from zhicai.api.events import EVENTS
from zhicai.api.views.v1.all import addresses, document

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_every_endpoint_and_event_and_asks_nothing_outside(language):
    client = Client()
    client.cookies["zhicai_language"] = language
    page = client.get("/api/docs").content.decode()
    for path, methods in document()["paths"].items():
        assert f"<code>{path}</code>" in page
        assert len(re.findall(rf"<b>\w+</b> <code>{re.escape(path)}</code>", page)) == len(methods)
    assert all(f"<code>{name}</code>" in page for name in EVENTS)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)


def test_the_document_is_answered_as_it_is_made():
    answer = Client().get("/api/openapi.json")
    told = answer.json()
    assert told["openapi"].startswith("3.")
    assert set(told["paths"]) == set(document()["paths"])
    paths = {re.sub(r"<\w+>", "{}", str(one.pattern)) for one in addresses() if one.name != "none"}
    known = {re.sub(r"{\w+}", "{}", path.removeprefix("/api/v1/")) for path in told["paths"]}
    assert known == paths


def test_every_operation_says_what_it_does_in_both_languages_and_how_it_fails():
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert re.search("[\u4e00-\u9fff]", operation["summary"]), where
            assert operation["description"].isascii(), where
            assert {200, 401, 403, 404, 409, 422, 429} <= set(operation["responses"]), where
            assert operation["security"], where
