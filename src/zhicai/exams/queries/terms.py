"""The settings under which an exam is marked, as they stand on the day it begins."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from zhicai.exams.models import Exam
from zhicai.exams.rules.marking import SHARE
from zhicai.foundation.clock import CHINA
from zhicai.programmes.queries import settings_of

PARTIAL, GAP, TWICE = "exam-partial-credit", "exam-marking-gap", "exam-double-marking"


@dataclass(frozen=True, slots=True)
class Terms:
    """Credit for multiple choices partly right; the gap in percent; whether two people mark."""

    partial: str = SHARE
    gap: Decimal = Decimal(20)
    twice: bool = True


def terms_of(exam: Exam) -> Terms:
    """Return the terms of an exam; a programme that sets none has those of the class."""
    year = exam.paper.blueprint.programme_year
    settings = settings_of(year, on=exam.starts_at.astimezone(CHINA).date())
    plain = Terms()
    gap, twice = settings.get(GAP), settings.get(TWICE)
    return Terms(
        str(settings.get(PARTIAL) or plain.partial),
        plain.gap if gap is None else Decimal(str(gap)),
        plain.twice if twice is None else bool(twice),
    )


def partial_of(exam: Exam, *, at: datetime) -> str:
    """Return the credit for multiple choices partly right, as it stood within the last minute.

    The page of a sitting says it, which a whole class asks for at once.
    """
    return _partial(exam, int(at.timestamp()) // 60)


@lru_cache(maxsize=64)
def _partial(exam: Exam, _minute: int) -> str:
    return terms_of(exam).partial
