"""One signed POST to an address that an office entered: never into the site's own network."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from zhicai.api.rules import address_faults, allowed_of
from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import Refused, Unavailable, Uncertain

TIMEOUT = 10
"""Seconds for the connection, and again for the answer."""
MOST_READ = 4096


class _Plain(http.client.HTTPConnection):
    """Connects to the address that was looked up and judged, whatever its name says by then."""

    def __init__(self, host: str, port: int | None, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.address = address

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Secure(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int | None, address: str) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT, context=self.tls)
        self.address = address

    def connect(self) -> None:
        """Open the socket; the certificate is held against the name."""
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> int:
    """Post and return the 2xx status; follows no redirect.

    Refused for an address inside (unless ``private``), 3xx and most 4xx; Unavailable where it
    certainly did not arrive or is asked for later; Uncertain where nobody can tell.
    """
    if address_faults(url, local=private):
        raise Refused(Text("推送地址不是 https", "the webhook's address is not https"))
    connection, path = _connection(url, private=private)
    try:
        connection.connect()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        raise Unavailable(Text("连接不上对方系统", "no connection to the system")) from error
    try:
        connection.request("POST", path, body=body, headers=dict(headers))
        response = connection.getresponse()
        response.read(MOST_READ)
        status = response.status
    except (OSError, http.client.HTTPException) as error:
        says = Text("已交出，但没有等到对方系统的答复", "handed over, but no answer came")
        raise Uncertain(says) from error
    finally:
        connection.close()
    return _judged(status)


def _connection(url: str, *, private: bool) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(Text("找不到推送地址的主机", "the host cannot be found")) from error
    address = allowed_of((str(one[4][0]) for one in found), private=private)
    if not address:
        says = Text("推送地址指向内部网络，没有发送", "the address lies inside; nothing was sent")
        raise Refused(says)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    if secure:
        return _Secure(host, port, address), path
    return _Plain(host, port, address), path


def _judged(status: int) -> int:
    if 200 <= status < 300:
        return status
    told = Text(f"对方系统答复 {status}", f"the system answered {status}")
    if status in (408, 425, 429) or status >= 500:
        raise Unavailable(told)
    raise Refused(told)
