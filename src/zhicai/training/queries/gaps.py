"""Plan against reality: lines not opened, classes not planned, classes that differ."""

from dataclasses import dataclass
from datetime import date

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.planning.models import PlannedClass
from zhicai.planning.queries.classes import classes_visible_to as planned_visible_to
from zhicai.programmes.models import ProgrammeYear
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import classes_visible_to
from zhicai.training.rules.gaps import (
    DIFFERS,
    DROPPED,
    GAP_WORDS,
    NOT_OPENED,
    NOT_PLANNED,
    Outline,
    differences,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: of which office, what it is, since when, with both sides as far as there are."""

    kind: str
    place: Place
    title: str
    starts_on: date
    late: bool
    says: tuple[Text, ...] = ()
    planned: PlannedClass | None = None
    found: TrainingClass | None = None

    @property
    def words(self) -> Text:
        """The kind of gap in words."""
        return GAP_WORDS[self.kind]

    @property
    def code(self) -> str:
        """Code of the place, for sorting."""
        return self.place.code

    @property
    def pk(self) -> str:
        """Names the gap in a list."""
        return f"p{self.planned.pk}" if self.planned else f"c{self.found.pk if self.found else 0}"


def gaps_of(acting: Acting, year: ProgrammeYear, *, on: date) -> list[Gap]:
    """Return every gap the user may see, the first day first; two queries whatever their number.

    A line whose first day has passed without a class is late.
    """
    planned = planned_visible_to(acting, year, on=on)
    classes = list(
        classes_visible_to(acting, year, on=on)
        .filter(line=None)
        .exclude(state=TrainingClass.State.CANCELLED)
    )
    opened = {one.planned_id for one in classes if one.planned_id}
    found = [
        Gap(NOT_OPENED, row.place, row.title, row.starts_on, row.starts_on < on, planned=row)
        for row in planned
        if row.pk not in opened and row.plan.organisation_id is None
    ]
    for one in classes:
        found += _gaps(one)
    return sorted(found, key=lambda gap: (gap.starts_on, gap.code, gap.title))


def _gaps(one: TrainingClass) -> list[Gap]:
    row = one.planned
    if row is None:
        says = (Text(one.unplanned_for, one.unplanned_for),) if one.unplanned_for else ()
        return [Gap(NOT_PLANNED, one.place, one.title, one.starts_on, False, says, found=one)]
    if row.dropped_on is not None:
        return [Gap(DROPPED, one.place, one.title, one.starts_on, False, (), row, one)]
    said = tuple(
        differences(
            Outline(row.starts_on, row.ends_on, row.expected_people, row.venue),
            Outline(one.starts_on, one.ends_on, one.capacity, one.venue),
        )
    )
    if not said:
        return []
    return [Gap(DIFFERS, one.place, one.title, one.starts_on, False, said, row, one)]


def to_open(acting: Acting, year: ProgrammeYear) -> list[PlannedClass]:
    """Return the lines of the own office's plan in force that have no class yet."""
    if acting.organisation_id is not None:
        return []
    levels = [duty.level.value for duty in acting.duties if duty.level]
    live = TrainingClass.objects.exclude(state=TrainingClass.State.CANCELLED)
    return list(
        PlannedClass.objects.filter(
            plan__programme_year=year,
            plan__organisation=None,
            plan__place_id=acting.place_id,
            plan__level__in=levels,
            dropped_on=None,
        )
        .exclude(pk__in=live.filter(planned__isnull=False).values("planned"))
        .select_related("place")
        .order_by("starts_on")
    )
