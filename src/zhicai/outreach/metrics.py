"""What outreach can count: visits, opinions answered, cases submitted."""

from typing import Any

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.outreach.models import Opinion, PracticeCase, Visit
from zhicai.programmes.registry import Counting, Metric, register


def _visits(counting: Counting) -> QuerySet[Any]:
    """Visits of the year, by the day on which they were made."""
    return Visit.objects.filter(visited_on__year=counting.year)


def _answered(counting: Counting) -> QuerySet[Any]:
    """Opinions and needs that were answered in the year, by where the enterprise sits."""
    return Opinion.objects.filter(answered_on__year=counting.year)


def _cases(counting: Counting) -> QuerySet[Any]:
    """Cases sent to the province in the year, whatever it decided."""
    return PracticeCase.objects.filter(filing__first_sent_on__year=counting.year)


register(
    Metric(
        name="outreach.visits",
        unit="session",
        says=Text("走访调研", "visits and research"),
        rows=_visits,
        place="place_id",
        dated="visited_on",
        list_page="outreach:visits",
        mend_page="outreach:new_visit",
    )
)
register(
    Metric(
        name="outreach.opinions_answered",
        unit="item",
        says=Text("答复的意见需求", "opinions and needs answered"),
        rows=_answered,
        place="place_id",
        dated="answered_on",
        list_page="outreach:opinions",
        mend_page="outreach:opinions",
    )
)
register(
    Metric(
        name="outreach.cases_submitted",
        unit="item",
        says=Text("报送的经验案例", "good-practice cases submitted"),
        rows=_cases,
        place="place_id",
        dated="filing__first_sent_on",
        level="level",
        list_page="outreach:cases",
        mend_page="outreach:new_case",
    )
)
