"""The inbox."""

from django.http import HttpResponse
from django.shortcuts import render

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.desk.presenters import kinds_of, rows_of
from zhicai.desk.queries import inbox_of, note_seen, waiting_count
from zhicai.foundation import clock

SOON = 7
"""Days within which a due date is said to be near."""


@needs("desk.read")
def inbox(request: OfficeRequest) -> HttpResponse:
    """Show everything that waits for the office, the earliest due first; ``?kind=`` narrows it."""
    everything = inbox_of(request.acting, on=clock.today())
    note_seen(everything, request.acting, on=clock.today())
    kind = request.GET.get("kind", "")
    shown = everything.of(kind)
    context = {
        "rows": rows_of(shown),
        "kinds": kinds_of(everything, kind),
        "total": everything.total,
        "late": everything.late,
        "soon": everything.soon(SOON),
        "days": SOON,
        "hidden": sum(p.count for p in everything.piles) - len(everything.entries),
    }
    return render(request, "desk/inbox.html", context)


@needs("desk.read")
def count(request: OfficeRequest) -> HttpResponse:
    """Answer with the red count of the sidebar, which asks for it once a page stands."""
    waits = waiting_count(request.acting, on=clock.today())
    return render(request, "ui/parts/count.html", {"count": waits})
