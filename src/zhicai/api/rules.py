"""Tokens, scopes, signatures and addresses of webhooks: pure."""

import hmac
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text


class Scope(StrEnum):
    """What a token may be used for; it never reaches further than its owner."""

    READ = "read"
    PLANS = "plans:write"
    NOTICES = "notices:write"


SCOPE_WORDS = {
    Scope.READ: Text("读取", "read"),
    Scope.PLANS: Text("编制和报送本单位年度计划", "draft and send the office's own plan"),
    Scope.NOTICES: Text("确认收悉通知", "acknowledge notices"),
}
PERMISSION_OF = {Scope.PLANS: "planning.draft", Scope.NOTICES: "notices.acknowledge"}
"""What the owner has to hold so that a scope makes sense."""

LONGEST_NAME = 60
LONGEST_LIFE = 366
"""Days; a token that is still needed after a year is made anew."""

_MARK = "zc_"
_PREFIX = 8


def new_token() -> tuple[str, str]:
    """Return a fresh token and the prefix by which its row is found."""
    prefix = secrets.token_hex(_PREFIX // 2)
    return f"{_MARK}{prefix}_{secrets.token_urlsafe(32)}", prefix


def prefix_of(token: str) -> str:
    """Return the prefix of what may be a token, "" where it cannot be one.

    >>> prefix_of("zc_0123abcd_secret")
    '0123abcd'
    """
    begins = len(_MARK)
    ends = begins + _PREFIX
    if not token.startswith(_MARK) or token[ends : ends + 1] != "_" or len(token) > 100:
        return ""
    return token[begins:ends]


def window_of(at: datetime) -> datetime:
    """Return the beginning of the minute in which calls are counted."""
    return at.replace(second=0, microsecond=0)


def seconds_left(at: datetime) -> int:
    """Return how many seconds remain of the minute."""
    return max(1, int((window_of(at) + timedelta(minutes=1) - at).total_seconds()))


def token_faults(name: str, scopes: Collection[str], *, days: int) -> list[Fault]:
    """Return what is wrong with a token that is asked for."""
    faults = []
    if not name.strip() or len(name) > LONGEST_NAME:
        says = Text(
            f"请写明用途，{LONGEST_NAME} 字以内。", f"Say what it is for, in {LONGEST_NAME}."
        )
        faults.append(Fault(says, field="name"))
    if not scopes or set(scopes) - {scope.value for scope in Scope}:
        faults.append(
            Fault(Text("请至少选一项权限。", "Choose at least one scope."), field="scopes")
        )
    if not 1 <= days <= LONGEST_LIFE:
        says = Text(
            f"有效期最短 1 天，最长 {LONGEST_LIFE} 天。",
            f"It holds for 1 to {LONGEST_LIFE} days.",
        )
        faults.append(Fault(says, field="days"))
    return faults


# --- webhooks ---------------------------------------------------------------------------------

SIGNATURE = "X-Zhicai-Signature"
EVENT = "X-Zhicai-Event"
DELIVERY = "X-Zhicai-Delivery"

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_ADDRESS = 300


def signature_of(secret: str, body: bytes, *, at: int) -> str:
    """Return the value of the signature header: the second it was signed, HMAC-SHA256 over both.

    >>> signature_of("k", b"{}", at=1)[:9]
    't=1,v1=97'
    """
    signed = hmac.new(secret.encode(), b"%d." % at + body, sha256).hexdigest()
    return f"t={at},v1={signed}"


def address_faults(url: str, *, local: bool) -> list[Fault]:
    """Return what is wrong with where a webhook is to go; ``local`` allows http on this machine."""
    wrong = Text(
        "地址要以 https:// 开头，不含账号、密码和 #。",
        "It begins with https:// and holds neither account nor password nor #.",
    )
    fault = [Fault(wrong, field="url")]
    if len(url) > LONGEST_ADDRESS or any(not 33 <= ord(letter) <= 126 for letter in url):
        return fault
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return fault
    if not host or parts.username or parts.password or parts.fragment:
        return fault
    if parts.scheme == "https" or (local and parts.scheme == "http" and host in LOOPBACK):
        return []
    return fault


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the outside: no loopback, private or reserved one.

    >>> is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("8.8.8.8")
    (False, False, True)
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


def allowed_of(addresses: Iterable[str], *, private: bool) -> str:
    """Return the address to connect to, "" where any of them must not be called."""
    found = list(dict.fromkeys(addresses))
    if not found or (not private and not all(is_public(one) for one in found)):
        return ""
    return found[0]
