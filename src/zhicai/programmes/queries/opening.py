"""Which programme years a province can open."""

from dataclasses import dataclass
from datetime import date

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.places.models import Place
from zhicai.places.queries import provinces
from zhicai.programmes import rules
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.law_in_force import library, settings_of, years
from zhicai.programmes.queries.next_year import YearDifferences, preview_of


@dataclass(frozen=True, slots=True)
class OpenableYear:
    """A year of a programme that could be opened next, and whether it may."""

    programme: str
    year: int
    name: str
    title: Text
    decision: Decision
    opened: tuple[ProgrammeYear, ...]
    preview: YearDifferences | None = None


def openable_years(acting: Acting, *, on: date) -> list[OpenableYear]:
    """Return for each programme of the province the next year to open, allowed or refused."""
    offered = []
    for law in library().programmes.values():
        if law.head.province != acting.province:
            continue
        opened = tuple(years().filter(programme=law.id))
        year = opened[0].year + 1 if opened else law.head.years.first
        settings = settings_of(opened[0], on=on) if opened else law.start_values(on)
        parameter = law.parameters.get("years-repeat")
        clause = parameter.clause[0] if parameter else law.head.notice.clause[0]
        repeats = settings.get("years-repeat", True)
        decision = rules.may_open(year, years=law.head.years, repeats=repeats, clause=clause)
        name = f"{law.head.name.zh} {year}"
        preview = preview_of(opened[0], year) if opened and decision.allowed else None
        offered.append(
            OpenableYear(law.id, year, name, law.head.notice.title, decision, opened, preview)
        )
    return offered


def province_of(acting: Acting) -> Place:
    """Return the user's province."""
    found = provinces().filter(code=acting.province).first()
    if found is None:
        raise OutOfScope
    return found
