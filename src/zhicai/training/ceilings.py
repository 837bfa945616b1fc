"""Holds the agreed fees of lecturers to the province's ceiling, which finance knows (HB-4.3.e)."""

from collections.abc import Sequence

from zhicai.finance.queries.terms import terms_of
from zhicai.finance.rules.kinds import LECTURERS
from zhicai.finance.rules.limits import decide_lecture
from zhicai.foundation.errors import Reason
from zhicai.training.models import TrainingClass
from zhicai.training.rules.teaching import FeeFacts, amount, register_ceiling


def lecture(facts: FeeFacts) -> Sequence[Reason]:
    """Return why a fee is above the ceiling of its day, nothing where the province has set none."""
    year = (
        TrainingClass.objects.select_related("programme_year").get(pk=facts.class_id).programme_year
    )
    ceilings = terms_of(year, on=facts.on).ceilings()
    fen = amount(facts.hours, facts.per_hour)
    return decide_lecture(LECTURERS, fen, facts.hours, ceilings).reasons


register_ceiling("finance.lecture", lecture)
