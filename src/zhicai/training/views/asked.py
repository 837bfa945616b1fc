"""What a request of training asks for, and the law of its year that every page needs."""

from django.http import QueryDict

from zhicai.accounts.acting import Acting
from zhicai.accounts.guard import OfficeRequest
from zhicai.foundation import clock
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import year_for
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.ui.asked import number


def frame(request: OfficeRequest, year: ProgrammeYear | None = None) -> Frame:
    """Return the law of the year a request asks for (``?year=ID``, else the day's)."""
    on = clock.today()
    found = year or year_for(request.acting, on=on, wanted=number(request, "year"))
    return frame_of(found, on=on)


def posted(request: OfficeRequest) -> QueryDict | None:
    """Return what was posted, also where it is empty; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def acts_for_office(acting: Acting) -> bool:
    """Say whether the user acts for an office, not an organisation."""
    return acting.organisation_id is None
