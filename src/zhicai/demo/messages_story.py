"""The outbox of the story: on some mornings what is due goes out, to a stand-in for a provider.

On one of them an office's address is no longer in use, one provider does not answer after taking
the text, one cannot be reached: the system administrator finds each of these in the outbox.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.demo.stage import Event, Stage, at
from zhicai.foundation.text import Text
from zhicai.messages.actions import mark_read
from zhicai.messages.channels.registry import (
    Channel,
    NotSent,
    Parcel,
    Refused,
    Sent,
    Unavailable,
    Uncertain,
)
from zhicai.messages.queries import inbox_of
from zhicai.messages.worker import Worker

CALM = ((1, 7), (2, 1), (3, 18), (4, 1), (4, 15), (4, 29), (5, 13), (6, 1), (7, 1), (9, 1))
TROUBLED = date(2022, 4, 8)


def messages_chapter(
    stage: Stage, *, refused: str, unsure: str, away: str, readers: tuple[str, ...]
) -> Iterator[Event]:
    """Yield the deliveries; each of the three offices named has a trouble of its own one day."""
    for month, day in CALM:
        yield Event(at(date(2022, month, day), 18), partial(_deliver, _Provider()))
    troubles: dict[str, NotSent] = {
        refused: Refused(Text("对方地址已停用", "the address is no longer in use")),
        unsure: Uncertain(Text("已交出，但没有等到答复", "handed over, but no answer came")),
        away: Unavailable(Text("连接不上服务商", "no connection to the provider")),
    }
    by_name = {f"{stage.places[code].name}局": error for code, error in troubles.items()}
    yield Event(at(TROUBLED, 8, 5), partial(_deliver, _Provider(by_name)))
    for number, username in enumerate(readers):
        yield Event(at(TROUBLED, 8, 10 + number), partial(_read, stage, username))


@dataclass(frozen=True, slots=True)
class _Provider:
    """Takes what it is given, except for the offices that it has trouble with."""

    troubles: Mapping[str, NotSent] = field(default_factory=dict)

    def send(self, parcel: Parcel) -> Sent:
        """Take one parcel, or raise what stands for its office."""
        if parcel.to in self.troubles:
            raise self.troubles[parcel.to]
        return Sent()


def _deliver(provider: _Provider, moment: datetime) -> None:
    channel = Channel("file", Text("本机文件", "local file"), provider.send, rings=False)
    chance = random.Random(7)
    Worker({"file": channel}, now=lambda: moment, chance=chance, batch=500).once()


def _read(stage: Stage, username: str, moment: datetime) -> None:
    reader = stage.acting(username, on=moment.date())
    for message in inbox_of(reader)[:3]:
        mark_read(message, by=reader, at=moment + timedelta(minutes=1))
