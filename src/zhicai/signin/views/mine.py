"""One's own security: password, second factor, devices signed in, outside identities."""

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages as toasts
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.accounts.models import User
from zhicai.foundation import clock, keyring
from zhicai.foundation.errors import BadInput
from zhicai.signin import queries
from zhicai.signin.actions import factors, identities, sessions, tries
from zhicai.signin.forms import BindForm, NewPasswordForm, PasswordForm
from zhicai.signin.views.door import OPENED, wait_words
from zhicai.signin.views.parts import phone_picture
from zhicai.signin.visitors import visitor_of
from zhicai.signin.ways.config import ways
from zhicai.ui.asked import said

SECRET = "signin.secret"
HOME = "signin:mine"
WORTH_TELLING = 3
"""Wrong tries by strangers; fewer are the user's own slips at a new browser."""


def own_user(request: HttpRequest) -> User:
    """Return the user who is signed in; the guard has seen to it."""
    assert isinstance(request.user, User)
    return request.user


def proves(request: HttpRequest, form: PasswordForm) -> bool:
    """Say whether the form is right and holds one's own password; a wrong one costs a try."""
    if request.method != "POST" or not form.is_valid():
        return False
    outcome = tries.try_own_password(
        own_user(request),
        form.cleaned_data["password"],
        by=visitor_of(request),
        at=clock.now(),
    )
    if outcome.user is None:
        wrong = _("现在的密码不对，请重新输入。")
        form.add_error("password", wait_words(outcome.wait) if outcome.wait else wrong)
    return outcome.user is not None


@signed_in
@never_cache
def mine(request: OfficeRequest) -> HttpResponse:
    """Show how one signs in, and where one is signed in."""
    user = own_user(request)
    links = queries.identities_of(user)
    present = request.session.session_key or ""
    context = {
        "factors": queries.factors_of(user),
        "sessions": queries.sessions_of(user, now=timezone.now(), current=present),
        "ways": [(way, links.get(way.key)) for way in ways()],
        "tried": user.failed_logins if user.failed_logins >= WORTH_TELLING else 0,
    }
    return render(request, "signin/mine.html", context)


@never_cache
def _password(request: OfficeRequest) -> HttpResponse:
    """Change one's password; every other session is over with it."""
    form = NewPasswordForm(request.POST or None)
    if proves(request, form):
        user, old = own_user(request), request.session.session_key or ""
        try:
            sessions.change_password(user, form.cleaned_data["new"], by=request.acting)
        except BadInput as error:
            for fault in error.faults:
                form.add_error("new", said(fault.says))
        else:
            update_session_auth_hash(request, user)
            new = request.session.session_key or ""
            sessions.renew_key(user, old=old, new=new, by=request.acting)
            toasts.success(request, _("密码已修改，其他设备已退出登录。"))
            return HttpResponseRedirect(reverse(HOME))
    return render(request, "signin/password.html", {"form": form})


password = signed_in(sensitive_post_parameters("password", "new", "again")(_password))


@signed_in
@never_cache
def bind(request: OfficeRequest) -> HttpResponse:
    """Set up a code app; then show the recovery codes, this once."""
    user = own_user(request)
    if queries.has_factor(user):
        return HttpResponseRedirect(reverse(HOME))
    if SECRET not in request.session:
        request.session[SECRET] = keyring.seal(generate_totp_secret())
    secret = keyring.open_sealed(request.session[SECRET])
    form = BindForm(request.POST or None)
    if proves(request, form):
        try:
            codes = factors.add_totp(user, secret, form.cleaned_data["code"], by=request.acting)
        except BadInput as error:
            form.add_error("code", said(error.says))
        else:
            del request.session[SECRET]
            request.session[OPENED] = request.session.get(OPENED, {}) | {"factor": "totp"}
            context = {"codes": codes, "next": reverse(HOME)}
            return render(request, "signin/codes.html", context)
    return render(request, "signin/bind.html", {"form": form, **phone_picture(user, secret)})


@signed_in
@never_cache
def codes(request: OfficeRequest) -> HttpResponse:
    """Make fresh recovery codes; those from before are void."""
    form = PasswordForm(request.POST or None)
    if proves(request, form):
        fresh = factors.renew_recovery_codes(own_user(request), by=request.acting)
        return render(request, "signin/codes.html", {"codes": fresh, "next": reverse(HOME)})
    return render(request, "signin/confirm.html", {"form": form, "what": "codes"})


@signed_in
@never_cache
def unbind(request: OfficeRequest) -> HttpResponse:
    """Remove the second factor."""
    form = PasswordForm(request.POST or None)
    if proves(request, form):
        factors.remove_factors(own_user(request), by=request.acting)
        request.session[OPENED] = request.session.get(OPENED, {}) | {"factor": ""}
        toasts.success(request, _("第二步验证已停用。"))
        return HttpResponseRedirect(reverse(HOME))
    return render(request, "signin/confirm.html", {"form": form, "what": "unbind"})


@signed_in
@require_POST
def end(request: OfficeRequest) -> HttpResponse:
    """End one of one's sessions (``session``), or all but the present one."""
    user = own_user(request)
    chosen = request.POST.get("session", "")
    if chosen.isdecimal() and len(chosen) < 19:
        sessions.end_session(queries.session_of(user, int(chosen)), by=request.acting)
        toasts.success(request, _("这台设备已退出登录。"))
    else:
        keep = request.session.session_key or ""
        count = sessions.end_sessions(user, by=request.acting, keep=keep)
        done = ngettext("已让 %(n)d 台设备退出登录。", "已让 %(n)d 台设备退出登录。", count)
        toasts.success(request, done % {"n": count})
    return HttpResponseRedirect(reverse(HOME))


@signed_in
@require_POST
def unlink(request: OfficeRequest, key: str) -> HttpResponse:
    """Take the link of an outside identity away."""
    identities.unlink(queries.identity_of(own_user(request), key), by=request.acting)
    toasts.success(request, _("已解除关联。"))
    return HttpResponseRedirect(reverse(HOME))
