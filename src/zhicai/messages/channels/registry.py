"""What an adapter is given and what it answers; every channel by its name.

An adapter is a function ``send(Parcel) -> Sent``. It returns once the provider has it, and
raises :class:`Refused` where the provider never will, :class:`Unavailable` where it certainly
has not and may later, :class:`Uncertain` where nobody can tell. It answers within 30 seconds, knows
nothing of tries or states, and writes nothing to the tables of this app. Any other exception counts
as uncertain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured

from zhicai.foundation.text import Text

Reach = Literal["all", "phone", "email", "robot", "own"]
"""To whom a channel goes: one delivery for the whole office (``all``), one for each person who has
a phone or an e-mail address, one for an office that has a robot; ``own``: never by itself, only
what its app puts out (``actions.put_out``).
"""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery, ready to go: everything in the recipient's language.

    ``key`` is the same each time this delivery is tried. ``address`` is a phone, an e-mail address
    or a URL, ``""`` for the whole office; ``to`` its name. ``short`` has at most 70 characters
    unless its writer gave it; ``link`` is a full address where the site knows its own. ``content``
    is what an app put out itself, JSON-ready.
    """

    key: str
    channel: str
    kind: str
    to: str
    address: str
    unit: str
    subject: str
    body: str
    short: str
    link: str
    language: str
    written_at: datetime
    content: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has it; ``reference`` is the provider's own number for it."""

    reference: str = ""


class NotSent(Exception):  # noqa: N818 - the outcome of a try, told by its three kinds
    """A try that did not end with the provider's receipt; ``says`` is shown to officers."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


class Refused(NotSent):
    """The provider will never take it: a wrong number, a text not allowed."""


class Unavailable(NotSent):
    """It has certainly not gone, and may go later: no connection, too many at once."""


class Uncertain(NotSent):
    """It may have gone: the connection broke after the parcel was handed over."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out of the site.

    ``ready`` says whether the office has configured it. ``idempotent``: the provider takes the same
    key once only, so that a try whose end nobody saw may simply be made again. ``rings``: waits for
    the end of the quiet hours.
    """

    name: str
    says: Text
    send: Callable[[Parcel], Sent]
    reach: Reach = "all"
    idempotent: bool = False
    rings: bool = True
    ready: Callable[[], bool] = lambda: True


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Add a channel; called from an app's ``ready``."""
    if channel.name in _channels:
        raise ImproperlyConfigured(f"{channel.name}: already a channel")
    _channels[channel.name] = channel


def channels() -> dict[str, Channel]:
    """Return every channel by name, in the order of registering."""
    return dict(_channels)


def configured() -> dict[str, Channel]:
    """Return the channels that can be used here, by name."""
    return {name: one for name, one in _channels.items() if one.ready()}
