"""What several actions share: faults at once, the year's clause, who visits and submits."""

from collections.abc import Iterable
from datetime import datetime

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.law.schema import Level
from zhicai.outreach.queries import seat_for, topics_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of


def refuse_faults(faults: Iterable[Fault]) -> None:
    """Raise BadInput with every fault, if there is one."""
    found = list(faults)
    if found:
        raise BadInput(found)


def require_seat(by: Acting, permission: str) -> Level:
    """Return the seat for which someone visits or submits; NotYourPage or OutOfScope otherwise."""
    require(by, permission)
    level = seat_for(by)
    if level is None or by.organisation_id is not None:
        raise OutOfScope
    return level


def topic_keys(year: ProgrammeYear) -> list[str]:
    """Return the keys of the topics of a year."""
    return [topic.key for topic in topics_of(year)]


def clause_of(year: ProgrammeYear, key: str) -> str:
    """Return the clause that a page rests on, empty where the notice has none."""
    return law_of(year).cites(key) or ""


def day_of(moment: datetime) -> str:
    """Return the day of a moment in China, as it stands in a key."""
    return moment.astimezone(CHINA).date().isoformat()
