"""What certificates can count: those with an unmet condition, of which the database takes none."""

from django.db.models import QuerySet

from zhicai.certificates.models import Certificate
from zhicai.certificates.queries.law import UNMET
from zhicai.foundation.text import Text
from zhicai.programmes.registry import Counting, Metric, register
from zhicai.results.models import Outcome


def unmet(counting: Counting) -> QuerySet[Certificate]:
    """Return the valid certificates of a year whose holder lacks one of the three passes."""
    rows = Certificate.objects.filter(
        programme_year=counting.programme_year_id, state=Certificate.State.VALID
    )
    return rows.exclude(
        outcome__state=Outcome.State.QUALIFIED, outcome__hours_done=True,
        outcome__exam_passed=True, outcome__practical_passed=True,
    )  # fmt: skip


register(
    Metric(
        UNMET, "item",
        Text("条件不齐的证书", "certificates with an unmet condition"),
        unmet, "outcome__place", "issued_on",
        "certificates:home", "certificates:home",
    )
)  # fmt: skip
