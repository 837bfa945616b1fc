"""What planning can count: plans and summaries handed in, classes and people planned."""

from django.db.models import Q, QuerySet

from zhicai.filing.models import Filing
from zhicai.filing.rules import DELIVERED, SETTLED, State
from zhicai.foundation.text import Text
from zhicai.law.schema import Handling
from zhicai.planning.models import LineItem, PlannedClass, PlannedCourse
from zhicai.planning.queries.asked import CITY_SUMMARY, COUNTY_PLAN
from zhicai.planning.queries.packages import PACKAGE, SUBMITTED
from zhicai.programmes.queries import curriculum_of, law_of
from zhicai.programmes.registry import Counting, Metric, register

_UNDECIDED = Q(handling=Handling.APPROVAL) & ~Q(state=State.APPROVED)
"""What is handled by 审定 counts only when it has been decided (A-HB-17)."""


def _filings(counting: Counting, kind: str) -> QuerySet[Filing]:
    year = counting.programme_year
    series = f"{year.programme}/{year.year}"
    return Filing.objects.filter(series=series, kind=kind, last_sent_on__isnull=False)


def county_plans_filed(counting: Counting) -> QuerySet[Filing]:
    """Return the county plans that were sent and have not come back."""
    return _filings(counting, COUNTY_PLAN).filter(state__in=DELIVERED).exclude(_UNDECIDED)


def county_plans_accepted(counting: Counting) -> QuerySet[Filing]:
    """Return the county plans that the city has taken in, in this or an earlier version."""
    rows = _filings(counting, COUNTY_PLAN)
    return rows.filter(Q(state__in=SETTLED) | Q(in_force__isnull=False)).exclude(_UNDECIDED)


def city_summaries_filed(counting: Counting) -> QuerySet[Filing]:
    """Return the city summaries that were sent and have not come back."""
    return _filings(counting, CITY_SUMMARY).filter(state__in=DELIVERED).exclude(_UNDECIDED)


def planned_classes(counting: Counting) -> QuerySet[PlannedClass]:
    """Return the preparatory classes in force."""
    return PlannedClass.objects.filter(
        plan__programme_year_id=counting.programme_year_id, dropped_on=None
    )


def classes_without_practical(counting: Counting) -> QuerySet[PlannedClass]:
    """Return the classes in force without the compulsory practical course; sending refuses them."""
    return planned_classes(counting).filter(practical=False)


def courses_off_the_list(counting: Counting) -> QuerySet[PlannedCourse]:
    """Return the courses in force that cover no item of the list and are no local addition."""
    return PlannedCourse.objects.filter(
        planned_class__in=planned_classes(counting), tags__isnull=True, local=False
    )


def packages_submitted(counting: Counting) -> QuerySet[Filing]:
    """Return the package that was sent and has not come back; it counts when it was first sent."""
    return _filings(counting, PACKAGE).filter(state__in=DELIVERED)


def items_covered(counting: Counting) -> QuerySet[LineItem]:
    """Return the items of knowledge and skill that designs in force cover, of any class."""
    year = counting.programme_year
    compulsory = {group.id for group in law_of(year).groups if group.compulsory}
    wanted = [item.id for item in curriculum_of(year) if item.group not in compulsory]
    return LineItem.objects.filter(
        line__package__programme_year_id=counting.programme_year_id,
        line__dropped_on=None,
        item__in=wanted,
    )


_PACKAGE = "planning:package"
_CLASSES, _COUNTIES, _MINE = "planning:classes", "planning:counties", "planning:mine"

for _metric in (
    Metric(
        "planning.county_plans_filed", "plan",
        Text("已报送的县（市、区）班次计划", "county class plans sent"),
        county_plans_filed, "sender", "last_sent_on", _COUNTIES, _MINE,
    ),
    Metric(
        "planning.county_plans_accepted", "plan",
        Text("已审核通过的县（市、区）班次计划", "county class plans accepted"),
        county_plans_accepted, "sender", "last_sent_on", _COUNTIES, _MINE,
    ),
    Metric(
        "planning.city_summaries_filed", "document",
        Text("已报送的市州计划汇总", "city summaries sent"),
        city_summaries_filed, "sender", "last_sent_on", "planning:summaries", "planning:summary",
    ),
    Metric(
        "planning.planned_classes", "class", Text("计划的班次", "classes planned"),
        planned_classes, "place", "in_force_on", _CLASSES, _MINE,
    ),
    Metric(
        "planning.planned_people", "person", Text("计划的人数", "people planned"),
        planned_classes, "place", "in_force_on", _CLASSES, _MINE, amount="expected_people",
    ),
    Metric(
        "planning.plans_without_practical", "plan",
        Text("缺实战课程的计划", "plans without the practical course"),
        classes_without_practical, "place", "in_force_on", _CLASSES, _MINE, distinct="plan",
    ),
    Metric(
        "planning.courses_off_the_list", "item",
        Text("未对应课程清单的课程", "courses off the curriculum list"),
        courses_off_the_list, "planned_class__place", "planned_class__in_force_on",
        _CLASSES, _MINE,
    ),
    Metric(
        SUBMITTED, "document", Text("已报审的考核培训材料", "assessment packages sent"),
        packages_submitted, "sender", "first_sent_on", _PACKAGE, _PACKAGE,
    ),
    Metric(
        "planning.curriculum_items_covered", "item",
        Text("课程设计覆盖的能力条目", "curriculum items that designs cover"),
        items_covered, "line__package__programme_year__province", "line__in_force_on",
        _PACKAGE, _PACKAGE, distinct="item",
    ),
):  # fmt: skip
    register(_metric)
