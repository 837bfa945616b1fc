"""Reading: the shelf with its search, one document, its versions, acknowledging, taking a copy."""

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.handbooks import actions
from zhicai.handbooks.forms import SearchForm
from zhicai.handbooks.papers import edition_file
from zhicai.handbooks.queries import (
    acknowledges,
    edition_for,
    editions_of,
    found_in,
    kind_for,
    kinds_for,
    may_edit,
    namings_of,
    shelf_of,
)
from zhicai.handbooks.rules.differences import changes
from zhicai.handbooks.views.parts import number_in, sections_of
from zhicai.programmes.scope import year_of, year_or_none


@needs("handbooks.read")
def shelf(request: OfficeRequest) -> HttpResponse:
    """Show the documents of the programme, or what a search finds in them."""
    year = year_or_none(request)
    if year is None:
        return render(request, "programmes/not_opened.html")
    on = clock.today()
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"].strip() if form.is_valid() else ""
    kinds = kinds_for(request.acting, year)
    context = {
        "year": year,
        "rows": shelf_of(request.acting, year, on=on),
        "form": form,
        "query": query,
        "found": found_in(year, kinds, query, on=on) if query else [],
    }
    return render(request, "handbooks/shelf.html", context)


@needs("handbooks.read")
def document(request: OfficeRequest, key: str) -> HttpResponse:
    """Show a document's version in force, or the one asked for; note that it was opened."""
    year, on = year_of(request), clock.today()
    kind = kind_for(request.acting, year, key)
    edition = edition_for(year, key, on=on, number=number_in(request, "version"))
    current = edition_for(year, key, on=on)
    owes, reading = False, None
    if edition is not None and edition == current:
        actions.note_opened(year, kind, edition, by=request.acting, on=on)
        owes, reading = acknowledges(request.acting, year, kind, edition)
    context = {
        "year": year,
        "kind": kind,
        "edition": edition,
        "current": current,
        "sections": sections_of(edition) if edition else [],
        "editions": editions_of(year, key),
        "owes": owes,
        "reading": reading,
        "editor": may_edit(request.acting, year, kind, on=on),
        "namings": namings_of(edition).count() if edition and kind.by_curriculum else 0,
        "on": on,
    }
    return render(request, "handbooks/document.html", context)


@needs("handbooks.read")
def versions(request: OfficeRequest, key: str) -> HttpResponse:
    """Show what changed between two versions; the last two where none are asked for."""
    year, on = year_of(request), clock.today()
    kind = kind_for(request.acting, year, key)
    listed = sorted(editions_of(year, key), key=lambda one: one.number)
    by_number = {one.number: one for one in listed}
    after = by_number.get(number_in(request, "to") or (listed[-1].number if listed else 0))
    chosen = number_in(request, "from")
    before = by_number.get(chosen if chosen is not None else (after.number - 1 if after else 0))
    if (chosen is not None and before is None) or (listed and after is None):
        raise OutOfScope
    found = changes(before.content if before else (), after.content) if after else ()
    context = {
        "year": year,
        "kind": kind,
        "editions": listed[::-1],
        "before": before,
        "after": after,
        "changes": [one for one in found if one.state != "same"],
        "same": sum(one.state == "same" for one in found),
        "current": edition_for(year, key, on=on),
    }
    return render(request, "handbooks/versions.html", context)


@require_POST
def _acknowledge(request: OfficeRequest, key: str) -> HttpResponse:
    """Confirm for the user's office that it has read the version in force."""
    year, on = year_of(request), clock.today()
    kind = kind_for(request.acting, year, key)
    edition = edition_for(year, key, on=on)
    if edition is None:
        raise OutOfScope
    actions.acknowledge_edition(year, kind, edition, by=request.acting, on=on)
    toasts.success(request, _("已确认，发布单位可以看到。"))
    return HttpResponseRedirect(reverse("handbooks:document", args=[key]))


acknowledge = needs("handbooks.acknowledge")(_acknowledge)


@needs("handbooks.read")
def take(request: OfficeRequest, key: str) -> HttpResponse:
    """Hand out the version in force, or the one asked for, as a .docx."""
    year, on = year_of(request), clock.today()
    kind = kind_for(request.acting, year, key)
    edition = edition_for(year, key, on=on, number=number_in(request, "version"))
    if edition is None:
        raise OutOfScope
    return edition_file(year, kind, edition)
