"""One's own results: hours, what is missing, the make-up; marks once they are published."""

from dataclasses import dataclass

from zhicai.accounts.acting import Acting
from zhicai.admission.models import Registration
from zhicai.results.decision import is_assessed
from zhicai.results.models import Outcome
from zhicai.results.queries.marks import Line, board_of
from zhicai.training.models import TrainingClass

BEGUN = (
    TrainingClass.State.RUNNING,
    TrainingClass.State.FINISHED,
    TrainingClass.State.CLOSED,
)
MOST = 3
"""Classes that one's page shows, the latest first."""


@dataclass(frozen=True, slots=True)
class OwnResult:
    """One's own seat in an assessment class."""

    found: TrainingClass
    line: Line

    @property
    def published(self) -> Outcome | None:
        """The outcome, once it is published."""
        stands = self.line.stands
        return stands if stands is not None and stands.published_at is not None else None


def own_results(acting: Acting, *, most: int = MOST) -> list[OwnResult]:
    """Return one's own results in assessment classes, the latest first."""
    rows = Registration.objects.filter(
        person__user_id=acting.user_id,
        person__erased_at=None,
        state=Registration.State.ACCEPTED,
        training_class__state__in=BEGUN,
    ).select_related("training_class__programme_year__province", "training_class__place")
    found: list[OwnResult] = []
    for row in rows.order_by("-training_class__starts_on", "-pk"):
        if is_assessed(row.training_class) and len(found) < most:
            board = board_of(row.training_class, only=[row.pk])
            found += [OwnResult(row.training_class, line) for line in board.lines]
    return found
