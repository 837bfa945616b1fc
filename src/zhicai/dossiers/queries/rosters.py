"""Rosters of qualified specialists: the draft from the results, the frozen rows, corrections."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from zhicai.dossiers.models import Roster, RosterCorrection, RosterRow
from zhicai.dossiers.rules.rosters import RosterLine, digest_of, line_of
from zhicai.foundation.units import plain
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.models import Outcome
from zhicai.results.queries.outcomes import qualified
from zhicai.training.models import TrainingClass


def draft_lines(year: ProgrammeYear, *, class_id: int | None = None) -> list[RosterLine]:
    """Return the roster as the results have it now, of a year or of one class; one query."""
    rows: QuerySet[Outcome] = qualified([year.pk])
    if class_id is not None:
        rows = rows.filter(registration__training_class=class_id)
    rows = rows.select_related(
        "registration__person", "registration__training_class", "registration__employer_place"
    ).defer("registration__person__id_number", "reasons")
    return [_line(row) for row in rows.order_by(*_ORDER)]


_ORDER = (
    "registration__training_class__starts_on",
    "registration__training_class",
    "registration__person__pinyin",
    "registration__person__name",
    "pk",
)


def _line(row: Outcome) -> RosterLine:
    held = row.registration
    return RosterLine(
        person=held.person_id,
        outcome=row.pk,
        name=held.person.name,
        class_id=held.training_class_id,
        class_title=held.training_class.title,
        employer=held.employer_name,
        place=held.employer_place.name,
        place_code=held.employer_place.code,
        post=held.post,
        hours=plain(row.hours),
        exam="" if row.exam is None else plain(row.exam),
        practical="" if row.practical is None else plain(row.practical),
        made_up=row.made_up,
        decided_on=row.decided_on.isoformat(),
    )


def roster_of_year(year: ProgrammeYear) -> Roster | None:
    """Return the frozen roster of a year, None until it is."""
    return Roster.objects.filter(programme_year=year, training_class=None).first()


def roster_of_class(found: TrainingClass) -> Roster | None:
    """Return the frozen roster of a class, None where it has none of its own."""
    return Roster.objects.filter(training_class=found).first()


def class_rosters(year: ProgrammeYear) -> list[Roster]:
    """Return the rosters of a year that were frozen class by class."""
    rows = Roster.objects.filter(programme_year=year, training_class__isnull=False)
    return list(rows.select_related("training_class").order_by("frozen_at", "pk"))


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a roster at its position; ``row`` and corrections once it is frozen."""

    position: int
    line: RosterLine
    row: RosterRow | None = None
    corrections: tuple[RosterCorrection, ...] = ()

    @property
    def pk(self) -> int:
        """Names the line in a list."""
        return self.position

    @property
    def employer(self) -> str:
        """Where the person works, for sorting."""
        return self.line.employer

    @property
    def place_code(self) -> str:
        """Code of the employer's place, for sorting."""
        return self.line.place_code

    @property
    def class_id(self) -> int:
        """The class, for sorting."""
        return self.line.class_id

    @property
    def decided_on(self) -> str:
        """When the person qualified, for sorting."""
        return self.line.decided_on


def frozen_lines(rosters: Iterable[Roster]) -> list[ShownLine]:
    """Return the rows of frozen rosters in their order, each with its corrections; two queries."""
    ids = [one.pk for one in rosters]
    corrections: dict[int, list[RosterCorrection]] = {}
    for one in RosterCorrection.objects.filter(roster__in=ids, row__isnull=False).order_by("pk"):
        corrections.setdefault(one.row_id or 0, []).append(one)
    rows = RosterRow.objects.filter(roster__in=ids).order_by("roster", "position")
    return [
        ShownLine(row.position, line_of(row.facts), row, tuple(corrections.get(row.pk, ())))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class RosterView:
    """A roster as a page shows it: the draft where ``roster`` is None, else as frozen."""

    roster: Roster | None
    lines: list[ShownLine]
    corrections: tuple[RosterCorrection, ...] = ()

    @property
    def plain(self) -> list[RosterLine]:
        """The lines without their positions."""
        return [one.line for one in self.lines]

    @property
    def by_class(self) -> dict[int, int]:
        """How many of each class (id) are on it."""
        found: dict[int, int] = {}
        for one in self.lines:
            found[one.line.class_id] = found.get(one.line.class_id, 0) + 1
        return found


def roster_view(year: ProgrammeYear, *, found: TrainingClass | None = None) -> RosterView:
    """Return the roster of a year, or of one class of it: as frozen, else as the results are now.

    A class whose roster was frozen with the year's shows its own rows of that.
    """
    own = roster_of_class(found) if found is not None else None
    roster = own or roster_of_year(year)
    if roster is None:
        lines = draft_lines(year, class_id=found.pk if found is not None else None)
        return RosterView(None, [ShownLine(n, line) for n, line in enumerate(lines, 1)])
    rows = frozen_lines([roster])
    if found is not None:
        rows = [one for one in rows if one.line.class_id == found.pk]
    corrections = RosterCorrection.objects.filter(roster=roster).select_related("row")
    return RosterView(roster, rows, tuple(corrections.order_by("pk")))


def is_whole(roster: Roster) -> bool:
    """Say whether the rows of a frozen roster still have its hash and number."""
    lines = [one.line for one in frozen_lines([roster])]
    return len(lines) == roster.people and digest_of(lines) == roster.sha256
