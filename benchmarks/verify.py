"""Checks of certificates over HTTP beside an empty request of the same server: by code, by number
and name, as a machine asks, and as a signed credential.

Server, database and load share the machine; fifty connections send without a pause. The empty
request is two bytes from a fresh Django project, by as many processes. The certificates are those
of the demo year.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench import Row
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from benchmarks.load.connections import Heard, run
from benchmarks.load.serving import Served
from zhicai.certificates.models import Certificate
from zhicai.demo.story import STORIES, tell
from zhicai.foundation import clock

TOLD = date(2022, 7, 1)
CONNECTIONS, SECONDS = 50, 8.0
OF_EMPTY = 0.05
"""A page is a hundred times as long as the empty answer, rendered for its visitor alone."""
OF_EMPTY_AS_JSON = 0.1
KINDS = (
    ("by code", "codes", OF_EMPTY),
    ("by number and name", "numbers", OF_EMPTY),
    ("by code, for a machine", "verdicts", OF_EMPTY_AS_JSON),
    ("as a signed credential", "badges", None),
)


def measure() -> Iterator[Row]:
    """Yield checks of each kind per second beside the empty request."""
    call_command("migrate", verbosity=0)
    with clock.standing_at(TOLD):
        tell(STORIES["hubei-2022"], on=TOLD)
    told = _certificates()
    connections.close_all()
    with Served("--workers", "1", module="benchmarks.load.empty", first="/") as port:
        empty = _load("benchmarks.load.sittings:empties", port)
    yield Row("empty request", empty.per_second, "/s")
    with Served("serve", "--no-deliver", "--workers", "1") as port:
        for words, source, least in KINDS:
            heard = _load(f"benchmarks.load.checks:{source}", port, told)
            yield Row(f"checks {words}", heard.per_second, "/s", empty.per_second, at_least=least)
            yield Row(f"checks {words}, p95", heard.p95, "ms")
            yield Row(f"checks {words}, refused", heard.wrong, "", at_most=0)


def _load(source: str, port: int, told: str = "") -> Heard:
    return run(source, port, connections=CONNECTIONS, seconds=SECONDS, told=told)


def _certificates() -> str:
    """Write code, number and name of every certificate for the process of the load."""
    rows = Certificate.objects.values_list("code", "number", "name")
    file = Path(settings.DATA) / "certificates.txt"
    file.write_text("".join(f"{chr(9).join(row)}\n" for row in rows), "utf-8")
    return str(file)
