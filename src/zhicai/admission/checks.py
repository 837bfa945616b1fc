"""Conditions of becoming a candidate that apps above bring: recommendation, completion, results."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Reason
from zhicai.programmes.models import ProgrammeYear

Ask = Callable[[ProgrammeYear, Sequence[int], date], Mapping[int, Sequence[Reason]]]
"""Takes a year, persons (keys) and the day; returns for those who may not become candidates why,
each reason with its clause. One call for all: it asks the database a fixed number of times."""


@dataclass(frozen=True, slots=True)
class Check:
    """What must be so before someone becomes a candidate; ``key`` is ``app.what``."""

    key: str
    ask: Ask


_checks: dict[str, Check] = {}


def register_check(check: Check) -> None:
    """Add a check; called from the app's ``ready``. The same key replaces it."""
    _checks[check.key] = check


def checks() -> tuple[Check, ...]:
    """Return every check, by key."""
    return tuple(found for _, found in sorted(_checks.items()))


def reasons_against(
    year: ProgrammeYear, person_ids: Iterable[int], *, on: date
) -> dict[int, tuple[Reason, ...]]:
    """Return for each person (key) every reason against the candidacy; nobody without one."""
    keys = list(dict.fromkeys(person_ids))
    found: dict[int, tuple[Reason, ...]] = {}
    for check in checks() if keys else ():
        for key, reasons in check.ask(year, keys, on).items():
            if reasons:
                found[key] = (*found.get(key, ()), *reasons)
    return found
