"""The suite's browser: Debian's Chromium opens a served page over the database of the test."""

import socket

import pytest
from django.db import DatabaseError, transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import open_account
from zhicai.accounts.models import User
from zhicai.audit.models import Entry


@pytest.mark.django_db(transaction=True)
def test_a_served_page_opens_without_a_complaint(page, live_server):
    complaints = []
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(f"{live_server.url}/accounts/login/")
    assert answer.status == 200
    assert page.locator("input[name=username]").is_visible()
    assert complaints == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    # The database still answers while Playwright's event loop runs.
    assert User.objects.count() == 0


def test_nothing_outside_this_machine_can_be_reached():
    with socket.socket() as outward, pytest.raises(OSError, match=r"not 192\.0\.2\.1"):
        outward.connect(("192.0.2.1", 80))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_with_a_live_server_starts_empty_under_an_append_only_log(round_):
    assert Entry.objects.count() == 0
    open_account("li", name="李经办", by=SYSTEM)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(reason="x")
