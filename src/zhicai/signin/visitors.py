"""Who stands before the door: address, browser, and the cookie by which a browser is known again.

``ZHICAI_PROXIES`` says how many proxies of our own stand before the site: only so many hops of
``X-Forwarded-For`` are believed, counted from the right.
"""

from dataclasses import dataclass
from secrets import token_urlsafe

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhicai.signin.rules import client_address, digest_of, network_of

COOKIE = "zhicai_browser"
COOKIE_LASTS = 180 * 24 * 3600
_TOKEN_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone at a browser, signed in or not; stands in the audit log where nobody is known yet.

    ``token`` is what the cookie holds (empty in a browser never seen), ``browser`` its digest.
    """

    address: str = ""
    agent: str = ""
    token: str = ""
    username: str = ""
    name: str = "访客"
    office: str = ""

    @property
    def network(self) -> str:
        """What counts as one address."""
        return network_of(self.address)

    @property
    def browser(self) -> str:
        """Digest of the cookie; empty in a browser never seen."""
        return digest_of(self.token) if self.token else ""


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who stands before the door."""
    token = request.COOKIES.get(COOKIE, "")
    address = client_address(
        request.META.get("REMOTE_ADDR") or "",
        request.META.get("HTTP_X_FORWARDED_FOR") or "",
        proxies=settings.ZHICAI_PROXIES,
    )
    return Visitor(
        address=address[:45],
        agent=request.headers.get("User-Agent", "")[:300],
        token=token if len(token) == _TOKEN_LENGTH else "",
    )


def fresh_token() -> str:
    """Return what the cookie of a browser holds that has none yet."""
    return token_urlsafe(32)


def remember_browser(response: HttpResponseBase, token: str) -> None:
    """Let a browser be known again."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
