"""What papers can be made of: blueprints with their papers, the live stock, proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.exams.models import Blueprint, Exam, Item, ItemVersion, Paper
from zhicai.exams.models.bank import Kind
from zhicai.exams.queries.bank import resting_of
from zhicai.exams.rules.bank import outdated
from zhicai.exams.rules.blueprints import Form, Row, Stock, equivalent, read_rows
from zhicai.exams.rules.solving import Unsolved, solve
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import Fault, OutOfScope
from zhicai.foundation.keyring import keyed_hash
from zhicai.foundation.text import Text
from zhicai.planning.models import ExamPaper
from zhicai.planning.queries.packages import slots_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, settings_of

COMPOSE = "exams.compose"
BOUND = "paper-difficulty-bound"
SOURCE = "exams"
"""What the slot of the assessment package calls the papers that are sealed here."""


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


def stock_of(year: ProgrammeYear, *, on: date, without: Iterable[str] = ()) -> list[Stock]:
    """Return the live items of a programme in their latest versions, as papers are made from them.

    ``without`` are keyed hashes of versions that other papers have already: another version of the
    same item is not used either. What rests on a text that has ended by ``on`` is left out, also
    before the nightly run has laid it before a reviewer. Three queries.
    """
    rows = ItemVersion.objects.filter(
        item__programme=year.programme, item__state=Item.State.LIVE
    ).order_by("item", "-number")
    used, taken = set(without), set[int]()
    latest: dict[int, Stock] = {}
    for item, key, topic, kind, difficulty, marks, exposures in rows.values_list(
        "item", "pk", "item__topic", "item__kind", "item__difficulty", "marks", "item__exposures"
    ):
        latest.setdefault(item, Stock(key, topic, kind, difficulty, marks, exposures))
        if used and keyed_hash(f"item {key}") in used:
            taken.add(item)
    resting = resting_of([one.key for one in latest.values()])
    return [
        one
        for item, one in latest.items()
        if item not in taken and outdated(resting.get(one.key, ()), on) is None
    ]


def hashes_in_use(year: ProgrammeYear, *, mock: bool = False) -> set[str]:
    """Return the keyed hashes of versions that a new paper of the year must not use.

    A paper that is for an exam shares nothing with another one of the year that is still in use,
    nor with any mock test of the programme, which everyone may have seen. ``mock``: a mock test
    keeps away from the exams alone; those to practise with may repeat each other.
    """
    real = Q(blueprint__programme_year=year) & ~Q(use=Paper.Use.MOCK)
    practice = Q(use=Paper.Use.MOCK, blueprint__programme_year__programme=year.programme)
    rows = Paper.objects.filter(real if mock else real | practice)
    rows = rows.exclude(state=Paper.State.WITHDRAWN)
    return {one for hashes in rows.values_list("items_hashed", flat=True) for one in hashes}


def difficulty_bound(year: ProgrammeYear, *, on: datetime) -> Decimal:
    """Return how far apart the expected difficulties of parallel papers may lie."""
    return Decimal(str(settings_of(year, on=on.astimezone(CHINA).date())[BOUND]))


def proposal(
    blueprint: Blueprint, forms: int, *, seed: str, on: datetime, mock: bool = False
) -> Proposal:  # fmt: skip
    """Return parallel papers of a blueprint from items that are still to be had.

    ``mock``: all of them are to practise with.
    """
    year = blueprint.programme_year
    rows, bound = rows_of(blueprint), difficulty_bound(year, on=on)
    without = hashes_in_use(year, mock=mock)
    stock = stock_of(year, on=on.astimezone(CHINA).date(), without=without)
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


def sealed_papers(year: ProgrammeYear) -> list[Paper]:
    """Return the sealed papers of a year that are for an exam, without their keys."""
    rows = Paper.objects.filter(blueprint__programme_year=year, state=Paper.State.SEALED)
    rows = rows.exclude(use=Paper.Use.MOCK).select_related("blueprint").defer("key")
    return list(rows.order_by("blueprint", "label"))


def blueprint_of(paper: int) -> int | None:
    """Return the blueprint of a paper, None where there is no such paper."""
    return Paper.objects.filter(pk=paper).values_list("blueprint", flat=True).first()


def slots_holding(papers: Iterable[Paper]) -> dict[int, ExamPaper]:
    """Return the slot of the assessment package in which each paper lies, by the paper."""
    found = slots_of(SOURCE, [str(one.pk) for one in papers])
    return {int(key): row for key, row in found.items()}
