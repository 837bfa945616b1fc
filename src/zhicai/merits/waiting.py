"""What waits: the grades that the rules would change, for who gives grades in the province."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.errors import NotOpened
from zhicai.foundation.text import Text
from zhicai.merits.models import GradeRun
from zhicai.merits.permissions import RULE
from zhicai.merits.queries.law import GRADES, merit_law
from zhicai.merits.queries.reckoning import run_waiting


def _run(acting: Acting, on: date) -> GradeRun | None:
    """The run that the province decides; the working group may, unasked."""
    if not holds(acting, RULE.name):
        return None
    try:
        law = merit_law(acting, on=on)
    except NotOpened:
        return None
    return run_waiting(law.programme) if law.is_open(GRADES) else None


def count(acting: Acting, on: date) -> int:
    """Count what waits."""
    return int(_run(acting, on) is not None)


def items(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return what waits."""
    run = _run(acting, on)
    if run is None or limit < 1:
        return []
    n = run.changes.count()
    return [
        Waiting(
            title=Text(f"核定 {n} 名专员的级别", f"Decide on the grades of {n} specialists"),
            url=reverse("merits:run"),
            since=localtime(run.made_at).date(),
            place=Text(acting.office, acting.office),
            place_code=acting.place_code,
        )
    ]


register_source(
    Source(
        "merits.grades", Text("待核定的专员级别", "grades of specialists to be decided"), "star",
        count, items,
    )
)  # fmt: skip
