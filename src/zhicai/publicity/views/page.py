"""What every page of publicity shows around its content, and how it goes on from a form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import Fault
from zhicai.programmes.queries import law_of
from zhicai.programmes.scope import year_or_none
from zhicai.publicity.navigation import tabs_of
from zhicai.ui.asked import said

RIGHTS = {
    "writes": "publicity.write",
    "reviews": "publicity.review",
    "logs": "publicity.log",
    "lists": "publicity.lists",
    "runs": "surveys.run",
}


def show(
    request: OfficeRequest, template: str, tab: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render a page of the hub; ``clause`` is the one the tab rests on, where the law cites one."""
    year = year_or_none(request)
    law = law_of(year) if year is not None else None
    context = {
        "tabs": tabs_of(tab),
        "year": year,
        "clause": law.cites(f"publicity.{tab}") if law is not None else None,
        "today": clock.today(),
        "may": {name: holds(request.acting, right) for name, right in RIGHTS.items()},
        **more,
    }
    return render(request, f"publicity/{template}.html", context, status=status)


def to(view: str, *args: object) -> HttpResponseRedirect:
    """Send the browser on to a page of publicity."""
    return HttpResponseRedirect(reverse(f"publicity:{view}", args=args))


def language() -> str:
    """Return the language of the page."""
    return get_language() or "zh-hans"


def put_faults(form: forms.Form, faults: Iterable[Fault]) -> None:
    """Show what an action refused at the fields of the form that asked for it."""
    for fault in faults:
        line = f"{fault.row}: " if fault.row is not None else ""
        form.add_error(fault.field if fault.field in form.fields else None, line + said(fault.says))
