"""Funds: whose they are to see, which a budget may draw on, what is left of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of, require
from zhicai.finance.models import Budget, BudgetLine, Expense, Fund
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.terms import Terms
from zhicai.finance.rules.parts import PARTS
from zhicai.finance.rules.sources import Source
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.outreach.models import Opinion
from zhicai.places.queries import places_under, tree
from zhicai.programmes.models import ProgrammeYear


def funds_visible_to(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[Fund]:
    """Return the funds of a year that the user may see: those of offices in reach."""
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = Fund.objects.filter(programme_year=year, place__in=within)
    return rows.select_related("place", "programme_year")


def fund_for(acting: Acting, pk: int, *, on: date) -> Fund:
    """Return a fund that the user may see; OutOfScope for any other."""
    require(acting, "finance.read")
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = Fund.objects.filter(place__in=within).select_related("place", "programme_year__province")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def own_fund_for(acting: Acting, pk: int, *, on: date) -> Fund:
    """Return a fund that the user's own office keeps; OutOfScope for any other."""
    found = fund_for(acting, pk, on=on)
    if not keeps(acting, found):
        raise OutOfScope
    return found


def keeps(acting: Acting, fund: Fund) -> bool:
    """Say whether the user's own office keeps a fund."""
    if acting.organisation_id is not None or not holds(acting, "finance.keep"):
        return False
    return fund.place_id == acting.place_id and acting.at_level(Level(fund.level))


def own_levels(acting: Acting) -> list[Level]:
    """Return the levels at which the user's office keeps funds, the highest first."""
    if acting.organisation_id is not None or not holds(acting, "finance.keep"):
        return []
    return [level for level in Level if acting.at_level(level)]


def funds_offered(place_path: str, year_id: int) -> QuerySet[Fund]:
    """Return the funds that a budget at a place may draw on: its own, those shared from above."""
    *above, own = place_path.split("/")
    mine = Q(place__code=own) | Q(place__code__in=above, shared=True)
    rows = Fund.objects.filter(mine, programme_year_id=year_id).select_related("place")
    return rows.order_by("kind", "-place__code", "placed_on", "pk")


def funds_for(
    cost: CostObject, year: ProgrammeYear, *, by: Acting | None = None, on: date
) -> QuerySet[Fund]:
    """Return the funds that the budget of a cost object may draw on, as ``by`` sets it.

    Those of its place and those shared from above; where launch is told from expansion also what
    its region's offices share, what the own office of ``by`` keeps, and what is drawn on already.
    """
    place = tree(year.province.code, on=on).by_id[cost.place]
    rows = funds_offered(place.path, year.pk)
    if cost.backing is None:
        return rows
    areas = places_under(cost.backing().areas, on=on)
    wanted = Q(pk__in=rows.order_by().values("pk")) | Q(place__in=areas, shared=True)
    if by is not None and by.organisation_id is None:
        wanted |= Q(place_id=by.place_id)
    wanted |= Q(lines__budget__cost_object=cost.key)
    found = Fund.objects.filter(wanted, programme_year=year).select_related("place").distinct()
    return found.order_by("kind", "place__code", "placed_on", "pk")


def source_of(fund: Fund, *, noted: bool = False) -> Source:
    """Return a fund as the rules of sources see it."""
    special = fund.kind == Fund.Kind.SPECIAL
    return Source(fund.name, fund.payer, fund.ring_fenced, fund.track, noted, special)


def wants_note(fund: Fund, terms: Terms, track: str) -> bool:
    """Say whether some line of a budget on a track can draw on a fund only by a note."""
    parts = terms.parts(track)
    if parts is not None:
        return not all(parts.takes(source_of(fund), part) for part in PARTS)
    payers = terms.sources(track).payers
    return payers is not None and fund.payer not in payers


@dataclass(frozen=True, slots=True)
class Use:
    """What was done with a fund, fen. ``bound`` is what budgets hold of it: the lines of open
    budgets, and what was spent out of closed ones.
    """

    bound: int = 0
    spent: int = 0


def uses_of(funds: Iterable[int]) -> dict[int, Use]:
    """Return what was done with each fund, in three queries however many there are."""
    ids = list(funds)
    open_lines = BudgetLine.objects.filter(fund__in=ids, budget__state=Budget.State.OPEN)
    planned = dict(open_lines.order_by().values_list("fund").annotate(n=Sum("amount")))
    booked = Expense.objects.filter(line__fund__in=ids).order_by()
    spent = dict(booked.values_list("line__fund").annotate(n=Sum("amount")))
    closed = booked.filter(budget__state=Budget.State.CLOSED)
    settled = dict(closed.values_list("line__fund").annotate(n=Sum("amount")))
    return {pk: Use(planned.get(pk, 0) + settled.get(pk, 0), spent.get(pk, 0)) for pk in ids}


def needs_offered(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[Opinion]:
    """Return the needs of enterprises in the user's area that its yearly money may answer."""
    within = places_under(acting.paths, on=on)
    rows = Opinion.objects.filter(place__in=within, sort=Opinion.Sort.NEED)
    since = date(year.year - 1, 1, 1)
    return rows.filter(sent_on__gte=since).select_related("place").order_by("-sent_on", "-pk")
