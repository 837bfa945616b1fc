"""The door: password, then the second factor where there is one or has to be one.

Until the last step is done nobody is signed in: what the first step proved lies in the visitor's
session as *pending*, and no other page looks at it.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhicai.accounts.backends import OfficeBackend
from zhicai.accounts.entrance import door_links
from zhicai.accounts.guard import public
from zhicai.accounts.models import User
from zhicai.foundation import clock, keyring
from zhicai.foundation.errors import BadInput
from zhicai.signin import queries
from zhicai.signin.actions import factors, sessions, tries
from zhicai.signin.forms import CodeForm, LoginForm
from zhicai.signin.rules import PENDING_LASTS, digest_of, needs_factor
from zhicai.signin.views.parts import phone_picture
from zhicai.signin.visitors import fresh_token, remember_browser, visitor_of
from zhicai.signin.ways.config import ways
from zhicai.ui.asked import said

PENDING = "signin.pending"
OPENED = "signin.opened"
"""In the session: with which factor it was opened, and when it was last noted as used."""
BACKEND = f"{OfficeBackend.__module__}.{OfficeBackend.__qualname__}"


@never_cache
def _sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password."""
    next_url = safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url)
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = tries.try_password(
            given["username"], given["password"], by=visitor_of(request), at=clock.now()
        )
        if outcome.user is not None:
            return go_on(request, outcome.user, way="password", next_url=next_url)
        form.add_error(None, wait_words(outcome.wait) if outcome.wait else _wrong())
    context = {"form": form, "next": next_url, "ways": ways(), "links": door_links(request)}
    return render(request, "signin/login.html", context)


sign_in = public(sensitive_post_parameters("password")(_sign_in))


def _wrong() -> str:
    return _("账号或密码不对。忘记密码，可以向上级单位或系统管理员申请重置。")


def wait_words(wait: timedelta) -> str:
    """Return the sentence that says how long to wait."""
    seconds = ceil(wait.total_seconds())
    if seconds < 60:
        return ngettext(
            "试错次数较多，请在 %(n)d 秒后再试。", "试错次数较多，请在 %(n)d 秒后再试。", seconds
        ) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext(
        "试错次数较多，请在 %(n)d 分钟后再试。", "试错次数较多，请在 %(n)d 分钟后再试。", minutes
    ) % {"n": minutes}


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Return where to go afterwards, the start where the wish leads off the site."""
    inside = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if inside else settings.LOGIN_REDIRECT_URL


# --- after the first step ------------------------------------------------------------------------


def go_on(request: HttpRequest, user: User, *, way: str, next_url: str) -> HttpResponse:
    """Let in whoever has no second step to take; send everybody else to it."""
    roles = queries.roles_of(user, on=clock.today())
    if not queries.has_factor(user) and not needs_factor(roles, settings.ZHICAI_MFA_ROLES):
        return let_in(request, user, way=way, factor="", next_url=next_url)
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": clock.now().isoformat(),
        "way": way,
        "next": next_url,
    }
    return HttpResponseRedirect(reverse("signin:second"))


def let_in(
    request: HttpRequest, user: User, *, way: str, factor: str, next_url: str
) -> HttpResponse:
    """Open the session under a fresh id, and let the browser be known again."""
    visitor, at = visitor_of(request), clock.now()
    token = visitor.token or fresh_token()
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    request.session[OPENED] = {"factor": factor, "seen": at.isoformat()}
    if not request.session.session_key:
        request.session.create()
    sessions.open_session(
        user,
        key=request.session.session_key or "",
        way=way,
        factor=factor,
        browser=digest_of(token),
        by=visitor,
        at=at,
    )
    answer = HttpResponseRedirect(next_url)
    remember_browser(answer, token)
    return answer


def _pending(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Return who has taken the first step in this browser, not long ago."""
    kept = request.session.get(PENDING)
    if not kept or clock.now() - datetime.fromisoformat(kept["at"]) > PENDING_LASTS:
        return None
    user = OfficeBackend().get_user(kept["user"])
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return user, kept


@never_cache
@require_http_methods(["GET", "POST"])
def _second(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, or set one up where the role must have one."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    found = _pending(request)
    if found is None:
        request.session.pop(PENDING, None)
        return HttpResponseRedirect(reverse("accounts:login"))
    user, kept = found
    return (_code if queries.has_factor(user) else _set_up)(request, user, kept)


second = public(_second)


def _code(request: HttpRequest, user: User, kept: dict[str, Any]) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor, at, used = visitor_of(request), clock.now(), [""]

        def right() -> bool:
            by = sessions.user_as_actor(user)
            used[0] = factors.use_code(user, form.cleaned_data["code"], by=by, at=at)
            return bool(used[0])

        outcome = tries.try_code(user, right, by=visitor, at=at)
        if outcome.user is not None:
            return let_in(request, user, way=kept["way"], factor=used[0], next_url=kept["next"])
        wrong = _("验证码不对或已用过。请看手机上现在显示的 6 位数，或输入一个备用码。")
        form.add_error("code", wait_words(outcome.wait) if outcome.wait else wrong)
    return render(request, "signin/second.html", {"form": form, "account": user})


def _set_up(request: HttpRequest, user: User, kept: dict[str, Any]) -> HttpResponse:
    """Let someone whose role must have a second factor set it up before going in."""
    if "secret" not in kept:
        kept["secret"] = keyring.seal(generate_totp_secret())
        request.session[PENDING] = kept
    secret = keyring.open_sealed(kept["secret"])
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            by = sessions.user_as_actor(user)
            codes = factors.add_totp(user, secret, form.cleaned_data["code"], by=by)
        except BadInput as error:
            form.add_error("code", said(error.says))
        else:
            let_in_first = let_in(
                request, user, way=kept["way"], factor="totp", next_url=kept["next"]
            )
            answer = render(request, "signin/codes.html", {"codes": codes, "next": kept["next"]})
            answer.cookies = let_in_first.cookies
            return answer
    context = {"form": form, "account": user, **phone_picture(user, secret)}
    return render(request, "signin/set_up.html", context)
