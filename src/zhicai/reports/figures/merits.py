"""Figures of points, grades, commendation and evaluation; none while the province set no rules."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zhicai.foundation.text import Text
from zhicai.merits.models import GradeSpell, Posting
from zhicai.people.models import Person
from zhicai.reports.figures import (
    KEPT_AT,
    UNKNOWN,
    Cell,
    Division,
    Figure,
    YearCounted,
    register_figure,
)
from zhicai.reports.figures.specialists import everybody, specialists
from zhicai.reports.rules.tallies import Piece
from zhicai.reviews.models import Nomination, Sheet


def point_holders(counted: YearCounted) -> QuerySet[Person]:
    """People credited with points for the year, up to the last day."""
    credits = Posting.objects.filter(
        person=OuterRef("pk"), programme=counted.year.programme, year=counted.year.year,
        kind=Posting.Kind.CREDIT, on__lte=counted.last,
    )  # fmt: skip
    return everybody(counted).filter(Exists(credits))


def graded(counted: YearCounted) -> QuerySet[Person]:
    """Specialists who have a grade on the last day, annotated ``grade``."""
    spells = GradeSpell.objects.filter(
        Q(until=None) | Q(until__gt=counted.last), person=OuterRef("pk"), since__lte=counted.last
    ).order_by("-since", "-pk")
    rows = specialists(counted).annotate(grade=Subquery(spells.values("grade")[:1]))
    return rows.filter(grade__isnull=False)


def awards(counted: YearCounted) -> QuerySet[Nomination]:
    """Awards won in the year (HB-2.4.1.g)."""
    people = everybody(counted).values("pk")
    return Nomination.objects.filter(
        counted.within("round__awarded_on"), state=Nomination.State.WON, person__in=people
    )


def evaluated(counted: YearCounted) -> QuerySet[Person]:
    """People with a score sheet in an evaluation of the year that was closed (HB-2.4.2.a)."""
    sheets = Sheet.objects.filter(
        person=OuterRef("pk"), evaluation__programme_year=counted.year,
        evaluation__closed_at__date__lte=counted.last,
    )  # fmt: skip
    return everybody(counted).filter(Exists(sheets))


def _grade(_counted: YearCounted, value: Any) -> tuple[Piece, ...]:
    return (Piece(str(value), f"{value} 级"),) if value else (UNKNOWN,)


def _day(_counted: YearCounted, value: Any) -> str:
    return value.isoformat() if value else ""


register_figure(
    Figure(
        "point-holders", Text("记入积分的专员", "Specialists with points"), "person",
        Text("本年度有记分的人，不看分数多少。", "Who was credited with points for the year."),
        point_holders, KEPT_AT, "name", "pk", list_page="archive:files",
    )
)  # fmt: skip
register_figure(
    Figure(
        "graded", Text("有等级的专员", "Specialists with a grade"), "person",
        Text("统计日持证且有等级的专员。", "Certified on the day, with a grade then."),
        graded, KEPT_AT, "name", "pk",
        cells=(Cell(Text("等级", "Grade"), "grade"),), by={"grade": Division("grade", _grade)},
        list_page="archive:files",
    )
)  # fmt: skip
register_figure(
    Figure(
        "awards", Text("表扬", "Commendations"), "item",
        Text("本年内公布的表扬，一人获两项计两次。", "Awards of the year; each of them counts."),
        awards, KEPT_AT, "person__name", "person",
        cells=(
            Cell(Text("名称", "Award"), "award_name"),
            Cell(Text("日期", "Date"), "round__awarded_on", _day),
        ),
        list_page="archive:files",
    )
)  # fmt: skip
register_figure(
    Figure(
        "evaluated", Text("完成评价", "Evaluated"), "person",
        Text("本年度已定稿的评价里有评分表的人。", "Has a sheet of a closed evaluation."),
        evaluated, KEPT_AT, "name", "pk", list_page="archive:files",
    )
)  # fmt: skip
