"""What examinations have the outbox's worker do now and then: hand in whose time is over."""

from datetime import datetime

from zhicai.accounts.acting import SYSTEM
from zhicai.exams.actions.sittings import hand_in_overdue
from zhicai.exams.queries.sittings import somebody_overdue
from zhicai.messages.chores import register_chore


def hand_in(at: datetime) -> None:
    """Hand in everyone whose time is over, some at a time so that savers do not wait."""
    while somebody_overdue(at) and hand_in_overdue(by=SYSTEM, now=at):
        pass


register_chore("exams.overdue", hand_in)
