"""What of reports waits: one that is due and not yet frozen, one to approve, one to publish."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.reports.models import Report
from zhicai.reports.queries.seen import (
    APPROVE,
    WRITE,
    Owed,
    approves,
    reports_owed,
    writes,
)

AHEAD = timedelta(days=60)
"""From so long before its day a report waits to be written."""
State = Report.State


def _items(acting: Acting, on: date) -> Iterator[Waiting]:
    if not (holds(acting, WRITE) or holds(acting, APPROVE)):
        return
    for owed in reports_owed(acting, on=on):
        if owed.report is None or owed.report.state == State.DRAFTING:
            yield from _to_write(acting, owed, on)
        elif owed.report.state in (State.FROZEN, State.APPROVED):
            yield from _to_settle(acting, owed, owed.report)


def _to_write(acting: Acting, owed: Owed, on: date) -> Iterator[Waiting]:
    """A report waits for the body that the law names first, from some weeks before its day."""
    first = owed.kind.writers[:1]
    mine = writes(acting, owed.year, owed.kind.model_copy(update={"writers": first}))
    if not mine or owed.due is None or on < owed.due - AHEAD:
        return
    url = reverse("reports:edit", args=[owed.report.pk]) if owed.report else reverse("reports:home")
    yield _waiting(
        owed, Text(f"编制 {owed.year.year} 年{owed.kind.name.zh}",
                   f"Write the {owed.year.year} report: {owed.kind.name.en}"),
        url, owed.due - AHEAD,
    )  # fmt: skip


def _to_settle(acting: Acting, owed: Owed, report: Report) -> Iterator[Waiting]:
    """What is frozen waits to be approved, what is approved to be published, by those who may."""
    if not approves(acting, owed.year, owed.kind):
        return
    frozen = report.state == State.FROZEN
    moment = report.frozen_at if frozen else report.approved_at
    says = (
        Text(f"审定《{report.title}》", f"Approve “{report.title}”")
        if frozen
        else Text(f"发布《{report.title}》", f"Publish “{report.title}”")
    )
    since = moment.astimezone(CHINA).date() if moment else date.min
    yield _waiting(owed, says, reverse("reports:report", args=[report.pk]), since)


def _waiting(owed: Owed, says: Text, url: str, since: date) -> Waiting:
    place = owed.year.province
    return Waiting(
        title=says, url=url, since=since, place=Text(place.name, place.english or place.name),
        place_code=place.code, due=owed.due, clause=owed.kind.clause[0],
    )  # fmt: skip


def count(acting: Acting, on: date) -> int:
    """Return how many reports wait for the office."""
    return sum(1 for _ in _items(acting, on))


def items(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the reports that wait, the earliest due first."""
    found = sorted(_items(acting, on), key=lambda one: (one.due is None, one.due or on, one.since))
    return found[:limit]


register_source(
    Source("reports.yearly", Text("年度报告", "Yearly reports"), "file-text", count, items)
)
