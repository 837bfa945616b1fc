"""What a request of planning asks for, and the facts of its year that every page needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.accounts.guard import OfficeRequest
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.planning.models import Plan
from zhicai.planning.queries.asked import asked_of, names_of
from zhicai.planning.rules.asked import Asked
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of, year_for
from zhicai.ui.asked import number


@dataclass(frozen=True, slots=True)
class Setting:
    """A programme year as a page stands on it: the day, the settings in force."""

    year: ProgrammeYear
    on: date
    settings: Mapping[str, Any]

    def asked(self, plan: Plan | None = None) -> Asked:
        """Return what a plan is held against (a county's where none is given)."""
        level = Level.COUNTY if plan is None else Level(plan.level) if plan.level else None
        return asked_of(self.year, self.settings, level=level)


def setting_of(request: OfficeRequest, year: ProgrammeYear | None = None) -> Setting:
    """Return the year a request asks for (``?year=ID``, else the day's), or a given one."""
    on = clock.today()
    found = year or year_for(request.acting, on=on, wanted=number(request, "year"))
    return Setting(found, on, settings_of(found, on=on))


def names(asked: Asked) -> dict[str, Text]:
    """Return the words for curriculum items and themes."""
    return names_of(asked)
