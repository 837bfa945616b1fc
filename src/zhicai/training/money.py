"""The class's window to money: what finance is told of classes, what a class asks of finance.

A class is the cost object ``training.class:ID``. It cannot start without a budget (HB-3.1.7.4.a,
A-HB-18); the budget of one that is cancelled is released.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.finance.actions import release_budget
from zhicai.finance.objects import CostKind, CostObject, register_cost
from zhicai.finance.queries import has_budget, has_budgets
from zhicai.finance.queries.terms import track_paid
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.training.announcements import ClassCancelled
from zhicai.training.models import TrainingClass
from zhicai.training.queries.frames import cites_of
from zhicai.training.rules.conditions import Condition, register_check
from zhicai.training.rules.steps import LIVE, OPEN, PLANNED, RUNNING
from zhicai.training.tabs import Tab, register_tab

PREFIX = "training.class"


def cost_key(class_id: int) -> str:
    """Return under which id finance knows a class."""
    return f"{PREFIX}:{class_id}"


def cost_of(found: TrainingClass) -> CostObject:
    """Return a class as finance sees it."""
    return CostObject(
        key=cost_key(found.pk),
        title=found.title,
        programme_year=found.programme_year_id,
        place=found.place_id,
        level=Level(found.level),
        track=found.track,
        starts_on=found.starts_on,
        people=found.capacity,
        days=(found.ends_on - found.starts_on).days + 1,
        url=reverse("training:money", args=[found.pk]),
        live=found.state in LIVE,
    )


def describe(ids: Sequence[int]) -> Mapping[int, CostObject]:
    """Return classes by id as finance sees them, one query."""
    return {row.pk: cost_of(row) for row in TrainingClass.objects.filter(pk__in=ids)}


def live(programme_year: int, places: Iterable[int]) -> Sequence[CostObject]:
    """Return the classes of a year at some places that are still to end and need a budget."""
    year = ProgrammeYear.objects.get(pk=programme_year)
    rows = TrainingClass.objects.filter(
        programme_year=year, place_id__in=list(places), state__in=LIVE, track=_track(year)
    )
    return [cost_of(row) for row in rows]


def _track(year: ProgrammeYear) -> str:
    """The track whose offices set budgets; the classes of others have rules of their own."""
    return track_paid(law_of(year))


def budget_missing(class_id: int, _on: date) -> list[Reason]:
    """Say what a class lacks before it may start: its budget (HB-3.1.7.4.a)."""
    row = TrainingClass.objects.select_related("programme_year").get(pk=class_id)
    wanted = _track(row.programme_year)
    if not wanted or row.track != wanted or has_budget(cost_key(class_id)):
        return []
    says = Text(
        "还没有编制经费预算，请先在“经费”里写明预算和资金来源。",
        "There is no budget yet; enter it with its source under “Money” first.",
    )
    return [Reason(says, cites_of(law_of(row.programme_year)).get("budget"))]


def _released(event: ClassCancelled) -> None:
    reason = event.reason or "班次取消"
    release_budget(cost_key(event.class_id), reason=reason, by=SYSTEM, at=event.at)


def reads(acting: Acting, _found: TrainingClass) -> bool:
    """Say whether the user sees the money of classes."""
    return holds(acting, "finance.read")


# --- classes that wait for their budget ----------------------------------------------------------


def _own(acting: Acting) -> QuerySet[TrainingClass]:
    if acting.organisation_id is not None or not holds(acting, "finance.spend"):
        return TrainingClass.objects.none()
    levels = [duty.level.value for duty in acting.duties if duty.level]
    rows = TrainingClass.objects.filter(
        place_id=acting.place_id, level__in=levels, state__in=(PLANNED, OPEN), run_by=None
    )
    return rows.select_related("place", "programme_year").order_by("starts_on", "pk")


def _lacking(acting: Acting) -> list[TrainingClass]:
    rows = [row for row in _own(acting) if row.track and row.track == _track(row.programme_year)]
    have = has_budgets(cost_key(row.pk) for row in rows) if rows else set()
    return [row for row in rows if cost_key(row.pk) not in have]


def count_lacking(acting: Acting, _on: date) -> int:
    """Return how many of the office's own classes have no budget yet."""
    return len(_lacking(acting))


def lacking(acting: Acting, _on: date, limit: int) -> list[Waiting]:
    """Return the office's own classes without a budget, the next to start first."""
    return [
        Waiting(
            title=Text(f"编制“{row.title}”的预算", f"Set the budget of “{row.title}”"),
            url=reverse("training:money", args=[row.pk]),
            since=row.registration_opens or row.starts_on,
            place=Text(row.place.name, row.place.english or row.place.name),
            place_code=row.place.code,
            due=row.starts_on,
        )
        for row in _lacking(acting)[:limit]
    ]


register_cost(CostKind(PREFIX, describe, live))
register_check(Condition("finance.budget", RUNNING, budget_missing))
register_tab(Tab("money", _("经费"), "training:money", 50, reads))
register_source(
    Source("training.budgets", Text("班次预算", "Budgets of classes"), "coins",
           count_lacking, lacking)
)  # fmt: skip
subscribe(ClassCancelled, _released, within=True)
