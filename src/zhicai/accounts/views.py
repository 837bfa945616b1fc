"""Signing in and out, and choosing for whom to act."""

from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from zhicai.accounts.acting import Acting
from zhicai.accounts.entrance import door
from zhicai.accounts.guard import OfficeRequest, public, signed_in
from zhicai.accounts.middleware import SESSION_KEY
from zhicai.foundation.errors import OutOfScope


@public
def login(request: HttpRequest) -> HttpResponseBase:
    """Show the door that the app above has hung in."""
    return door()(request)


logout = public(LogoutView.as_view(next_page="/"))


@signed_in
def act_for(request: OfficeRequest) -> HttpResponse:
    """Choose the office to act for; it changes only what this session looks at, so a link may do
    it.
    """
    key = request.GET.get("key", "")
    actings: tuple[Acting, ...] = getattr(request, "actings", ())
    if key not in {acting.key for acting in actings}:
        raise OutOfScope
    request.session[SESSION_KEY] = key
    return HttpResponseRedirect("/")
