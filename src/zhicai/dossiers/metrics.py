"""What this app can count: summaries of classes that cities have sent."""

from django.db.models import Q, QuerySet

from zhicai.dossiers.queries.asked import SUMMARY
from zhicai.filing.models import Filing
from zhicai.filing.rules import DELIVERED, State
from zhicai.foundation.text import Text
from zhicai.law.schema import Handling
from zhicai.planning.queries.asked import series_of
from zhicai.programmes.registry import Counting, Metric, register

_UNDECIDED = Q(handling=Handling.APPROVAL) & ~Q(state=State.APPROVED)
"""What is handled by 审定 counts only when it has been decided (A-HB-17)."""


def summaries_sent(counting: Counting) -> QuerySet[Filing]:
    """Return the summaries that were sent and have not come back; each counts from its first
    sending.
    """
    year = counting.programme_year
    rows = Filing.objects.filter(
        series=series_of(year), kind=SUMMARY, first_sent_on__isnull=False, state__in=DELIVERED
    )
    return rows.exclude(_UNDECIDED)


register(
    Metric(
        "dossiers.city_class_summaries",
        "document",
        Text("已报送的班次落实汇总", "summaries of classes sent"),
        summaries_sent,
        "sender",
        "first_sent_on",
        "dossiers:summaries",
        "dossiers:summary",
    )
)
