"""Which browser a candidate writes in: the cookie by which a browser is known, as a keyed hash."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhicai.foundation.keyring import keyed_hash
from zhicai.signin.visitors import fresh_token, remember_browser, visitor_of


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: what a sitting knows it by, its network address; ``fresh`` is a new cookie."""

    key: str
    address: str
    fresh: str = ""

    def remember(self, answer: HttpResponseBase) -> None:
        """Let the browser be known again, where it has no cookie yet."""
        if self.fresh:
            remember_browser(answer, self.fresh)


def device_of(request: HttpRequest) -> Device:
    """Return the browser of a request."""
    visitor = visitor_of(request)
    fresh = "" if visitor.token else fresh_token()
    return Device(keyed_hash(f"exam:{visitor.token or fresh}"), visitor.address, fresh)
