"""What a request of training asks for, and the law of its year that every page needs."""

from django.http import QueryDict
from django.utils.translation import get_language

from zhicai.accounts.acting import Acting
from zhicai.accounts.guard import OfficeRequest
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused, ZhicaiError
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import year_for
from zhicai.training.queries.frames import Frame, frame_of


def frame(request: OfficeRequest, year: ProgrammeYear | None = None) -> Frame:
    """Return the law of the year a request asks for (``?year=ID``, else the day's)."""
    on = clock.today()
    found = year or year_for(request.acting, on=on, wanted=number(request, "year"))
    return frame_of(found, on=on)


def number(request: OfficeRequest, name: str) -> int | None:
    """Return a whole number of the request, None where it is none."""
    written = word(request, name)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def word(request: OfficeRequest, name: str) -> str:
    """Return a parameter of the request, posted or in its address, empty where it is not given."""
    return (request.POST.get(name) or request.GET.get(name) or "").strip()


def posted(request: OfficeRequest) -> QueryDict | None:
    """Return what was posted, also where it is empty; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


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


def form_faults(form: object) -> list[Fault]:
    """Return the errors of a Django form as faults."""
    errors: dict[str, list[str]] = getattr(form, "errors", {})
    fields = getattr(form, "fields", {})
    found = []
    for name, says in errors.items():
        label = str(fields[name].label) if name in fields else ""
        found += [Fault(Text(f"{label}：{one}", f"{label}: {one}"), field=name) for one in says]
    return found


def acts_for_office(acting: Acting) -> bool:
    """Say whether the user acts for an office, not an organisation."""
    return acting.organisation_id is None
