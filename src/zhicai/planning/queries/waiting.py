"""What waits for an office: plans sent to it, summaries to be filed, its own that came back."""

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.filing.queries import at_seat_of, in_series, waiting_at
from zhicai.filing.rules import State
from zhicai.planning.queries.asked import CITY_SUMMARY, COUNTY_PLAN, OWN_PLAN, series_of
from zhicai.programmes.models import ProgrammeYear


def waiting_for(acting: Acting, year: ProgrammeYear) -> int:
    """Return how many documents of a year wait for the user: to handle, or to mend and resend."""
    series, count = series_of(year), 0
    if holds(acting, "planning.review"):
        kinds = (COUNTY_PLAN, OWN_PLAN)
        count += waiting_at(acting, kinds=kinds, series=series).count()
    if holds(acting, "planning.file"):
        count += waiting_at(acting, kinds=(CITY_SUMMARY,), series=series).count()
    if holds(acting, "planning.draft"):
        mine = in_series(series, COUNTY_PLAN, OWN_PLAN, CITY_SUMMARY).filter(
            at_seat_of(acting, "sender"), state=State.RETURNED
        )
        count += mine.count()
    return count
