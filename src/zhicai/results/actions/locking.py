"""The lock under which results of a class are decided, and the day of a moment."""

from datetime import date, datetime

from zhicai.foundation.clock import CHINA
from zhicai.training.models import TrainingClass


def locked(pk: int) -> TrainingClass:
    """Return a class under its lock, with place and year."""
    rows = TrainingClass.objects.select_for_update(of=("self",))
    return rows.select_related("place", "programme_year__province").get(pk=pk)


def day_of(at: datetime) -> date:
    """Return the day of a moment in China."""
    return at.astimezone(CHINA).date()
