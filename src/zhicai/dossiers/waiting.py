"""What of the summaries waits for an office: those sent to it, its own that came back."""

from datetime import date

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.dossiers.letters import page_of
from zhicai.dossiers.queries.asked import clause_of
from zhicai.dossiers.queries.summaries import documents_waiting
from zhicai.filing.models import Filing, Step
from zhicai.filing.rules import State
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import pick_year, years_for


def _year(acting: Acting, on: date) -> ProgrammeYear | None:
    if not any(holds(acting, name) for name in ("dossiers.receive", "dossiers.summarise")):
        return None
    return pick_year(list(years_for(acting)), on=on)


def count(acting: Acting, on: date) -> int:
    """Return how many summaries of the day's year wait for the office."""
    year = _year(acting, on)
    return documents_waiting(acting, year).count() if year is not None else 0


def items(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the summaries that wait: those sent back first by the day they are wanted again."""
    year = _year(acting, on)
    if year is None:
        return []
    rows = documents_waiting(acting, year).select_related("sender").order_by("last_sent_on", "pk")
    found = list(rows[:limit])
    back = [filing.pk for filing in found if filing.state == State.RETURNED]
    steps = Step.objects.filter(filing_id__in=back, state=State.RETURNED).order_by("pk")
    wanted: dict[int, date | None] = dict(steps.values_list("filing_id", "due"))
    clause = clause_of(year)
    shown = [_waiting(filing, wanted.get(filing.pk), clause) for filing in found]
    return sorted(shown, key=lambda one: (one.due is None, one.due or on, one.since))


def _waiting(filing: Filing, due: date | None, clause: str) -> Waiting:
    title = (
        Text("修改后重报《{t}》", "Mend and resend “{t}”")
        if filing.state == State.RETURNED
        else Text("办理《{t}》", "Handle “{t}”")
    )
    return Waiting(
        title=title.format_map({"t": filing.title}),
        url=page_of(filing),
        since=filing.last_sent_on or date.min,
        place=Text(filing.sender.name, filing.sender.english or filing.sender.name),
        place_code=filing.sender.code,
        due=due,
        clause=clause,
    )


register_source(
    Source(
        "dossiers.summaries",
        Text("班次落实汇总", "Summaries of classes"),
        "file-text",
        count,
        items,
    )
)
