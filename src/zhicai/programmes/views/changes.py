"""In what an opened year differs from the one before; the list stays with the year."""

from django.http import HttpResponse
from django.shortcuts import render

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.programmes.queries.next_year import differences_of
from zhicai.programmes.scope import year_of
from zhicai.programmes.views.page import programme_page


@needs("programmes.read")
def changes(request: OfficeRequest) -> HttpResponse:
    """Show what the year took over and what is another than the year before."""
    year = year_of(request)
    found = differences_of(year, on=clock.today())
    context = programme_page(request, year, "overview", differences=found)
    return render(request, "programmes/changes.html", context)
