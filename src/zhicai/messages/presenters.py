"""What the pages of messages show of a delivery: the channel, where it stands, in which colour."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import channels
from zhicai.messages.models import Delivery
from zhicai.messages.parcels import addressee_of
from zhicai.messages.rules.outbox import STATE_WORDS, State

TONES = {
    State.WAITING: "idle",
    State.SENDING: "info",
    State.SENT: "green",
    State.FAILED: "amber",
    State.UNCERTAIN: "amber",
    State.GIVEN_UP: "red",
}
TABS = (
    ("inbox", _("收到的"), "messages.read"),
    ("sent", _("发出的"), "messages.read"),
    ("offices", _("按单位回执"), "messages.read"),
    ("settings", _("消息设置"), "messages.read"),
    ("outbox", _("投递情况"), "messages.watch_outbox"),
    ("templates", _("消息模板"), "messages.reword"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages of the message centre."""

    label: str | Promise
    url: str
    current: bool


def tabs_for(acting: Acting, at: str) -> list[Tab]:
    """Return the pages of the message centre that the user has; ``at`` is where one is."""
    return [
        Tab(label, reverse(f"messages:{name}"), name == at)
        for name, label, permission in TABS
        if holds(acting, permission)
    ]


@dataclass(frozen=True, slots=True)
class Way:
    """How one or several deliveries of a message stand: channel and state in words, how many."""

    channel: Text
    state: Text
    tone: str
    count: int = 1

    @property
    def label(self) -> Text:
        """The whole of it for a tag."""
        many = f" {self.count}" if self.count > 1 else ""
        return Text(
            f"{self.channel.zh} {self.state.zh}{many}", f"{self.channel.en} {self.state.en}{many}"
        )


def channel_name(name: str) -> Text:
    """Return a channel in words; its own name where it is no longer there."""
    one = channels().get(name)
    return one.says if one else Text(name, name)


def ways_of(deliveries: Iterable[Delivery]) -> list[Way]:
    """Return how the deliveries of a message stand, equal ones together."""
    counts = Counter((one.channel, State(one.state)) for one in deliveries)
    return [
        Way(channel_name(name), STATE_WORDS[state], TONES[state], count)
        for (name, state), count in counts.items()
    ]


def way_of(delivery: Delivery) -> Way:
    """Return how one delivery stands."""
    state = State(delivery.state)
    return Way(channel_name(delivery.channel), STATE_WORDS[state], TONES[state])


def recipient_of(delivery: Delivery) -> str:
    """Return who is to get a delivery: the person, the office, or the name it was put out with."""
    if delivery.user is not None:
        return str(delivery.user)
    return addressee_of(delivery.message) if delivery.message else delivery.name
