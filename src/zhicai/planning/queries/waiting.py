"""What waits for an office: plans sent to it, summaries to be filed, its own that came back."""

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.filing.models import Filing
from zhicai.filing.queries import at_seat_of, waiting_at
from zhicai.filing.rules import State
from zhicai.planning.queries.asked import CITY_SUMMARY, COUNTY_PLAN, OWN_PLAN, series_of
from zhicai.planning.queries.packages import DRAFT, PACKAGE, SETTLE
from zhicai.programmes.models import ProgrammeYear


def documents_waiting(acting: Acting, year: ProgrammeYear) -> QuerySet[Filing]:
    """Return the documents of a year that wait for the user: to handle, or to mend and resend."""
    series = series_of(year)
    found = Q(pk__in=[])
    if holds(acting, "planning.review"):
        found |= Q(pk__in=waiting_at(acting, kinds=(COUNTY_PLAN, OWN_PLAN), series=series))
    if holds(acting, "planning.file"):
        found |= Q(pk__in=waiting_at(acting, kinds=(CITY_SUMMARY,), series=series))
    if holds(acting, "planning.draft"):
        kinds = (COUNTY_PLAN, OWN_PLAN, CITY_SUMMARY)
        found |= at_seat_of(acting, "sender") & Q(
            series=series, kind__in=kinds, state=State.RETURNED
        )
    if holds(acting, SETTLE):
        found |= Q(pk__in=waiting_at(acting, kinds=(PACKAGE,), series=series))
    if holds(acting, DRAFT) and acting.organisation_id is not None:
        found |= at_seat_of(acting, "sender") & Q(series=series, kind=PACKAGE, state=State.RETURNED)
    return Filing.objects.filter(found)


def waiting_for(acting: Acting, year: ProgrammeYear) -> int:
    """Return how many documents of a year wait for the user."""
    return documents_waiting(acting, year).count()
