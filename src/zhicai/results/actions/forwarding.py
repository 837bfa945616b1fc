"""Hand recommendations that everyone has confirmed on to admission, once their year is open."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.admission.actions import put_forward
from zhicai.audit.actions import Actor
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.models import Recommendation
from zhicai.results.rules.recommending import BODIES, BODY_WORDS


@transaction.atomic
def forward(keys: Iterable[int], *, by: Actor = SYSTEM, at: datetime) -> int:
    """Make candidates of confirmed recommendations (keys); return how many.

    Those for a year that is not open yet wait for it. Called within the act that confirms them.
    """
    rows = Recommendation.objects.filter(
        pk__in=list(keys), state=Recommendation.State.CONFIRMED
    ).select_related("programme_year", "place").prefetch_related("joinings")  # fmt: skip
    done = 0
    for row in rows.order_by("pk"):
        year = ProgrammeYear.objects.filter(
            programme=row.programme_year.programme, province=row.programme_year.province_id,
            year=row.for_year,
        ).first()  # fmt: skip
        if year is None:
            continue
        joined = {one.body for one in row.joinings.all() if one.joined}
        bodies = "、".join(BODY_WORDS[body].zh for body in BODIES if body in joined)
        says = f"{row.office}推荐，{bodies}确认"
        put_forward(row.person_id, year, says=says, recommendation=row.pk, by=by, at=at)
        done += 1
    return done


@transaction.atomic
def forward_waiting(year: ProgrammeYear, *, at: datetime) -> int:
    """Hand on what was recommended for a year before it was opened; return how many."""
    rows = Recommendation.objects.filter(
        for_year=year.year, state=Recommendation.State.CONFIRMED,
        programme_year__programme=year.programme, programme_year__province=year.province_id,
    )  # fmt: skip
    return forward(rows.values_list("pk", flat=True), at=at)
