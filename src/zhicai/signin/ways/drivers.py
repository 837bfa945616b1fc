"""How each kind of provider is asked: django-allauth's drivers, narrowed to what we need.

Of a driver we take the addresses, the exchange of the code, and who it says is there. Everything
after (accounts, e-mail, sessions, pages) is ours. Two things are stricter than in allauth: an ID
token is always verified by its signature, and answers the nonce of our own question.
"""

from dataclasses import dataclass
from secrets import compare_digest
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.providers.weixin.provider import WeixinProvider
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from zhicai.signin.ways.config import Way


@dataclass(frozen=True, slots=True)
class Outside:
    """Who a provider says is there: its own id of the person, and a name to show."""

    uid: str
    label: str


class _Asked:
    """What every driver of ours does its own way: who is there, and whither the answer comes."""

    app: SocialApp
    adapter_class: Any

    def get_oauth2_adapter(self, request: HttpRequest) -> Any:
        adapter = self.adapter_class(request, self)
        for name, address in self.app.settings["endpoints"]:
            setattr(adapter, name, address)
        return adapter

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> Outside:
        uid = str(self.extract_uid(response))  # type: ignore[attr-defined]  # of the driver
        return Outside(uid, str(response.get("nickname") or response.get("nick") or ""))


class _Adapter:
    """Knows its provider, and our address instead of allauth's."""

    provider: Any

    def __init__(self, request: HttpRequest, provider: Any) -> None:
        self.provider = provider
        super().__init__(request)  # type: ignore[call-arg]  # of the driver beside it

    def get_provider(self) -> Any:
        return self.provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("signin:back", args=[app.provider_id]))


class _OidcAdapter(_Adapter, OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    def __init__(self, request: HttpRequest, provider: Any) -> None:
        self.provider = provider
        OpenIDConnectOAuth2Adapter.__init__(self, request, provider.app.provider_id)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> Outside:
        config = self.openid_config
        if config["issuer"].rstrip("/") != app.settings["server_url"]:
            raise OAuth2Error("the issuer is another than the configured server")
        claims = jwtkit.verify_and_decode(
            credential=kwargs["response"]["id_token"],
            keys_url=config["jwks_uri"],
            issuer=config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not compare_digest(str(claims.get("nonce", "")), kwargs["nonce"]):
            raise OAuth2Error("the nonce is another than the one asked with")
        label = claims.get("name") or claims.get("preferred_username") or ""
        return Outside(str(claims["sub"]), str(label))


class _Oidc(_Asked, OpenIDConnectProvider):  # type: ignore[misc]
    adapter_class = _OidcAdapter

    def get_default_scope(self) -> list[str]:
        return ["openid", "profile"]


class _WeixinAdapter(_Adapter, WeixinOAuth2Adapter):  # type: ignore[misc]
    authorize_url = "https://open.weixin.qq.com/connect/qrconnect"


class _Weixin(_Asked, WeixinProvider):  # type: ignore[misc]
    adapter_class = _WeixinAdapter


class _DingTalkAdapter(_Adapter, DingTalkOAuth2Adapter):  # type: ignore[misc]
    """DingTalk as allauth asks it."""


class _DingTalk(_Asked, DingTalkProvider):  # type: ignore[misc]
    adapter_class = _DingTalkAdapter


class _WecomClient(OAuth2Client):  # type: ignore[misc]
    """WeCom gives a token to the application, and tells with it whose code has come."""

    def get_redirect_url(
        self, authorization_url: str, scope: Any, extra_params: dict[str, str]
    ) -> str:
        given = {
            "login_type": "CorpApp",
            "appid": self.consumer_key,
            "redirect_uri": self.callback_url,
            "state": self.state,
            **extra_params,
        }
        query = HttpRequest().GET.copy()
        query.update(given)
        return f"{authorization_url}?{query.urlencode()}"

    def get_access_token(self, code: str, pkce_code_verifier: str | None = None) -> dict[str, Any]:
        params = {"corpid": self.consumer_key, "corpsecret": self.consumer_secret}
        return _answer_of(self.access_token_url, params)


class _WecomAdapter(_Adapter, OAuth2Adapter):  # type: ignore[misc]
    provider_id = "wecom"
    authorize_url = "https://login.work.weixin.qq.com/wwlogin/sso/login"
    access_token_url = "https://qyapi.weixin.qq.com/cgi-bin/gettoken"
    profile_url = "https://qyapi.weixin.qq.com/cgi-bin/auth/getuserinfo"
    client_class = _WecomClient

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> Outside:
        params = {"access_token": token.token, "code": request.GET["code"]}
        found: Outside = self.provider.sociallogin_from_response(
            request, _answer_of(self.profile_url, params)
        )
        return found


class _Wecom(_Asked, OAuth2Provider):  # type: ignore[misc]
    id = "wecom"
    name = "WeCom"
    adapter_class = _WecomAdapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["userid"])  # only members of the corporation have one

    def get_auth_params(self) -> dict[str, str]:
        return {"agentid": self.app.settings["agent_id"]}


def _answer_of(address: str, params: dict[str, str]) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        response = session.get(address, params=params)
        response.raise_for_status()
        found: dict[str, Any] = response.json()
    if found.get("errcode"):
        raise OAuth2Error(f"errcode {found['errcode']}")
    return found


_DRIVERS = {"oidc": _Oidc, "weixin": _Weixin, "dingtalk": _DingTalk, "wecom": _Wecom}


def driver_of(way: Way, request: HttpRequest) -> Any:
    """Return the driver of a way for one request; nothing is called yet."""
    app = SocialApp(
        provider=way.kind,
        provider_id=way.key,
        name=way.name.zh,
        client_id=way.client_id,
        secret=way.secret,
        settings={
            "server_url": way.server,
            "agent_id": way.agent_id,
            "endpoints": way.endpoints,
            "oauth_pkce_enabled": way.kind == "oidc",
        },
    )
    return _DRIVERS[way.kind](request, app=app)
