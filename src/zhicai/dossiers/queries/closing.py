"""Closing dossiers: which a user sees, what each still lacks, how it stands on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, require
from zhicai.dossiers.closing import (
    DOSSIER,
    asks_for_dossiers,
    classes_of,
    dues,
    has_ended,
    terms_of,
)
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.class_figures import evaluated
from zhicai.dossiers.queries.summaries import may_edit
from zhicai.dossiers.rules.closing import (
    EVALUATION,
    ITEMS,
    REPORT,
    ROSTER,
    SETTLEMENT,
    Terms,
    is_late,
)
from zhicai.dossiers.rules.report import unwritten
from zhicai.filing.models import Filing
from zhicai.filing.rules import DELIVERED, SETTLED, State, long_unanswered
from zhicai.finance.models import Settlement
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of, years_for
from zhicai.programmes.queries.organisations import WORKING_GROUP
from zhicai.results.queries.outcomes import OutcomeCounts, counts_by_class
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_key
from zhicai.training.queries.assessment import in_assessment
from zhicai.training.queries.classes import may_run, visible_to
from zhicai.training.rules.steps import CANCELLED

READ, CLOSE, ARCHIVE = "dossiers.read_closing", "dossiers.close", "dossiers.archive"


def writes_dossiers(acting: Acting) -> bool:
    """Say whether the user belongs to the group that writes closing dossiers."""
    return holds(acting, CLOSE) and acting.organisation_kind == WORKING_GROUP


def classes_seen(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[TrainingClass]:
    """Return the classes of a year whose dossiers the user may see: those in reach, or its own."""
    require(acting, READ)
    mine = in_assessment(year).exclude(state=CANCELLED)
    rows = visible_to(acting, on=on).filter(pk__in=mine.values("pk"))
    return rows.select_related(
        "place", "programme_year__province", "run_by", "line"
    ).order_by("ends_on", "pk")  # fmt: skip


def class_seen(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return a class whose dossier the user may see; OutOfScope for any other."""
    require(acting, READ)
    rows = TrainingClass.objects.select_related("programme_year__province")
    found = rows.filter(pk=pk, programme_year__province__code=acting.province).first()
    seen = classes_seen(acting, found.programme_year, on=on) if found is not None else None
    row = seen.filter(pk=pk).first() if seen is not None else None
    if row is None:
        raise OutOfScope
    return row


def dossier_of(found: TrainingClass) -> ClosingDossier | None:
    """Return the dossier of a class, None before it was begun."""
    rows = ClosingDossier.objects.select_related(
        "filing__sender", "filing__receiver", "filing__in_force", "evaluation",
        "programme_year__province",
    )  # fmt: skip
    row = rows.filter(training_class=found).first()
    if row is not None:
        row.training_class = found
    return row


def shows_content(acting: Acting, dossier: ClosingDossier) -> bool:
    """Say whether the user reads what is in a dossier: who writes it, others once it was sent."""
    if dossier.programme_year.province.code != acting.province:
        return False
    return writes_dossiers(acting) or dossier.filing.last_sent_on is not None


def reads_names(acting: Acting, found: TrainingClass) -> bool:
    """Say whether the user reads the whole names of a class's roster: its keepers, its own unit."""
    return holds(acting, "dossiers.read_roster") or may_run(acting, found)


def own_dossier_for(acting: Acting, pk: int, *, on: date) -> ClosingDossier:
    """Return the dossier of a class (its id) that the user's group writes; else OutOfScope."""
    require(acting, CLOSE)
    row = dossier_of(class_seen(acting, pk, on=on))
    if row is None or not writes_dossiers(acting):
        raise OutOfScope
    return row


def dossier_may_change(dossier: ClosingDossier) -> bool:
    """Say whether the draft may be changed: not under review, never once archived."""
    return dossier.archived_at is None and may_edit(dossier.filing)


# --- what each lacks ------------------------------------------------------------------------------


def lacks_of(
    classes: Iterable[TrainingClass], dossiers: Mapping[int, ClosingDossier]
) -> dict[int, dict[str, Text]]:
    """Return for each class (id) what its items lack, by item; four queries however many."""
    rows = list(classes)
    keys = {cost_key(row.pk): row.pk for row in rows}
    settled = {
        keys[key]
        for key in Settlement.objects.filter(budget__cost_object__in=keys).values_list(
            "budget__cost_object", flat=True
        )
    }
    counts = counts_by_class([row.pk for row in rows])
    done = evaluated([one.pk for one in dossiers.values()])
    found: dict[int, dict[str, Text]] = {}
    for row in rows:
        dossier = dossiers.get(row.pk)
        lacks: dict[str, Text | None] = {
            EVALUATION: None if dossier is not None and dossier.pk in done else NO_EVALUATION,
            SETTLEMENT: None if row.pk in settled else NO_SETTLEMENT,
            ROSTER: _undecided(counts[row.pk]),
            REPORT: _unwritten(dossier),
        }
        found[row.pk] = {item: says for item in ITEMS if (says := lacks[item]) is not None}
    return found


NO_EVALUATION = Text("还没有填写", "not filled in yet")
NO_SETTLEMENT = Text("经费还没有核定", "the money is not settled yet")
NO_REPORT = Text("还没有写", "not written yet")


def _undecided(counts: OutcomeCounts) -> Text | None:
    if not counts.people:
        return Text("班里没有学员", "nobody has a seat in the class")
    if not counts.open:
        return None
    return Text(
        f"还有 {counts.open} 人没有定论", f"{counts.open} people are still without a result"
    )


def _unwritten(dossier: ClosingDossier | None) -> Text | None:
    if dossier is None:
        return NO_REPORT
    missing = unwritten(dossier.words)
    if not missing:
        return None
    return Text(
        f"还没有写“{'”“'.join(one.title.zh for one in missing)}”",
        f"nothing under {', '.join(f'“{one.title.en}”' for one in missing)} yet",
    )


# --- the list of classes --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One class and its dossier on a day: due, state, lateness, what its items lack."""

    found: TrainingClass
    dossier: ClosingDossier | None
    due: date | None
    on: date
    ended: bool
    lacks: Mapping[str, Text]
    waiting_long: bool = False

    @property
    def pk(self) -> int:
        """Names the row in a batch: the class."""
        return self.found.pk

    @property
    def filing(self) -> Filing | None:
        """The dossier on its way."""
        return self.dossier.filing if self.dossier is not None else None

    @property
    def state(self) -> str:
        """The state of the document; ``running`` before the class is over, ``none`` unwritten."""
        if self.filing is not None:
            return self.filing.state
        return "none" if self.ended else "running"

    @property
    def delivered(self) -> bool:
        """Say whether a version stands as sent."""
        return self.state in DELIVERED

    @property
    def settled(self) -> bool:
        """Say whether the provincial office has done with it."""
        return self.state in SETTLED

    @property
    def sent_on(self) -> date | None:
        """When it was first sent."""
        return self.filing.first_sent_on if self.filing is not None else None

    @property
    def late(self) -> bool:
        """Say whether it was sent after its due date, or is not there and past it."""
        if not self.ended and self.sent_on is None:
            return False
        return is_late(self.due, self.sent_on if self.delivered else None, self.on)

    @property
    def left(self) -> int | None:
        """Days to the due date while nothing stands as sent."""
        return (self.due - self.on).days if self.due is not None and not self.delivered else None

    @property
    def ready(self) -> int:
        """How many of the items are there."""
        return len(ITEMS) - len(self.lacks)

    @property
    def ends_on(self) -> date:
        """Last day of the class, for sorting."""
        return self.found.ends_on

    @property
    def place(self) -> str:
        """Code of the city, for sorting."""
        return self.found.place.code

    @property
    def province(self) -> str:
        """Code of the province, for links from its cockpit."""
        return self.found.programme_year.province.code

    def fits(self, state: str) -> bool:
        """Say whether the row is in a state of the filter."""
        if state == "late":
            return self.late
        if state == "open":
            return not self.delivered
        return self.settled if state == "settled" else self.state == state


def dossier_rows(
    acting: Acting, year: ProgrammeYear, settings: Mapping[str, Any], *, on: date
) -> list[DossierRow]:
    """Return a row for every class whose dossier the user may see; the queries do not grow."""
    classes = list(classes_seen(acting, year, on=on))
    return rows_for(classes, year, settings, on=on)


def rows_for(
    classes: list[TrainingClass], year: ProgrammeYear, settings: Mapping[str, Any], *, on: date
) -> list[DossierRow]:
    """Return how the dossiers of some classes of a year stand on a day."""
    held = ClosingDossier.objects.filter(training_class__in=classes).select_related("filing")
    dossiers = {one.training_class_id: one for one in held}
    days, lacks = dues(year, settings), lacks_of(classes, dossiers)
    return [
        DossierRow(
            row, dossier, days.get(row.pk), on, has_ended(row, on=on), lacks[row.pk],
            dossier is not None
            and dossier.filing.state == State.SENT
            and long_unanswered(dossier.filing.last_sent_on, on, settings),
        )
        for row in classes
        for dossier in [dossiers.get(row.pk)]
    ]  # fmt: skip


def row_of(found: TrainingClass, *, on: date) -> DossierRow:
    """Return how the dossier of one class stands on a day."""
    year = found.programme_year
    return rows_for([found], year, settings_of(year, on=on), on=on)[0]


def unfinished_classes(year: ProgrammeYear) -> list[int]:
    """Return the classes (ids) of a year whose results are not all decided."""
    ids = [one.pk for one in classes_of(year)]
    return [pk for pk, counts in counts_by_class(ids).items() if counts.open or not counts.people]


# --- what waits -----------------------------------------------------------------------------------


def dossiers_to_review(acting: Acting) -> QuerySet[ClosingDossier]:
    """Return the dossiers that wait for the user's office to review them."""
    if not holds(acting, ARCHIVE) or acting.organisation_id is not None:
        return ClosingDossier.objects.none()
    return ClosingDossier.objects.filter(
        filing__kind=DOSSIER, filing__state=State.SENT, filing__receiver_id=acting.place_id
    ).select_related("filing__sender", "training_class__place")


def classes_to_close(acting: Acting, *, on: date) -> QuerySet[TrainingClass]:
    """Return the classes that are over and whose dossier the user's group has not delivered."""
    if not writes_dossiers(acting):
        return TrainingClass.objects.none()
    mine = Q(pk__in=[])
    for year in years_for(acting):
        if asks_for_dossiers(year):
            mine |= Q(pk__in=in_assessment(year).values("pk"))
    ended = Q(state__in=("finished", "closed")) | Q(state="running", ends_on__lt=on)
    rows = TrainingClass.objects.filter(mine & ended)
    return rows.exclude(closing_dossier__filing__state__in=list(DELIVERED))


def terms_in_force(year: ProgrammeYear, *, on: date) -> Terms:
    """Return what the year asks of its dossiers on a day."""
    return terms_of(year, settings_of(year, on=on))
