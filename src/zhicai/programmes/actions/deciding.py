"""What every decision of the province has in common: who may, why, when, and what is recorded."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.foundation.errors import BadInput, Fault
from zhicai.programmes.models import ProgrammeYear


def require_keeper(by: Acting, year: ProgrammeYear) -> None:
    """Let only the rule keepers of the year's own province pass (HB-1.c)."""
    require(by, "programmes.keep", year.province.code)


def refuse_faults(faults: Iterable[Fault]) -> None:
    """Raise BadInput with every fault, if there is one."""
    found = list(faults)
    if found:
        raise BadInput(found)


def decided(by: Acting, *, at: datetime, reason: str) -> dict[str, Any]:
    """Return the columns that every decision holds."""
    return {
        "reason": reason.strip(),
        "decided_at": at,
        "decided_by": by.name,
        "office": by.office,
    }
