"""What of certificates waits for the issuer: classes with people who qualified and have none."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.certificates.queries.issuing import waiting
from zhicai.certificates.queries.law import (
    ISSUE,
    CertificateLaw,
    certificate_law,
    may_issue_in,
)
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.programmes.queries import pick_year, years_for

SEAT = "registration__training_class"


def _law(acting: Acting, on: date) -> CertificateLaw | None:
    """The rules of the day's year, None where the user issues nothing."""
    if not holds(acting, ISSUE):
        return None
    year = pick_year(list(years_for(acting)), on=on)
    if year is None:
        return None
    law = certificate_law(year, on=on)
    return law if may_issue_in(acting, law) else None


def _classes(law: CertificateLaw) -> QuerySet[Any, dict[str, Any]]:
    rows = waiting(law).order_by().values(
        SEAT, f"{SEAT}__title", f"{SEAT}__ends_on", f"{SEAT}__venue_place__code",
        f"{SEAT}__venue_place__name", f"{SEAT}__venue_place__english",
    )  # fmt: skip
    grouped = rows.annotate(n=Count("pk"), first=Min("published_at"))
    return grouped.order_by("first", SEAT)  # type: ignore[no-any-return]


def count(acting: Acting, on: date) -> int:
    """Return in how many classes somebody waits for a certificate."""
    law = _law(acting, on)
    return len(_classes(law)) if law is not None else 0


def items(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each class, the longest wait first."""
    law = _law(acting, on)
    if law is None:
        return []
    return [_line(row, law) for row in _classes(law)[:limit]]


def _line(row: dict[str, Any], law: CertificateLaw) -> Waiting:
    name = str(row[f"{SEAT}__venue_place__name"])
    words = Text("为“{c}”的 {n} 人发证", "Issue {n} certificates of “{c}”")
    due = row[f"{SEAT}__ends_on"] + timedelta(days=law.days) if law.days else None
    return Waiting(
        words.format_map({"c": row[f"{SEAT}__title"], "n": row["n"]}),
        f"{reverse('certificates:waiting')}?year={law.year.pk}&found={row[SEAT]}",
        since=row["first"].astimezone(CHINA).date(),
        place=Text(name, str(row[f"{SEAT}__venue_place__english"] or name)),
        place_code=str(row[f"{SEAT}__venue_place__code"]),
        due=due,
        clause=law.clauses["award"] or "",
    )


register_source(
    Source(
        "certificates.waiting", Text("合格待发证", "Qualified, without certificate"), "award",
        count, items,
    )
)  # fmt: skip
