"""The desk: messages through the outbox beside bare inserts of the same rows in the same run;
inbox and cockpit at one year's records and at a hundred.

``PARTS`` lists what is measured, each a function that yields rows from an empty, migrated database;
a part cleans up what would weigh on the next.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bench import Row
from django.db import connection, models, transaction
from django.test import Client

from benchmarks.load.province import load_hubei
from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import User
from zhicai.audit.models import Entry
from zhicai.demo.story import STORIES, tell
from zhicai.filing.models import Filing
from zhicai.foundation import clock
from zhicai.foundation.clock import midday
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.channels.registry import Channel, Parcel, Sent
from zhicai.messages.models import Delivery, Message
from zhicai.messages.rules import Addressee
from zhicai.messages.worker import Worker
from zhicai.outreach.models import Opinion, Visit
from zhicai.places.models import Place
from zhicai.project.serve import collect_static_files

MESSAGES = 10_000
ROUNDS = 3
NOON = midday(date(2022, 4, 1))


def measure() -> Iterator[Row]:
    """Yield the rows of every part."""
    load_hubei()
    for part in PARTS:
        yield from part()


# --- outbox ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Took:
    """Seconds of the least round."""

    seconds: float = float("inf")

    def by(self, act: Callable[[], object]) -> None:
        begun = time.perf_counter()
        act()
        self.seconds = min(self.seconds, time.perf_counter() - begun)


def outbox() -> Iterator[Row]:
    """Yield what sending, delivering and both cost beside bare inserts of the same rows."""
    counties = list(Place.objects.exclude(code__endswith="00").values_list("pk", flat=True))
    bare, sending, delivering = _Took(), _Took(), _Took()
    for number in range(ROUNDS):
        drafts = [_draft(number, n, counties) for n in range(MESSAGES)]
        sending.by(lambda drafts=drafts: _send(drafts))
        made = _rows(Message), _rows(Delivery)
        assert len(made[1]) == MESSAGES
        delivering.by(_deliver)
        assert not Delivery.objects.exclude(state="sent").exists()
        _empty()
        bare.by(lambda made=made: _insert(*made))
        _empty()
    base = bare.seconds * 1000
    what = f"{MESSAGES:,} messages"
    yield Row(f"{what}: sent, with their deliveries", sending.seconds * 1000, "ms", base)
    yield Row(f"{what}: claimed, delivered, noted", delivering.seconds * 1000, "ms", base)
    whole = (sending.seconds + delivering.seconds) * 1000
    yield Row(f"{what}: through the outbox", whole, "ms", base, at_most=3.0)
    yield Row("messages a second through the outbox", MESSAGES / whole * 1000, "/s")


def _draft(number: int, n: int, counties: list[int]) -> Draft:
    to = Addressee(place_id=counties[n % len(counties)], level=Level.COUNTY)
    return Draft(
        to,
        Text(f"请报送第 {n} 项", f"Send in no {n}"),
        Text("期限 3 月 31 日。", "Due 31 March."),
        f"bench-{number}-{n}",
        link="/plans/",
        about=f"bench-{n % 100}",
    )


def _send(drafts: list[Draft]) -> None:
    send_messages(drafts, kind=Message.Kind.REMINDER, by=SYSTEM, at=NOON)


def _nothing(parcel: Parcel) -> Sent:
    return Sent()


def _deliver() -> None:
    channel = Channel("file", Text("无", "none"), _nothing, idempotent=True, rings=False)
    Worker(ways={"file": channel}, now=lambda: NOON + timedelta(minutes=1)).once()


def _rows(model: type[models.Model]) -> list[dict[str, Any]]:
    """The rows that were written, to be written again as bare ones."""
    return list(model._default_manager.order_by("pk").values())


def _insert(messages: list[dict[str, Any]], deliveries: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        Message.objects.bulk_create([Message(**row) for row in messages])
        Delivery.objects.bulk_create([Delivery(**row) for row in deliveries])


def _empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (Delivery, Message):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


# --- pages -------------------------------------------------------------------------------------

TOLD = date(2022, 4, 8)
TIMES = 100
ASKED = 40
PAGES = {"inbox": "/desk/", "cockpit": "/cockpit/"}
WHO = {"county": "chenliqun", "city": "zhangwei", "province": "linhao"}
SCALED: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Message, ("key",)),
    (Filing, ("series", "number")),
    (Entry, ()),
    (Opinion, ("receipt",)),
    (Visit, ()),
)
"""What a year leaves behind, and the columns that make a copy another one."""


def pages() -> Iterator[Row]:
    """Yield the 95th percentile of inbox and cockpit at one year's records and at a hundred."""
    collect_static_files()
    with clock.standing_at(TOLD):
        tell(STORIES["hubei-2022"], on=TOLD)
    small = _pages_asked()
    for model, columns in SCALED:
        _multiply(model, columns)
    large = _pages_asked()
    for (who, page), seconds in large.items():
        base = small[who, page] * 1000
        yield Row(f"{page} of a {who}, p95, {TIMES} × records", seconds * 1000, "ms", base, 1.5)


def _pages_asked() -> dict[tuple[str, str], float]:
    found = {}
    with clock.standing_at(TOLD):
        for who, username in WHO.items():
            client = Client()
            client.force_login(User.objects.get(username=username))
            for page, address in PAGES.items():
                found[who, page] = _p95(client, address)
    return found


def _p95(client: Client, address: str) -> float:
    taken = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        assert client.get(address).status_code == 200
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[int(ASKED * 0.95) - 1]


def _multiply(model: type[models.Model], columns: tuple[str, ...]) -> None:
    """Copy every row so often that there are a hundred times as many."""
    rows = list(model._default_manager.order_by("pk"))
    for number in range(1, TIMES):
        copies = []
        for row in rows:
            copy = model(
                **{f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
            )
            copy.pk = None
            for column in columns:
                value = str(getattr(copy, column))
                setattr(copy, column, f"{number}~{value}"[:60] if value else value)
            copies.append(copy)
        model._default_manager.bulk_create(copies, batch_size=500)


PARTS: tuple[Callable[[], Iterator[Row]], ...] = (outbox, pages)
