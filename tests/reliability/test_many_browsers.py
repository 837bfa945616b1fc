"""Browsers keep connections open that ask for nothing: they keep nobody else out."""

import socket
from contextlib import ExitStack
from urllib.request import urlopen

import pytest

BROWSERS = 300
"""More than the requests that all processes of the server answer at the same time."""


@pytest.fixture(scope="module")
def site(serve):
    return serve("2022-03-01")


def test_a_page_is_answered_while_hundreds_of_browsers_hold_a_connection(site):
    with ExitStack() as open_:
        for _ in range(BROWSERS):
            open_.enter_context(socket.create_connection(("127.0.0.1", site.port)))
        for _ in range(10):
            with urlopen(f"{site.url}/accounts/login/", timeout=15) as answer:
                assert answer.status == 200
