"""What a request of coordination asks for, and how refusals come back to its form."""

from collections.abc import Iterable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponseRedirect

from zhicai.accounts.guard import OfficeRequest
from zhicai.coordination.queries.desk import Desk, desk_for
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.programmes.scope import wanted_year
from zhicai.ui.asked import said, word


def desk_in(request: OfficeRequest) -> Desk:
    """Return the desk of a request: ``?year=ID``, else the day's year."""
    return desk_for(request.acting, on=clock.today(), wanted=wanted_year(request))


def number(request: OfficeRequest, name: str) -> int:
    """Return a whole number of the request, 0 where it is none."""
    written = word(request, name)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def typed(form: Form) -> dict[str, str]:
    """Return what was typed into a form's text fields, trimmed; the rules judge it."""
    form.full_clean()
    return {name: str(form.data.get(form.add_prefix(name), "")).strip() for name in form.fields}


def shape_faults(form: Form) -> list[Fault]:
    """Return what the form itself could not read (a day, a choice), as faults of its fields."""
    form.full_clean()
    found = []
    for name, errors in form.errors.items():
        for words in errors:
            says = str(words)
            field = None if name == "__all__" else form.add_prefix(name)
            found.append(Fault(Text(says, says), field=field))
    return found


def checked(form: Form) -> None:
    """Raise BadInput for what the form itself could not read."""
    faults = shape_faults(form)
    if faults:
        raise BadInput(faults)


def done(request: OfficeRequest, words: str, url: str) -> HttpResponseRedirect:
    """Say what was done and lead on."""
    messages.success(request, words)
    return HttpResponseRedirect(url)


def told(request: OfficeRequest, faults: Iterable[Fault]) -> None:
    """Say what was refused on the page that one is led back to."""
    for fault in faults:
        clause = f"（{fault.clause}）" if fault.clause else ""
        messages.warning(request, f"{said(fault.says)}{clause}")
