"""How many plans of a year were sent."""

from zhicai.filing.rules import State
from zhicai.planning.models import Plan
from zhicai.programmes.models import ProgrammeYear


def plans_sent_in(year: ProgrammeYear) -> int:
    """Return how many plans of a year have been sent at least once."""
    return Plan.objects.filter(programme_year=year).exclude(filing__state=State.DRAFT).count()
