"""The two steps of an outside identity: send the browser there, read who came back.

State, nonce and PKCE verifier lie in the session that asked; each answer is taken once, within ten
minutes, by the browser that asked.
"""

from dataclasses import dataclass
from secrets import token_urlsafe

from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from requests import RequestException

from zhicai.signin.ways.config import Way
from zhicai.signin.ways.drivers import Outside, driver_of

FAILURES = (
    OAuth2Error,
    RequestException,
    ProviderException,
    PermissionDenied,
    KeyError,
    ValueError,
    TypeError,
)
"""What a driver raises when the provider does not answer, or answers something else."""


class OutsideFailed(Exception):  # noqa: N818
    """The provider does not answer, says no, or what it says cannot be trusted; the log says why.

    ``cancelled``: the user did not want to.
    """

    def __init__(self, why: str, *, cancelled: bool = False) -> None:
        super().__init__(why)
        self.cancelled = cancelled


@dataclass(frozen=True, slots=True)
class Answer:
    """Who came back, and what the browser had been sent for: ``link_to`` is a user's id or None."""

    who: Outside
    link_to: int | None
    next_url: str


def send_away(
    request: HttpRequest, way: Way, *, link_to: int | None = None, next_url: str = ""
) -> str:
    """Return the provider's address for this question; OutsideFailed where it does not answer."""
    driver = driver_of(way, request)
    nonce = token_urlsafe(24)
    params = {"nonce": nonce} if way.kind == "oidc" else {}
    try:
        answer: HttpResponse = driver.redirect(
            request,
            "connect" if link_to else "login",
            next_url=next_url,
            data={"nonce": nonce, "link_to": link_to},
            auth_params=driver.get_auth_params() | params,
        )
    except FAILURES as error:
        raise OutsideFailed(f"{way.key}: {error!r}") from error
    return answer["Location"]


def take_answer(request: HttpRequest, way: Way) -> Answer:
    """Read who came back; OutsideFailed where the answer is none to our own question."""
    driver = driver_of(way, request)
    adapter = driver.get_oauth2_adapter(request)
    state = statekit.unstash_state(
        request, provider_id=driver.sub_id, state_id=request.GET.get("state", "")
    )
    if state is None:
        raise OutsideFailed(f"{way.key}: an answer to no question of this browser")
    if "error" in request.GET or not request.GET.get("code"):
        given = request.GET.get("error", "")
        raise OutsideFailed(f"{way.key}: {given!r}", cancelled=given == "access_denied")
    try:
        client = adapter.get_client(request, driver.app)
        data = adapter.get_access_token_data(
            request, driver.app, client, pkce_code_verifier=state.get("pkce_code_verifier")
        )
        who = adapter.complete_login(
            request,
            driver.app,
            adapter.parse_token(data),
            response=data,
            nonce=state["data"]["nonce"],
        )
    except FAILURES as error:
        raise OutsideFailed(f"{way.key}: {error!r}") from error
    if not who.uid or len(who.uid) > 191:
        raise OutsideFailed(f"{way.key}: no usable id")
    return Answer(who, state["data"]["link_to"], state.get("next", ""))
