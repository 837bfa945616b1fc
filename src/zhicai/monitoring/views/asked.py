"""What a request of monitoring asks for: place, year, month, a choice among a few."""

from collections.abc import Collection, Iterable
from datetime import date

from zhicai.accounts.guard import OfficeRequest
from zhicai.foundation import clock
from zhicai.law.schema import Years
from zhicai.monitoring.presenters.words import Addresses
from zhicai.monitoring.queries.scope import Scope, scope_for


def scope_of(request: OfficeRequest, *, rules: Iterable[str] | None = None) -> Scope:
    """Return the scope a request asks for: ``?place=CODE`` and ``?year=ID``, else the user's
    own.
    """
    return scope_for(
        request.acting,
        on=clock.today(),
        code=asked(request, "place"),
        year=wanted_year(request),
        rules=rules,
    )


def asked(request: OfficeRequest, name: str) -> str:
    """Return a parameter of the request, posted or in its address, empty where it is not given."""
    return (request.POST.get(name) or request.GET.get(name) or "").strip()


def wanted_year(request: OfficeRequest) -> int | None:
    """Return the id of the programme year asked for, None for the day's."""
    written = asked(request, "year")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def choice(request: OfficeRequest, name: str, known: Collection[str], standard: str) -> str:
    """Return the chosen one of a few words, the standard one for anything else."""
    written = request.GET.get(name, "")
    return written if written in known else standard


def month_of(request: OfficeRequest, on: date) -> date:
    """Return the first day of the month asked for (``?month=2022-06``), else of the day's."""
    written = request.GET.get("month", "")
    try:
        asked_for = date.fromisoformat(f"{written}-01") if len(written) == 7 else on
    except ValueError:
        asked_for = on
    known = Years(first=2000, last=2100)
    return asked_for.replace(day=1) if asked_for.year in known else on.replace(day=1)


def addresses(request: OfficeRequest, scope: Scope) -> Addresses:
    """Return the addresses of pages about a scope; one's own place is left out of them."""
    return Addresses(asked(request, "place") and scope.place.code, wanted_year(request))
