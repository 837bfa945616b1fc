"""Outside identities: sent away to sign in or to link, and who comes back.

A way that is not configured does not exist (404). Who comes back without a link signs nobody in and
becomes no account.
"""

import logging

from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhicai.accounts.guard import OfficeRequest, public, signed_in
from zhicai.foundation.errors import OutOfScope, Refused
from zhicai.signin import queries
from zhicai.signin.actions import identities
from zhicai.signin.forms import PasswordForm
from zhicai.signin.views.door import go_on, safe_next
from zhicai.signin.views.mine import HOME, own_user, proves
from zhicai.signin.ways.asking import Answer, OutsideFailed, send_away, take_answer
from zhicai.signin.ways.config import Way, way_of
from zhicai.ui.asked import said

log = logging.getLogger(__name__)


def _way(key: str) -> Way:
    found = way_of(key)
    if found is None:
        raise OutOfScope
    return found


def _failed(request: HttpRequest, way: Way, error: OutsideFailed) -> HttpResponse:
    log.warning("outside sign-in failed: %s", error)
    words = (
        _("已取消用“%(name)s”登录。")
        if error.cancelled
        else _("“%(name)s”没有完成验证。可以再试一次，或改用账号和密码登录。")
    )
    toasts.warning(request, words % {"name": said(way.name)})
    known = request.user.is_authenticated
    return HttpResponseRedirect(reverse(HOME if known else "accounts:login"))


def _away(
    request: HttpRequest, way: Way, *, link_to: int | None = None, next_url: str = ""
) -> HttpResponse:
    try:
        url = send_away(request, way, link_to=link_to, next_url=next_url)
    except OutsideFailed as error:
        return _failed(request, way, error)
    return render(request, "signin/away.html", {"url": url, "way": way})


@never_cache
@require_POST
def _begin(request: HttpRequest, key: str) -> HttpResponse:
    """Send a visitor away to sign in."""
    way = _way(key)
    next_url = safe_next(request, request.POST.get("next", ""))
    return _away(request, way, next_url=next_url)


begin = public(_begin)


@signed_in
@never_cache
def link(request: OfficeRequest, key: str) -> HttpResponse:
    """Send a user away to link an identity, after the password."""
    way = _way(key)
    form = PasswordForm(request.POST or None)
    if proves(request, form):
        return _away(request, way, link_to=request.acting.user_id)
    return render(request, "signin/confirm.html", {"form": form, "what": "link", "way": way})


@never_cache
@require_GET
def _back(request: HttpRequest, key: str) -> HttpResponse:
    """Take the provider's answer: sign in whoever is linked, or link."""
    way = _way(key)
    try:
        answer = take_answer(request, way)
    except OutsideFailed as error:
        return _failed(request, way, error)
    if answer.link_to is not None:
        return _linked(request, way, answer)
    if request.user.is_authenticated:
        return HttpResponseRedirect(answer.next_url or "/")
    user = queries.user_of_identity(way.key, answer.who.uid)
    if user is None:
        words = _("这个身份还没有关联账号。先用账号和密码登录，再在“我的安全”里关联。")
        toasts.warning(request, words)
        return HttpResponseRedirect(reverse("accounts:login"))
    return go_on(request, user, way=way.key, next_url=safe_next(request, answer.next_url))


back = public(_back)


def _linked(request: HttpRequest, way: Way, answer: Answer) -> HttpResponse:
    acting = getattr(request, "acting", None)
    if acting is None or acting.user_id != answer.link_to:
        return _failed(request, way, OutsideFailed("asked by another user"))
    try:
        identities.link(
            own_user(request),
            way=way.key,
            uid=answer.who.uid,
            label=answer.who.label,
            by=acting,
        )
    except Refused as error:
        toasts.warning(request, said(error.says))
    else:
        toasts.success(request, _("已关联“%(name)s”。") % {"name": said(way.name)})
    return HttpResponseRedirect(reverse(HOME))
