"""How long to wait after wrong tries, whose browser it is, which roles need a second factor."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as keyed
from ipaddress import IPv6Address, ip_address

from zhicai.foundation.text import Text

FREE_TRIES = 5
"""Wrong tries that cost nothing: people mistype."""
FIRST_WAIT = timedelta(seconds=30)
"""After the last free try; every further wrong one doubles it."""
LONGEST_WAIT = timedelta(minutes=30)
"""Someone who guesses on and on has some fifty tries a day."""
FORGOTTEN_AFTER = timedelta(hours=24)
"""Wrong tries count no more after a day without any."""
NAMES_AN_HOUR = 200
"""So many different account names may fail from one address within :data:`NAMES_WITHIN`."""
NAMES_WITHIN = timedelta(hours=1)
PENDING_LASTS = timedelta(minutes=10)
"""From the right password to the second factor."""
SEEN_EVERY = timedelta(minutes=5)
"""So often at most a session notes that it was used."""
_MOST_DOUBLINGS = 12


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries so far, and until when the next one has to wait (in the past: not at all)."""

    count: int = 0
    until: datetime | None = None

    def wait(self, at: datetime) -> timedelta:
        """Return how long to wait from ``at``; nothing when a try is free."""
        if self.until is None or self.until <= at:
            return timedelta(0)
        return self.until - at

    def one_more(self, at: datetime) -> "Tries":
        """Return the tries after one more wrong one; old ones are forgotten."""
        forgotten = self.until is None or at - self.until > FORGOTTEN_AFTER
        count = (0 if forgotten else self.count) + 1
        return Tries(count, at + wait_after(count))

    def one_less(self, at: datetime) -> "Tries":
        """Return the tries when the last one proved right: it was none of the wrong ones.

        The wait that the others have earned begins anew: a stranger gains nothing by it.
        """
        count = max(self.count - 1, 0)
        return Tries(count, at + wait_after(count) if count else None)


def wait_after(count: int) -> timedelta:
    """Return the wait after so many wrong tries.

    >>> [wait_after(n).seconds for n in (4, 5, 6, 7)]
    [0, 30, 60, 120]
    >>> wait_after(1000) == LONGEST_WAIT
    True
    """
    if count < FREE_TRIES:
        return timedelta(0)
    doubled: int = 2 ** min(count - FREE_TRIES, _MOST_DOUBLINGS)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def network_of(address: str) -> str:
    """Return what counts as one address: an IPv4 address, the /64 of an IPv6 one, or nothing.

    >>> network_of("10.1.2.3"), network_of("2001:db8:1:2:3:4:5:6"), network_of("?")
    ('10.1.2.3', '2001:db8:1:2::', '')
    """
    try:
        found = ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(found)


def client_address(direct: str, forwarded: str, *, proxies: int) -> str:
    """Return the visitor's address behind so many proxies of our own; what lies beyond is claim.

    >>> client_address("10.0.0.1", "1.1.1.1, 2.2.2.2", proxies=1)
    '2.2.2.2'
    >>> client_address("10.0.0.1", "1.1.1.1", proxies=0)
    '10.0.0.1'
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if proxies < 1 or len(hops) < proxies:
        return direct
    return hops[-proxies]


def digest_of(text: str, *, key: str = "") -> str:
    """Return 64 hex digits that stand for a text: names that were tried are not kept in clear."""
    encoded = text.encode("utf-8", "surrogatepass")
    return keyed(key.encode(), encoded, sha256).hexdigest() if key else sha256(encoded).hexdigest()


def needs_factor(roles: Iterable[str], demanded: Collection[str]) -> bool:
    """Say whether one of someone's roles must have a second factor."""
    return not set(demanded).isdisjoint(roles)


_BROWSERS = (
    ("MicroMessenger/", Text("微信", "WeChat")),
    ("DingTalk/", Text("钉钉", "DingTalk")),
    ("QQBrowser/", Text("QQ 浏览器", "QQ Browser")),
    ("QHBrowser", Text("360 浏览器", "360 Browser")),
    ("Edg/", Text("Edge", "Edge")),
    ("Firefox/", Text("Firefox", "Firefox")),
    ("Chrome/", Text("Chrome", "Chrome")),
    ("Version/", Text("Safari", "Safari")),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows NT 10", "Windows 10/11"),
    ("Windows NT 6.1", "Windows 7"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("UOS", "UOS"),
    ("Kylin", "Kylin"),
    ("Linux", "Linux"),
)
UNKNOWN_BROWSER = Text("未知浏览器", "Unknown browser")


def browser_words(agent: str) -> Text:
    """Return a browser and its system in the words of its user, from what it says of itself.

    >>> browser_words("Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/109.0.0.0").zh
    'Chrome 109 · Windows 7'
    >>> browser_words("curl").en
    'Unknown browser'
    """
    system = next((f" · {name}" for mark, name in _SYSTEMS if mark in agent), "")
    for mark, name in _BROWSERS:
        if mark in agent:
            version = agent.split(mark, 1)[1].split(".", 1)[0].split(" ", 1)[0]
            tail = f" {version}{system}" if version.isdecimal() else system
            return Text(name.zh + tail, name.en + tail)
    return UNKNOWN_BROWSER
