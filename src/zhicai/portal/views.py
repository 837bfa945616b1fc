"""The public home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhicai.accounts.acting import Acting
from zhicai.accounts.guard import public
from zhicai.foundation import clock
from zhicai.portal.queries import first_page, public_programme


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the programme to visitors; someone signed in goes on to their first page."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is not None:
        return redirect(first_page(acting))
    programme = public_programme(on=clock.today())
    return render(request, "portal/home.html", {"programme": programme})
