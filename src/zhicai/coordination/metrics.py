"""What coordination can count: breakdowns, arrangements, tasks sent, leaders, open problems."""

from typing import Any

from django.db.models import QuerySet

from zhicai.coordination.models import (
    Arrangement,
    Assignment,
    Breakdown,
    IndicatorExport,
    Leader,
    Problem,
)
from zhicai.foundation.text import Text
from zhicai.programmes.registry import Counting, Metric, register


def _breakdowns(counting: Counting) -> QuerySet[Any]:
    return Breakdown.objects.filter(
        programme_year_id=counting.programme_year_id, issued_on__isnull=False
    )


def _arrangements(_counting: Counting) -> QuerySet[Any]:
    """Arrangements with both contacts named; one agreed in an earlier year still holds."""
    return Arrangement.objects.filter(complete_on__isnull=False)


def _assignments(counting: Counting) -> QuerySet[Any]:
    return Assignment.objects.filter(programme_year_id=counting.programme_year_id)


def _leaders(_counting: Counting) -> QuerySet[Any]:
    return Leader.objects.filter(valid_to=None)


def _unhandled(counting: Counting) -> QuerySet[Any]:
    """Problems without owner and measure."""
    return Problem.objects.filter(
        programme_year_id=counting.programme_year_id, state=Problem.State.OPEN
    )


def _exports(counting: Counting) -> QuerySet[Any]:
    return IndicatorExport.objects.filter(programme_year_id=counting.programme_year_id)


for _metric in (
    Metric(
        "coordination.target_splits", "document", Text("下达的目标分解表", "breakdowns issued"),
        _breakdowns, "city_id", "issued_on", "coordination:targets", "coordination:targets",
    ),
    Metric(
        "coordination.arrangements", "item",
        Text("双方联系人齐全的工作机制", "working arrangements with both contacts"),
        _arrangements, "place_id", "complete_on",
        "coordination:arrangements", "coordination:arrangements",
    ),
    Metric(
        "coordination.assignments_sent", "item",
        Text("下发的任务和指导意见", "tasks and guidance sent"),
        _assignments, "place_id", "sent_on", "coordination:tasks", "coordination:tasks",
        level="level",
    ),
    Metric(
        "coordination.leaders_named", "person",
        Text("登记的分管负责人", "leaders named"),
        _leaders, "place_id", "valid_from", "coordination:leaders", "coordination:leaders",
        level="level",
    ),
    Metric(
        "coordination.problems_without_measure", "item",
        Text("没有落实对策的问题", "problems without a measure"),
        _unhandled, "place_id", "raised_on", "coordination:problems", "coordination:problems",
    ),
    Metric(
        "coordination.indicator_exports", "document",
        Text("导出的考核指标", "indicators exported"),
        _exports, "province_id", "exported_on",
        "coordination:indicators", "coordination:indicators",
    ),
):  # fmt: skip
    register(_metric)
