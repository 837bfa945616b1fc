"""Which programme year a request is about: ``?year=ID``, else that of the day."""

from django.http import HttpRequest

from zhicai.accounts.guard import OfficeRequest
from zhicai.foundation import clock
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import pick_year, year_for, years_for


def wanted_year(request: HttpRequest) -> int | None:
    """Return the id of the programme year that the address asks for, None for the day's."""
    written = request.GET.get("year", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def year_of(request: OfficeRequest) -> ProgrammeYear:
    """Return the programme year that a page is about; OutOfScope before the first is opened."""
    return year_for(request.acting, on=clock.today(), wanted=wanted_year(request))


def year_or_none(request: OfficeRequest) -> ProgrammeYear | None:
    """Return the programme year that a page is about, None before the first is opened."""
    mine = list(years_for(request.acting))
    return pick_year(mine, on=clock.today(), wanted=wanted_year(request))
