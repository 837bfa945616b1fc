"""The capability standard as the apps above read it: version, items, statements with their ids."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Model, QuerySet

from zhicai.handbooks.models import Edition, StandardNaming
from zhicai.handbooks.queries.documents import edition_for
from zhicai.handbooks.rules.standard import Statement
from zhicai.law.schema import HandbookKind
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of


@dataclass(frozen=True, slots=True)
class StandardItem:
    """An item of the standard: ``key`` is the curriculum item's, with what one must be able to do.

    ``title`` is the item's name as it was when the version was published.
    """

    key: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """A version of the capability standard, and the clause that asks for it."""

    version: int
    edition_id: int
    in_force_from: date
    items: tuple[StandardItem, ...]
    clause: str

    def item(self, key: str) -> StandardItem | None:
        """Return one item, None for one that this version does not hold."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def statements(self) -> dict[str, Statement]:
        """Every statement by its id."""
        return {s.id: s for item in self.items for s in item.statements}


def standard_kind(year: ProgrammeYear) -> HandbookKind | None:
    """Return the document of a programme that goes by the curriculum, None where it has none."""
    kinds = law_of(year).handbooks.values()
    return next((kind for kind in kinds if kind.by_curriculum), None)


def standard_in_force(year: ProgrammeYear, *, on: date) -> Standard | None:
    """Return the capability standard in force on a day (HB-3.2.5.f), None before the first one."""
    kind = standard_kind(year)
    edition = edition_for(year, kind.id, on=on) if kind else None
    if kind is None or edition is None:
        return None
    return standard_of(edition, clause=kind.clause[0])


def standard_of(edition: Edition, *, clause: str) -> Standard:
    """Return an edition as a standard: its items with their statements."""
    items = tuple(
        StandardItem(
            row["key"],
            row["title"],
            tuple(Statement(one["id"], one["says"]) for one in row["statements"]),
        )
        for row in edition.content
        if "statements" in row
    )
    return Standard(edition.number, edition.pk, edition.in_force_from, items, clause)


def named_by(subject: Model) -> StandardNaming | None:
    """Return which version and items a design, paper or task names, None where it names none."""
    return (
        StandardNaming.objects.filter(subject=subject._meta.label_lower, subject_id=str(subject.pk))
        .select_related("edition")
        .first()
    )


def namings_of(edition: Edition) -> QuerySet[StandardNaming]:
    """Return every design, paper and task that names an edition, by what it is."""
    return edition.namings.order_by("sort", "pk")
