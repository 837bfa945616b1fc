"""What admission can count: registration opened, people registered, lists of trainees locked."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhicai.admission.lists import LOCKED
from zhicai.admission.models import AdmissionList, Call, Candidate
from zhicai.admission.queries.calls import LIVE_CANDIDATES
from zhicai.admission.screening import OPENED, REGISTERED
from zhicai.foundation.text import Text
from zhicai.programmes.models import CityRegion
from zhicai.programmes.queries.regions import REGIONS
from zhicai.programmes.registry import Counting, Metric, register


def _once_everywhere(counting: Counting, rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
    """The last of the year's calls to which something happened, once every region has had it."""
    rows = rows.filter(programme_year=counting.programme_year_id).order_by()
    arranged = CityRegion.objects.filter(
        programme_year=counting.programme_year_id, valid_to__isnull=True
    )
    keys = arranged.order_by().values("region__programme_year")
    regions = Subquery(keys.annotate(n=Count("region__key", distinct=True)).values("n"))
    by_law = len(counting.settings.get(REGIONS) or ())
    done = Subquery(
        rows.values("programme_year").annotate(n=Count("region_key", distinct=True)).values("n")
    )
    later = rows.filter(**{f"{moment}__gt": OuterRef(moment)})
    twin = rows.filter(**{moment: OuterRef(moment)}, pk__gt=OuterRef("pk"))
    found: QuerySet[Any] = rows.annotate(wanted=Coalesce(regions, by_law), stand=done)
    return found.filter(~Exists(later), ~Exists(twin), stand__gte=F("wanted"))


def _opened(counting: Counting) -> QuerySet[Any]:
    """The last call of the year to be opened, once every region has one (HB-3.1.BZ.a)."""
    return _once_everywhere(counting, Call.objects.filter(opened_on__isnull=False), "opened_at")


def _locked(counting: Counting) -> QuerySet[Any]:
    """The last call whose list was sealed, once every region has sealed its own (HB-2.2.2.l)."""
    rows = Call.objects.filter(admission_list__state=AdmissionList.State.SEALED)
    return _once_everywhere(counting, rows, "admission_list__sealed_at")


def _registered(counting: Counting) -> QuerySet[Any]:
    """Who stands as a candidate of the year, by the employer's place and the day of applying."""
    return Candidate.objects.filter(
        programme_year=counting.programme_year_id, state__in=LIVE_CANDIDATES
    )


register(
    Metric(
        OPENED, "item", Text("面向各区域开放的考核报名", "registration opened to every region"),
        _opened, "programme_year__province", "opened_on", "admission:calls", "admission:calls",
    )
)  # fmt: skip
register(
    Metric(
        REGISTERED, "person", Text("考核报名人数", "people registered for assessment"),
        _registered, "employer_place", "applied_on",
        "admission:candidates", "admission:candidates", distinct="person",
    )
)  # fmt: skip
register(
    Metric(
        LOCKED, "document", Text("各区域都已锁定的学员名单", "lists locked in every region"),
        _locked, "programme_year__province", "admission_list__sealed_on",
        "admission:lists", "admission:lists",
    )
)  # fmt: skip
