"""The class's window to money: what finance is told of classes, what a class asks of finance.

A class is the cost object ``training.class:ID``. It cannot start without a budget (HB-3.1.7.4.a,
A-HB-18); the budget of one that is cancelled is released. On a class of the package the working
group, the unit that undertakes it and the province spend; its launch money rests on the plan as
approved first, or on the least that the notice asks for.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.filing.models import Step
from zhicai.filing.rules import SETTLED
from zhicai.finance.actions import release_budget
from zhicai.finance.assessment import LAUNCH_PAYERS, clause_of, parted_track
from zhicai.finance.objects import Backing, CostKind, CostObject, register_cost
from zhicai.finance.queries import has_budget, has_budgets
from zhicai.finance.queries.budgets import may_spend, open_budgets
from zhicai.finance.queries.terms import track_paid
from zhicai.finance.rules.parts import LAUNCH, Peer, Plan
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import tree
from zhicai.planning.models import PackageLine
from zhicai.planning.queries.packages import asked_package
from zhicai.planning.rules.package import PackageContent, from_json
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.programmes.queries.regions import regions_of
from zhicai.training.announcements import ClassCancelled
from zhicai.training.models import TrainingClass
from zhicai.training.queries.assessment import in_assessment, lines_to_open
from zhicai.training.queries.frames import cites_of
from zhicai.training.rules.conditions import Condition, register_check
from zhicai.training.rules.steps import (
    CANCELLED,
    CLOSED,
    FINISHED,
    LIVE,
    OPEN,
    PLANNED,
    RUNNING,
)
from zhicai.training.tabs import Tab, register_tab

PREFIX = "training.class"


def cost_key(class_id: int) -> str:
    """Return under which id finance knows a class."""
    return f"{PREFIX}:{class_id}"


def cost_of(found: TrainingClass) -> CostObject:
    """Return a class as finance sees it."""
    line = found.line
    spent_by: dict[str, Any] = {}
    if line is not None:
        group = line.package.organisation_id
        spent_by = {
            "organisations": tuple(one for one in (group, found.run_by_id) if one is not None),
            "offices": ((found.programme_year.province_id, Level.PROVINCE),),
            "backing": partial(backing_of, found),
        }
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
        **spent_by,
    )


def backing_of(found: TrainingClass) -> Backing:
    """Return what launch and expansion of a class rest on: the plan, and its region's cities."""
    year, on = found.programme_year, found.starts_on
    region = regions_of(year, on=on).of_city(found.place.code)
    codes = region.cities if region is not None else ()
    places = tree(year.province.code, on=on).by_code
    return Backing(_plan_of(found), tuple(places[code].path for code in codes if code in places))


def _plan_of(found: TrainingClass) -> Plan | None:
    """The year's classes as the base of launch money sees them (A-HB-18)."""
    year = found.programme_year
    line = found.line
    if line is None:
        return None
    first = (
        Step.objects.filter(filing=line.package.filing_id, state__in=SETTLED)
        .exclude(version=None)
        .select_related("version")
        .order_by("pk")
        .first()
    )
    content = from_json(first.version.content) if first and first.version else PackageContent()
    keys = {one.key for one in content.classes}
    rows = in_assessment(year).exclude(state=CANCELLED).select_related("line")
    begins = [
        (row.starts_on, Peer(cost_key(row.pk), row.capacity, _is_planned(row.line, keys)))
        for row in rows
    ]
    begins += [
        (to_open.starts_on, Peer(f"line:{to_open.pk}", to_open.seats, _is_planned(to_open, keys)))
        for to_open in lines_to_open(year)
    ]
    asked = asked_package(year, on=found.starts_on)
    least = [int(one.figure) if one else 0 for one in (asked.classes, asked.people)]
    peers = tuple(peer for _, peer in sorted(begins, key=lambda pair: (pair[0], pair[1].key)))
    return Plan(peers, len(keys), content.seats, *least)


def _is_planned(line: PackageLine | None, keys: Container[str]) -> bool:
    return line is not None and line.key in keys


def describe(ids: Sequence[int]) -> Mapping[int, CostObject]:
    """Return classes by id as finance sees them, one query."""
    rows = TrainingClass.objects.filter(pk__in=ids)
    rows = rows.select_related("line__package", "programme_year__province", "place")
    return {row.pk: cost_of(row) for row in rows}


def live(programme_year: int, places: Iterable[int]) -> Sequence[CostObject]:
    """Return the classes of a year at some places that are still to end and need a budget."""
    year = ProgrammeYear.objects.get(pk=programme_year)
    rows = TrainingClass.objects.filter(
        programme_year=year, place_id__in=list(places), state__in=LIVE, track__in=_clauses(year)
    )
    rows = rows.select_related("line__package", "programme_year__province", "place")
    return [cost_of(row) for row in rows]


def _clauses(year: ProgrammeYear) -> dict[str, str | None]:
    """The tracks whose classes need a budget before they start, with the clause of each.

    The classes of others have rules of their own.
    """
    law = law_of(year)
    found = {track_paid(law): cites_of(law).get("budget")}
    found[parted_track(law)] = clause_of(law, LAUNCH, LAUNCH_PAYERS)
    return {track: clause for track, clause in found.items() if track}


def budget_missing(class_id: int, _on: date) -> list[Reason]:
    """Say what a class lacks before it may start: its budget (HB-3.1.7.4.a, HB-3.2.6.4.a)."""
    row = TrainingClass.objects.select_related("programme_year").get(pk=class_id)
    wanted = _clauses(row.programme_year)
    if row.track not in wanted or has_budget(cost_key(class_id)):
        return []
    says = Text(
        "还没有编制经费预算，请先在“经费”里写明预算和资金来源。",
        "There is no budget yet; enter it with its source under “Money” first.",
    )
    return [Reason(says, wanted[row.track])]


def _released(event: ClassCancelled) -> None:
    reason = event.reason or "班次取消"
    release_budget(cost_key(event.class_id), reason=reason, by=SYSTEM, at=event.at)


def reads(acting: Acting, found: TrainingClass) -> bool:
    """Say whether the user sees the money of a class: offices of its area, and who spends on it."""
    if acting.organisation_id is None:
        return holds(acting, "finance.read")
    return found.line_id is not None and may_spend(acting, cost_of(found))


# --- classes that wait for their budget ----------------------------------------------------------


def _own(acting: Acting) -> QuerySet[TrainingClass]:
    if not holds(acting, "finance.spend"):
        return TrainingClass.objects.none()
    if acting.organisation_id is not None:
        rows = TrainingClass.objects.filter(
            run_by_id=acting.organisation_id, line__isnull=False, state__in=(PLANNED, OPEN)
        )
        return rows.select_related("place", "programme_year").order_by("starts_on", "pk")
    levels = [duty.level.value for duty in acting.duties if duty.level]
    rows = TrainingClass.objects.filter(
        place_id=acting.place_id, level__in=levels, state__in=(PLANNED, OPEN), run_by=None
    )
    return rows.select_related("place", "programme_year").order_by("starts_on", "pk")


def _lacking(acting: Acting) -> list[TrainingClass]:
    rows = [row for row in _own(acting) if row.track in _clauses(row.programme_year)]
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


# --- classes whose money is to be settled --------------------------------------------------------


def _to_settle(acting: Acting) -> list[TrainingClass]:
    """The classes of the group's package that have ended and whose money is not settled."""
    if acting.organisation_id is None or not holds(acting, "finance.settle"):
        return []
    rows = TrainingClass.objects.filter(
        line__package__organisation_id=acting.organisation_id, state__in=(FINISHED, CLOSED)
    )
    found = list(rows.select_related("place", "programme_year").order_by("ends_on", "pk"))
    unsettled = open_budgets(cost_key(row.pk) for row in found) if found else set()
    return [row for row in found if cost_key(row.pk) in unsettled]


def count_to_settle(acting: Acting, _on: date) -> int:
    """Return how many classes' money waits to be settled."""
    return len(_to_settle(acting))


def to_settle(acting: Acting, _on: date, limit: int) -> list[Waiting]:
    """Return the classes whose money is to be settled, the first that ended first."""
    return [
        Waiting(
            title=Text(f"核定“{row.title}”的经费", f"Settle the money of “{row.title}”"),
            url=reverse("training:money", args=[row.pk]) + "#settlement",
            since=row.ends_on,
            place=Text(row.place.name, row.place.english or row.place.name),
            place_code=row.place.code,
            clause=law_of(row.programme_year).cites("finance.settlement") or "",
        )
        for row in _to_settle(acting)[:limit]
    ]


register_cost(CostKind(PREFIX, describe, live))
register_check(Condition("finance.budget", RUNNING, budget_missing))
register_tab(Tab("money", _("经费"), "training:money", 50, reads))
register_source(
    Source("training.budgets", Text("班次预算", "Budgets of classes"), "coins",
           count_lacking, lacking)
)  # fmt: skip
register_source(
    Source("training.settlements", Text("经费核定", "Money to settle"), "coins",
           count_to_settle, to_settle)
)  # fmt: skip
subscribe(ClassCancelled, _released, within=True)
