"""Signing in and out, and choosing for whom to act."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse, HttpResponseRedirect

from zhicai.accounts.acting import Acting
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
