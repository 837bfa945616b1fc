"""What of planning waits for an office: plans and summaries sent to it, its own that came back."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.filing.models import Filing, Step
from zhicai.filing.rules import State
from zhicai.foundation.text import Text
from zhicai.planning.models import Package, Plan
from zhicai.planning.queries.waiting import documents_waiting
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, pick_year, years_for


def _year(acting: Acting, on: date) -> ProgrammeYear | None:
    return pick_year(list(years_for(acting)), on=on)


def count(acting: Acting, on: date) -> int:
    """Return how many documents of the day's year wait for the office."""
    year = _year(acting, on)
    return documents_waiting(acting, year).count() if year is not None else 0


def items(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the documents that wait: those sent back first by the day they are wanted again."""
    year = _year(acting, on)
    if year is None:
        return []
    found = list(_first(documents_waiting(acting, year), limit))
    plans = dict(Plan.objects.filter(filing__in=found).values_list("filing_id", "pk"))
    packages = dict(Package.objects.filter(filing__in=found).values_list("filing_id", "pk"))
    wanted = _wanted_again(found)
    clauses = {kind: document.clause[0] for kind, document in law_of(year).documents.items()}
    rows = [
        _waiting(filing, plans, packages, wanted, clauses.get(filing.kind, "")) for filing in found
    ]
    return sorted(rows, key=lambda row: (row.due is None, row.due or on, row.since))


def _first(rows: QuerySet[Filing], limit: int) -> QuerySet[Filing]:
    return rows.select_related("sender", "sender_organisation").order_by("last_sent_on")[:limit]


def _wanted_again(filings: Iterable[Filing]) -> dict[int, date | None]:
    """The day by which each returned document is wanted again; the last return rules."""
    returned = [filing.pk for filing in filings if filing.state == State.RETURNED]
    steps = Step.objects.filter(filing_id__in=returned, state=State.RETURNED).order_by("pk")
    return dict(steps.values_list("filing_id", "due"))


def _waiting(
    filing: Filing,
    plans: dict[int, int],
    packages: dict[int, int],
    wanted: dict[int, date | None],
    clause: str,
) -> Waiting:
    back = filing.state == State.RETURNED
    sender = filing.sender_organisation or filing.sender
    title = (
        Text("修改后重报《{t}》", "Mend and resend “{t}”")
        if back
        else Text("办理《{t}》", "Handle “{t}”")
    )
    named = Text(sender.name, sender.english or sender.name)
    return Waiting(
        title=title.format_map({"t": filing.title}),
        url=_page(plans.get(filing.pk), packages.get(filing.pk), filing, back),
        since=filing.last_sent_on or date.min,
        place=named,
        place_code=filing.sender.code,
        due=wanted.get(filing.pk),
        clause=clause,
    )


def _page(plan: int | None, package: int | None, filing: Filing, back: bool) -> str:
    if package is not None:
        return reverse("planning:package_edit" if back else "planning:package_read", args=[package])
    if plan is not None:
        return reverse("planning:plan" if back else "planning:review", args=[plan])
    path = reverse("planning:summary")
    return path if back else f"{path}?place={filing.sender.code}"


register_source(
    Source(
        "planning.documents",
        Text("计划报送", "Plans and summaries"),
        "clipboard-list",
        count,
        items,
    )
)
