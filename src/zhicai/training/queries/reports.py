"""Shares of professional knowledge and practice by class and by year (HB-2.1.i, j, k)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from zhicai.accounts.acting import Acting
from zhicai.programmes.models import ProgrammeYear
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import visible_to


@dataclass(frozen=True, slots=True)
class ShareLine:
    """Class hours of one class or year, and how many classes are professional advancement."""

    name: str
    hours: Decimal
    professional: Decimal
    practice: Decimal
    classes: int = 1
    advanced: int = 0
    class_id: int | None = None
    place: str = ""

    @property
    def professional_share(self) -> Decimal | None:
        """Share of professional hours, None without hours."""
        return self.professional / self.hours if self.hours else None

    @property
    def practice_share(self) -> Decimal | None:
        """Share of practice hours, None without hours."""
        return self.practice / self.hours if self.hours else None

    @property
    def advanced_share(self) -> Decimal | None:
        """Share of classes of professional advancement, None without classes."""
        return Decimal(self.advanced) / self.classes if self.classes else None


_HOURS = {
    "hours": Sum("lessons__hours", filter=Q(lessons__cancelled=False)),
    "professional": Sum(
        "lessons__hours", filter=Q(lessons__cancelled=False, lessons__breadth="professional")
    ),
    "practice": Sum("lessons__hours", filter=Q(lessons__cancelled=False, lessons__form="practice")),
}


def _hours(row: Mapping[str, Any]) -> tuple[Decimal, Decimal, Decimal]:
    whole, professional, practice = (row[name] or Decimal(0) for name in _HOURS)
    return whole, professional, practice


def shares_by_class(acting: Acting, year: ProgrammeYear, *, on: date) -> list[ShareLine]:
    """Return the shares of every class of a year that the user sees, one query."""
    rows = (
        visible_to(acting, on=on)
        .filter(programme_year=year)
        .exclude(state=TrainingClass.State.CANCELLED)
        .order_by("starts_on", "pk")
        .values("pk", "title", "place__name", "audience")
        .annotate(**_HOURS)
    )
    return [
        ShareLine(
            row["title"],
            *_hours(row),
            class_id=row["pk"],
            place=row["place__name"],
            advanced=int(row["audience"] == TrainingClass.Audience.PROFESSIONAL),
        )
        for row in rows
    ]


def shares_by_year(acting: Acting, year: ProgrammeYear, *, on: date) -> list[ShareLine]:
    """Return the shares of every year of the programme so far, two queries."""
    seen = visible_to(acting, on=on).exclude(state=TrainingClass.State.CANCELLED)
    rows = TrainingClass.objects.filter(
        pk__in=seen.filter(programme_year__programme=year.programme).values("pk")
    ).order_by()
    hours = {
        row["programme_year__year"]: _hours(row)
        for row in rows.values("programme_year__year").annotate(**_HOURS)
    }
    counted = rows.values("programme_year__year").annotate(
        classes=Count("pk"),
        advanced=Count("pk", filter=Q(audience=TrainingClass.Audience.PROFESSIONAL)),
    )
    return [
        ShareLine(
            str(row["programme_year__year"]),
            *hours[row["programme_year__year"]],
            classes=row["classes"],
            advanced=row["advanced"],
        )
        for row in sorted(counted, key=lambda row: row["programme_year__year"])
    ]
