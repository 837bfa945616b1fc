"""What this app can count: summaries of classes that cities have sent, closing dossiers."""

from datetime import date

from django.db.models import Q, QuerySet

from zhicai.dossiers.closing import DOSSIER, SUBMITTED, classes_of, terms_of
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.asked import SUMMARY
from zhicai.dossiers.rules.closing import anchors
from zhicai.filing.models import Filing
from zhicai.filing.rules import DELIVERED, State
from zhicai.foundation.text import Text
from zhicai.law.schema import Handling
from zhicai.planning.queries.asked import series_of
from zhicai.programmes.registry import Counting, Event, Metric, register

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


def dossiers_sent(counting: Counting) -> QuerySet[ClosingDossier]:
    """Return the closing dossiers that were sent and have not come back."""
    return ClosingDossier.objects.filter(
        programme_year=counting.programme_year_id, filing__kind=DOSSIER,
        filing__first_sent_on__isnull=False, filing__state__in=DELIVERED,
    )  # fmt: skip


def classes_owing(counting: Counting) -> list[Event]:
    """Return each class with the day from which its dossier's time runs, and when it was sent."""
    year = counting.programme_year
    classes = classes_of(year)
    sent = dossiers_sent(counting).values_list("training_class", "filing__first_sent_on")
    kept: dict[int, date | None] = dict(sent)
    ends = anchors(classes, terms_of(year, counting.settings).anchor)
    return [Event(one.place_id, ends[one.pk], kept.get(one.pk)) for one in classes]


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
register(
    Metric(
        SUBMITTED,
        "document",
        Text("已报送的考核班结班材料", "closing dossiers sent"),
        dossiers_sent,
        "training_class__place",
        "filing__first_sent_on",
        "dossiers:closing",
        "dossiers:closing",
        events=classes_owing,
    )
)
