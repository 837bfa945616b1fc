"""One HTTP POST to a provider, with its outcome told apart: never, later, or nobody knows."""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import Refused, Unavailable, Uncertain

TIMEOUT = 10
"""Seconds for the connection, and again for the answer."""
MOST_READ = 65_536
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider said: the status and the first 64 KB of the text."""

    status: int
    text: str


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post to an HTTPS address (HTTP on this machine only) and return a 2xx answer.

    Follows no redirect. Refused for 3xx and 4xx, Unavailable where no connection was made or the
    provider asks to come later (429, 503), Uncertain where it broke off after that or failed.
    """
    connection, path = _connection(url)
    try:
        connection.connect()
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(Text("连接不上服务商", "no connection to the provider")) from error
    try:
        connection.request("POST", path, body=body, headers=dict(headers))
        response = connection.getresponse()
        answer = Answer(response.status, response.read(MOST_READ).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException) as error:
        says = Text(
            "已交出，但没有等到服务商的答复", "handed over, but the provider did not answer"
        )
        raise Uncertain(says) from error
    finally:
        connection.close()
    return _judged(answer)


def _connection(url: str) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    if parts.scheme == "https" and host:
        context = ssl.create_default_context()
        secure = http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=context)
        return secure, path
    if parts.scheme == "http" and host in LOCAL_HOSTS:
        return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT), path
    raise Refused(Text("服务商的地址不是 https", "the provider's address is not https"))


def _judged(answer: Answer) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    told = Text(f"服务商答复 {answer.status}", f"the provider answered {answer.status}")
    if answer.status in (429, 503):
        raise Unavailable(told)
    if answer.status >= 500:
        raise Uncertain(told)
    raise Refused(told)
