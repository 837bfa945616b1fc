"""What a request asks for in its words, and how sentences and refusals come back to its page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language

from zhicai.foundation.errors import BadInput, Fault, Refused, ZhicaiError
from zhicai.foundation.text import Text


def word(request: HttpRequest, name: str) -> str:
    """Return a parameter of the request, posted or in its address, empty where it is not given."""
    return (request.POST.get(name) or request.GET.get(name) or "").strip()


def number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number of the request, None where it is none."""
    written = word(request, name)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def said(text: Text) -> str:
    """Return a sentence in the language of the page."""
    return text.in_language(get_language() or "zh-hans")


def faults_of(error: ZhicaiError) -> list[Fault]:
    """Return what an error says, field by field, for ``components/errors.html``."""
    if isinstance(error, BadInput):
        return list(error.faults)
    if isinstance(error, Refused):
        return [Fault(one.says, field=one.field, clause=one.clause) for one in error.reasons]
    return [Fault(error.says)]


def form_faults(form: forms.Form) -> list[Fault]:
    """Return the errors of a Django form as faults, each with the label of its field."""
    found = []
    for name, errors in form.errors.items():
        label = str(form.fields[name].label) if name in form.fields else ""
        found += [Fault(Text(f"{label}：{one}", f"{label}: {one}"), field=name) for one in errors]
    return found


def take_faults(form: forms.Form, error: BadInput | Refused) -> None:
    """Put what an action said to the fields of the form that it is about."""
    found: Iterable[Any] = error.faults if isinstance(error, BadInput) else error.reasons
    form.is_valid()
    for one in found:
        form.add_error(one.field if one.field in form.fields else None, said(one.says))
