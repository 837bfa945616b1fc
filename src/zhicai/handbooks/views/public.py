"""What anybody may read without signing in: public documents in their version in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhicai.accounts.guard import public
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.handbooks.forms import SearchForm
from zhicai.handbooks.models import Edition
from zhicai.handbooks.papers import edition_file
from zhicai.handbooks.queries import edition_for, editions_in_force, found_in, public_year
from zhicai.handbooks.views.parts import sections_of
from zhicai.law.schema import HandbookKind
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of


@public
def shelf(request: HttpRequest) -> HttpResponse:
    """Show the public documents that have a version in force, or what a search finds in them."""
    on = clock.today()
    year = public_year(on=on)
    kinds = [kind for kind in law_of(year).handbooks.values() if kind.public] if year else []
    editions = editions_in_force(year, on=on) if year else {}
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"].strip() if form.is_valid() else ""
    context = {
        "rows": [(kind, editions[kind.id]) for kind in kinds if kind.id in editions],
        "form": form,
        "query": query,
        "found": found_in(year, kinds, query, on=on) if year and query else [],
    }
    return render(request, "handbooks/public_shelf.html", context)


def _open(key: str) -> tuple[ProgrammeYear, HandbookKind, Edition]:
    """Return a public document with its version in force; OutOfScope for any other."""
    on = clock.today()
    year = public_year(on=on)
    kind = law_of(year).handbooks.get(key) if year else None
    edition = edition_for(year, key, on=on) if year and kind and kind.public else None
    if year is None or kind is None or edition is None:
        raise OutOfScope
    return year, kind, edition


@public
def document(request: HttpRequest, key: str) -> HttpResponse:
    """Show one public document."""
    _year, kind, edition = _open(key)
    context = {"kind": kind, "edition": edition, "sections": sections_of(edition)}
    return render(request, "handbooks/public_document.html", context)


@public
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Hand out one public document as a .docx."""
    return edition_file(*_open(key))
