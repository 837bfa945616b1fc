"""What handbooks can count: the documents that have a published version."""

from typing import Any

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.handbooks.models import Edition
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.registry import Counting, Metric, register


def _published(counting: Counting) -> QuerySet[Any]:
    """Published versions of the programme's documents; they stay in force over the years."""
    programmes = ProgrammeYear.objects.filter(pk=counting.programme_year_id)
    return Edition.objects.filter(handbook__programme__in=programmes.values("programme"))


register(
    Metric(
        name="handbooks.documents_published",
        unit="document",
        says=Text("已发布的文件资料", "documents published"),
        rows=_published,
        place="handbook__province_id",
        dated="in_force_from",
        distinct="handbook",
        list_page="handbooks:shelf",
        mend_page="handbooks:shelf",
    )
)
