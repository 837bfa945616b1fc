"""Publicity actions: through which channel, how many people they reached."""

from datetime import date
from enum import StrEnum

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text


class Channel(StrEnum):
    """Where an action took place."""

    ONLINE = "online"
    OFFLINE = "offline"


CHANNEL_WORDS = {
    Channel.ONLINE: Text("线上", "Online"),
    Channel.OFFLINE: Text("线下", "Offline"),
}
MOST_REACHED = 100_000_000


def action_faults(*, on: date, today: date, reach: int | None) -> list[Fault]:
    """Return what is wrong with an action: it lies ahead, or its reach is beyond belief."""
    faults = []
    if on > today:
        says = Text(
            "日期不能晚于今天；办过之后再登记。",
            "The day cannot lie ahead; log the action once it has taken place.",
        )
        faults.append(Fault(says, field="on"))
    if reach is not None and not 0 <= reach <= MOST_REACHED:
        says = Text("触达人数应为 0 到 1 亿。", "The reach lies between 0 and 100 million.")
        faults.append(Fault(says, field="reach"))
    return faults
