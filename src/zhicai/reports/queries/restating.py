"""Frozen figures beside what would be counted today."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.foundation.text import Text
from zhicai.reports.models import Report, Restatement
from zhicai.reports.queries.counting import count_now
from zhicai.reports.queries.seen import figures_of, kind_of
from zhicai.reports.rules.taken import difference


@dataclass(frozen=True, slots=True)
class Compared:
    """A frozen figure and the same one counted now. ``moved``: other rows, though as many."""

    key: str
    says: Text
    unit: str
    frozen: Decimal | None
    now: Decimal | None
    rows: int
    sha256: str
    moved: bool

    @property
    def change(self) -> Decimal | None:
        """By how much it would be another figure today."""
        return difference(self.now, self.frozen)


def compared(report: Report, *, on: date) -> list[Compared]:
    """Return every frozen figure beside what is counted on a day."""
    frozen = figures_of(report)
    now = count_now(kind_of(report), report.programme_year, on=on)
    return [
        Compared(
            key, one.says, one.unit, one.value, now[key].value, now[key].rows, now[key].sha256,
            one.sha256 != now[key].sha256,
        )
        for key, one in frozen.items() if one.counted and now[key].counted
    ]  # fmt: skip


def differences(report: Report, *, on: date) -> list[Compared]:
    """Return the frozen figures that would be others on a day, or rest on other rows."""
    return [one for one in compared(report, on=on) if one.moved or one.now != one.frozen]


def latest_restatements(report: Report) -> dict[str, Restatement]:
    """Return the latest restatement of each figure, by key."""
    found: dict[str, Restatement] = {}
    for one in report.restatements.order_by("pk"):
        found[one.key] = one
    return found
