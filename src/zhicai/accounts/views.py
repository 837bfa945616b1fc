"""Signing in and out, and choosing for whom to act."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhicai.accounts.forms import LoginForm
from zhicai.accounts.guard import OfficeRequest, public, signed_in
from zhicai.accounts.middleware import SESSION_KEY
from zhicai.foundation.errors import OutOfScope

login = public(
    LoginView.as_view(
        template_name="accounts/login.html",
        authentication_form=LoginForm,
        redirect_authenticated_user=True,
    )
)
logout = public(LogoutView.as_view(next_page="/"))


@require_POST
def _act_for(request: OfficeRequest) -> HttpResponse:
    key = request.POST.get("key", "")
    if key not in {acting.key for acting in request.actings}:  # type: ignore[attr-defined]
        raise OutOfScope
    request.session[SESSION_KEY] = key
    return HttpResponseRedirect(_back(request))


act_for = signed_in(_act_for)


def _back(request: HttpRequest) -> str:
    """Where the user came from, if that is a page of this site."""
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else "/"
