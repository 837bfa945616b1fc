"""What of finance waits for an office: notes on other sources that the province is to give."""

from datetime import date

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.finance.queries.notes import notes_waiting
from zhicai.foundation.text import Text


def count_notes(acting: Acting, on: date) -> int:
    """Return how many notes on other sources wait for the province."""
    return notes_waiting(acting, on=on).count() if holds(acting, "finance.note") else 0


def notes(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the notes that wait, the oldest first."""
    if not holds(acting, "finance.note"):
        return []
    return [
        Waiting(
            title=Text(
                f"说明其他来源：{row.budget.title}用“{row.fund.name}”",
                f"Note another source: “{row.fund.name}” for {row.budget.title}",
            ),
            url=reverse("finance:notes") + f"?year={row.budget.programme_year_id}#note-{row.pk}",
            since=row.asked_on,
            place=Text(row.budget.place.name, row.budget.place.english or row.budget.place.name),
            place_code=row.budget.place.code,
        )
        for row in notes_waiting(acting, on=on)[:limit]
    ]


register_source(
    Source("finance.notes", Text("资金来源说明", "Notes on sources"), "coins", count_notes, notes)
)
