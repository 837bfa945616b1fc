"""What papers can be made of: blueprints with their papers, the live stock, proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.exams.models import Blueprint, Exam, Item, ItemVersion, Paper
from zhicai.exams.models.bank import Kind
from zhicai.exams.rules.blueprints import Form, Row, Stock, equivalent, read_rows
from zhicai.exams.rules.solving import Unsolved, solve
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import Fault, OutOfScope
from zhicai.foundation.keyring import keyed_hash
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, settings_of

COMPOSE = "exams.compose"
BOUND = "paper-difficulty-bound"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Papers as they would be sealed; or why none can be made of what is there."""

    forms: tuple[Form, ...]
    reasons: tuple[Text, ...]


def blueprints_visible_to(acting: Acting, year: ProgrammeYear) -> QuerySet[Blueprint]:
    """Return the blueprints of a year, the latest first; none for those who compose no papers."""
    if not holds(acting, COMPOSE):
        return Blueprint.objects.none()
    return Blueprint.objects.filter(programme_year=year).prefetch_related("papers")


def blueprint_for(acting: Acting, pk: int) -> Blueprint:
    """Return a blueprint of those who compose papers; OutOfScope for anybody else."""
    rows = Blueprint.objects.select_related("programme_year__province")
    found = rows.prefetch_related("papers").filter(pk=pk).first()
    if found is None or not holds(acting, COMPOSE):
        raise OutOfScope
    return found


def paper_to_compose(acting: Acting, pk: int) -> Paper:
    """Return a paper of those who compose papers, without what is in it."""
    rows = Paper.objects.select_related("blueprint__programme_year__province").defer(
        "sealed", "key"
    )
    found = rows.filter(pk=pk).first()
    if found is None or not holds(acting, COMPOSE):
        raise OutOfScope
    return found


def rows_of(blueprint: Blueprint) -> tuple[Row, ...]:
    """Return the rows of a blueprint, which were sound when it was made."""
    topics = {str(row.get("topic")) for row in blueprint.rows}
    found = read_rows(blueprint.rows, topics=topics, kinds=Kind.values)
    return tuple(row for row in found if not isinstance(row, Fault))


def stock_of(year: ProgrammeYear, *, without: Iterable[str] = ()) -> list[Stock]:
    """Return the live items of a programme in their latest versions, as papers are made from them.

    ``without`` are keyed hashes of items that other papers have already.
    """
    latest = ItemVersion.objects.filter(
        item__programme=year.programme, item__state=Item.State.LIVE
    ).order_by("item", "-number")
    seen: dict[int, Stock] = {}
    rows = latest.values_list(
        "item", "pk", "item__topic", "item__kind", "item__difficulty", "marks", "item__exposures"
    )
    for item, key, topic, kind, difficulty, marks, exposures in rows:
        seen.setdefault(item, Stock(key, topic, kind, difficulty, marks, exposures))
    used = set(without)
    return [one for one in seen.values() if keyed_hash(f"item {one.key}") not in used]


def hashes_in_use(year: ProgrammeYear) -> set[str]:
    """Return the keyed hashes of the items that stand in any paper of the year still in use."""
    rows = Paper.objects.filter(blueprint__programme_year=year).exclude(
        Q(state=Paper.State.WITHDRAWN) | Q(use=Paper.Use.MOCK)
    )
    return {one for hashes in rows.values_list("items_hashed", flat=True) for one in hashes}


def difficulty_bound(year: ProgrammeYear, *, on: datetime) -> Decimal:
    """Return how far apart the expected difficulties of parallel papers may lie."""
    return Decimal(str(settings_of(year, on=on.astimezone(CHINA).date())[BOUND]))


def proposal(blueprint: Blueprint, forms: int, *, seed: str, on: datetime) -> Proposal:
    """Return parallel papers of a blueprint from items that no paper of the year uses yet."""
    year = blueprint.programme_year
    rows, bound = rows_of(blueprint), difficulty_bound(year, on=on)
    stock = stock_of(year, without=hashes_in_use(year))
    found = solve(rows, stock, forms=forms, bound=bound, seed=seed)
    if isinstance(found, Unsolved):
        return Proposal((), _why(found, year, bound))
    return Proposal(found, tuple(equivalent(rows, found, bound=bound)))


def _why(found: Unsolved, year: ProgrammeYear, bound: Decimal) -> tuple[Text, ...]:
    names = {item.id: item.name for item in curriculum_of(year)}
    if not found.lacks:
        says = Text(
            f"几行争用同一批试题，或预计难度差做不到 {bound} 以内："
            "请减少题数、放宽难度，或补充试题。",
            f"Rows compete for the same items, or difficulties cannot be brought within {bound}: "
            "ask for fewer items, widen the difficulty, or add items.",
        )
        return (says,)
    return tuple(
        Text(
            f"{_name(names, one.row.topic).zh}的{Kind(one.row.kind).label}需要 {one.wanted} 道，"
            f"题库可用 {one.there} 道：还差 {one.wanted - one.there} 道。",
            f"{_name(names, one.row.topic).en}, {one.row.kind}: {one.wanted} are needed, the bank "
            f"has {one.there}: {one.wanted - one.there} short.",
        )
        for one in found.lacks
    )


def _name(names: dict[str, Text], topic: str) -> Text:
    return names.get(topic, Text(topic, topic))


def exams_of_paper(paper: Paper) -> QuerySet[Exam]:
    """Return the exams that use a paper, the next first."""
    return Exam.objects.filter(paper=paper).order_by("starts_at")
