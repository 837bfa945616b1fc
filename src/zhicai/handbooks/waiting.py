"""What waits in the inbox: documents to acknowledge, drafts on which a decision is asked."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.handbooks.models import Handbook
from zhicai.handbooks.queries import may_decide, readings_owed
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, pick_year, years_for


def _year(acting: Acting, on: date) -> ProgrammeYear | None:
    return pick_year(list(years_for(acting)), on=on)


def acknowledgements_waiting(acting: Acting, on: date) -> int:
    """Return how many documents in force the user's office has still to acknowledge."""
    return len(_acknowledgements(acting, on, None))


def _acknowledgements(acting: Acting, on: date, limit: int | None) -> Sequence[Waiting]:
    year = _year(acting, on) if holds(acting, "handbooks.acknowledge") else None
    if year is None:
        return ()
    return [
        Waiting(
            title=Text(
                f"确认已阅《{kind.name.zh}》第 {edition.number} 版",
                f"Acknowledge version {edition.number} of “{kind.name.en}”",
            ),
            url=reverse("handbooks:document", args=[kind.id]),
            since=edition.in_force_from,
            clause=kind.clause[0],
        )
        for kind, edition in readings_owed(acting, year, on=on)[:limit]
    ]


def decisions_waiting(acting: Acting, on: date) -> int:
    """Return on how many drafts the user's office is asked to decide."""
    return len(_decisions(acting, on, None))


def _decisions(acting: Acting, on: date, limit: int | None) -> Sequence[Waiting]:
    year = _year(acting, on) if holds(acting, "handbooks.edit") else None
    if year is None:
        return ()
    rows = Handbook.objects.filter(
        programme=year.programme, province=year.province, asked_at__isnull=False
    )
    kinds = law_of(year).handbooks
    found = [
        Waiting(
            title=Text(
                f"审定《{kinds[row.key].name.zh}》（{row.asked_by}送审）",
                f"Decide on “{kinds[row.key].name.en}” (asked by {row.asked_by})",
            ),
            url=reverse("handbooks:edit", args=[row.key]),
            since=row.asked_at.astimezone(CHINA).date(),
            clause=kinds[row.key].clause[0],
        )
        for row in rows.order_by("asked_at")
        if row.asked_at is not None
        and row.key in kinds
        and may_decide(acting, year, kinds[row.key], on=on)
    ]
    return found[:limit]


register_source(
    Source(
        key="handbooks.to_acknowledge",
        says=Text("文件待确认已阅", "documents to acknowledge"),
        icon="book-2",
        count=acknowledgements_waiting,
        items=_acknowledgements,
    )
)
register_source(
    Source(
        key="handbooks.to_decide",
        says=Text("文件待审定", "documents to decide on"),
        icon="rubber-stamp",
        count=decisions_waiting,
        items=_decisions,
    )
)
