"""What the programme asks of an office now: its own open obligations, with their due dates."""

from datetime import date

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.monitoring.presenters.words import Addresses, page_for
from zhicai.monitoring.queries.lines import OPEN, own_standings
from zhicai.monitoring.queries.scope import Scope, scope_for
from zhicai.programmes.ledger import Standing
from zhicai.programmes.registry import metric


def count(acting: Acting, on: date) -> int:
    """Return how many obligations of the office are open."""
    return len(_open(acting, on)[1])


def items(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the office's open obligations, the earliest due first."""
    scope, standings = _open(acting, on)
    return [_waiting(scope, standing) for standing in standings[:limit]] if scope else []


def _open(acting: Acting, on: date) -> tuple[Scope | None, list[Standing]]:
    if not holds(acting, "monitoring.read"):
        return None, []
    try:
        scope = scope_for(acting, on=on)
    except OutOfScope:
        return None, []
    return scope, [one for one in own_standings(scope, acting) if one.state in OPEN]


def _waiting(scope: Scope, standing: Standing) -> Waiting:
    verdict = standing.verdict
    counted = metric(verdict.rule.metric)
    mend = page_for(counted.mend_page, standing.place, scope.acting) if counted else ""
    return Waiting(
        title=verdict.rule.says,
        url=mend or Addresses().why(standing),
        since=verdict.span.opens if verdict.span else scope.on,
        place=Text(standing.place.name, standing.place.en),
        place_code=standing.place.code,
        due=verdict.span.due if verdict.span else None,
        clause=verdict.rule.clause,
    )


register_source(
    Source(
        "monitoring.obligations",
        Text("方案要求", "Asked by the programme"),
        "checklist",
        count,
        items,
        dear=True,
    )
)
