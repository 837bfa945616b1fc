"""What programmes can count: receipts of the notice, and that the year was opened."""

from typing import Any

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.programmes.models import CityRegion, CoreTeam, ProgrammeYear, Receipt
from zhicai.programmes.registry import Counting, Metric, register


def _receipts(counting: Counting) -> QuerySet[Any]:
    """Offices that have confirmed receipt; organisations owe nothing under HB-0.e."""
    return Receipt.objects.filter(
        notice__programme_year_id=counting.programme_year_id,
        organisation=None,
        acknowledged_on__isnull=False,
    )


def _years(counting: Counting) -> QuerySet[Any]:
    return ProgrammeYear.objects.filter(pk=counting.programme_year_id)


register(
    Metric(
        name="programmes.notice_receipts",
        unit="receipt",
        says=Text("确认收悉的通知", "receipts of the notice"),
        rows=_receipts,
        place="place_id",
        dated="acknowledged_on",
        level="level",
        list_page="programmes:receipts",
        mend_page="programmes:receipts",
    )
)
register(
    Metric(
        name="programmes.year_opened",
        unit="item",
        says=Text("开启的年度", "programme years opened"),
        rows=_years,
        place="province_id",
        dated="opened_on",
        list_page="programmes:overview",
        mend_page="programmes:open_year",
    )
)


def _core_teams(counting: Counting) -> QuerySet[Any]:
    return CoreTeam.objects.filter(programme_year_id=counting.programme_year_id, valid_to=None)


def _regions(counting: Counting) -> QuerySet[Any]:
    return CityRegion.objects.filter(programme_year_id=counting.programme_year_id, valid_to=None)


register(
    Metric(
        name="programmes.core_teams",
        unit="item",
        says=Text("确定的核心团队", "core teams chosen"),
        rows=_core_teams,
        place="programme_year__province",
        dated="valid_from",
        list_page="programmes:regions",
        mend_page="programmes:arrange_regions",
    )
)
register(
    Metric(
        name="programmes.admission_regions",
        unit="item",
        says=Text("划定的招生区域", "regions of admission arranged"),
        rows=_regions,
        place="programme_year__province",
        dated="valid_from",
        list_page="programmes:regions",
        mend_page="programmes:arrange_regions",
        distinct="region",
    )
)
