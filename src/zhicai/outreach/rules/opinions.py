"""An opinion or need: what must be said, what comes too fast or too often from one address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.outreach.rules.texts import text_faults

LONGEST_SAYS, LONGEST_NAME = 4000, 120
MOST_A_DAY = 30
"""Opinions taken on one day from one address: a whole park may stand behind it."""
FASTEST = timedelta(seconds=3)
LONGEST_OPEN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """An opinion or need as typed."""

    sort: str
    topic: str
    says: str
    sender: str
    contact: str
    phone: str


def opinion_faults(opinion: OpinionFacts, *, topics: Sequence[str]) -> Iterator[Fault]:
    """Yield everything wrong with an opinion."""
    if opinion.topic not in topics:
        yield Fault(Text("请选一个主题。", "Choose a topic."), field="topic")
    says = Text("请写意见或需求。", "Write the opinion or need.")
    yield from text_faults(opinion.says, field="says", says=says, most=LONGEST_SAYS)
    says = Text("请写单位名称。", "Name the enterprise.")
    yield from text_faults(opinion.sender, field="sender", says=says, most=LONGEST_NAME)
    says = Text("请写联系人。", "Name whom to contact.")
    yield from text_faults(opinion.contact, field="contact", says=says, most=60)
    if not _reachable(opinion.phone):
        says = Text(
            "请写电话或邮箱，答复时联系用。",
            "Give a phone number or an e-mail address for the answer.",
        )
        yield Fault(says, field="phone")


def _reachable(written: str) -> bool:
    name, at, host = written.strip().partition("@")
    if at:
        return bool(name) and "." in host and len(written) <= 60
    digits = [sign for sign in written if sign.isdigit()]
    return 7 <= len(digits) <= 15 and all(sign.isdigit() or sign in "+-() 转" for sign in written)


def haste_faults(
    *, opened: datetime | None, at: datetime, filled_trap: bool, today: int
) -> Iterator[Fault]:
    """Yield why an opinion from the public page is not taken: sent by a machine, or too many.

    ``opened`` is when the page was shown (None: not ours), ``filled_trap`` whether the field was
    filled that people do not see, ``today`` how many have come from this address today.
    """
    if filled_trap or opened is None or not FASTEST <= at - opened <= LONGEST_OPEN:
        says = Text(
            "页面已经过期，内容还在，请再提交一次。",
            "The page has expired; what you wrote is still here. Send it again.",
        )
        yield Fault(says)
    if today >= MOST_A_DAY:
        says = Text(
            "今天从您所在网络提交的已经很多，请明天再提交，或登录后提交。",
            "Many have come from your network today; try tomorrow, or sign in and send it.",
        )
        yield Fault(says)


def age(sent_on: date, *, answered_on: date | None, on: date) -> int:
    """Return for how many days an opinion has been open, or was until it was answered."""
    return max(0, ((answered_on or on) - sent_on).days)
