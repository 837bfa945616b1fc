"""What reports can count: those published, under the metric that their obligation names."""

from collections.abc import Iterable
from functools import partial

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.programmes.queries import law_of, library
from zhicai.programmes.registry import Counting, Metric, register_later
from zhicai.reports.models import Report


def published(counting: Counting, metric: str) -> QuerySet[Report]:
    """Return the published reports of a year that meet an obligation counted by a metric."""
    law = law_of(counting.programme_year)
    rules = law.obligations
    kinds = [
        kind.id
        for kind in law.reports.values()
        if kind.due in rules and rules[kind.due].metric == metric
    ]
    return Report.objects.filter(
        programme_year=counting.programme_year_id, kind__in=kinds, state=Report.State.PUBLISHED
    )


def metrics_of_reports() -> Iterable[Metric]:
    """Return a metric for each report that meets an obligation of a programme (HB-2.4.2.d)."""
    for programme in library().programmes.values():
        for kind in programme.reports.values():
            rule = programme.obligations.get(kind.due or "")
            if rule is not None:
                yield Metric(
                    rule.metric, rule.unit, Text(f"已发布的{kind.name.zh}", kind.name.en),
                    partial(published, metric=rule.metric),
                    "programme_year__province", "published_on", "reports:home", "reports:home",
                )  # fmt: skip


register_later(metrics_of_reports)
