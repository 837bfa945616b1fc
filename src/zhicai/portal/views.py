"""The public home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhicai.accounts.guard import public
from zhicai.foundation import clock
from zhicai.portal.queries import public_programme


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the programme to visitors; someone signed in goes on to the cockpit."""
    if getattr(request, "acting", None) is not None:
        return redirect("monitoring:cockpit")
    programme = public_programme(on=clock.today())
    return render(request, "portal/home.html", {"programme": programme})
