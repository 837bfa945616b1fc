"""What holds for everything that leaves the site: states, tries, quiet hours, who wants what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

CHINA = ZoneInfo("Asia/Shanghai")
LOCAL = "file"
"""The channel into the site's own data folder: always there, used where no other is configured."""


class State(StrEnum):
    """Where a delivery is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    GIVEN_UP = "given_up"


STATE_WORDS = {
    State.WAITING: Text("待投递", "waiting"),
    State.SENDING: Text("投递中", "sending"),
    State.SENT: Text("已送出", "sent"),
    State.FAILED: Text("将重试", "to be retried"),
    State.UNCERTAIN: Text("无法确认", "uncertain"),
    State.GIVEN_UP: Text("已停止重试", "given up"),
}
DUE = (State.WAITING, State.FAILED)
"""States in which the worker takes a delivery up once its time has come."""
ASKING = (State.UNCERTAIN, State.GIVEN_UP)
"""States that nobody but an officer can settle."""

AGAIN = "unread-"
"""How the keys of reminders begin that ask to read a message."""

MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
LEASE = timedelta(minutes=2)
"""How long a worker may take over what it has claimed, before it counts as dead."""

URGENT = frozenset({"urgent", "account"})
"""Kinds of messages that leave in quiet hours too."""

_BY_DEFAULT = {
    "sms": frozenset({"reminder", "urgent", "account"}),
    "mail": frozenset({"reminder", "notice", "filing", "urgent", "account"}),
    "wecom": frozenset({"reminder", "notice", "urgent"}),
}


def next_wait(tries: int, chance: float) -> timedelta | None:
    """Return how long to wait after so many failed tries; None once it is given up.

    Doubles from 30 seconds to an hour; ``chance`` (0…1) shifts it by up to a fifth either way, so
    that what failed together does not come back together.
    """
    if tries >= MOST_TRIES:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** max(tries - 1, 0)
    wait = min(doubled, LONGEST_WAIT)
    return wait * (0.8 + 0.4 * chance)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in China in which nothing rings; equal ends mean never."""

    begins: time = time(21)
    ends: time = time(8)

    def holds_at(self, at: time) -> bool:
        """Say whether a time of day lies within; over midnight where it begins after it ends."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


def leaves_at(moment: datetime, quiet: Quiet) -> datetime:
    """Return when something written at ``moment`` may leave: at once, or when the quiet ends."""
    local = moment.astimezone(CHINA)
    if not quiet.holds_at(local.time()):
        return moment
    end = datetime.combine(local.date(), quiet.ends, tzinfo=CHINA)
    return end if end > local else end + timedelta(days=1)


def wanted_by_default(kind: str, channel: str, configured: Collection[str]) -> bool:
    """Say whether a kind goes out through a channel where nobody has chosen.

    The local folder takes everything as long as the office has configured nothing else.
    """
    if channel == LOCAL:
        return not set(configured) - {LOCAL}
    return kind in _BY_DEFAULT.get(channel, ())


def key_of(message: str, written_at: datetime, channel: str, recipient: int | None) -> str:
    """Return the name that a delivery bears wherever it goes: the same for the same delivery."""
    parts = (message, written_at.isoformat(), channel, str(recipient or 0))
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


ROBOT_HOST = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="


def robot_faults(address: str) -> list[Fault]:
    """Return what is wrong with the address of a group robot; empty switches it off."""
    if not address or (
        address.startswith(ROBOT_HOST) and address[len(ROBOT_HOST) :].replace("-", "").isalnum()
    ):
        return []
    says = Text(
        f"群机器人地址以 {ROBOT_HOST} 开头，请从企业微信群机器人的说明页复制。",
        f"A group robot's address begins with {ROBOT_HOST}; copy it from the robot's own page.",
    )
    return [Fault(says, field="robot")]
