"""What a year asks of its lists of trainees, out of settings: who places, how long one objects."""

from dataclasses import dataclass, field
from datetime import date

from zhicai.law.programme import Programme
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of

LOCKED = "admission.lists_locked"
PLACED_BY, OBJECTION_DAYS = "trainees-placed-by", "objection-days"
WORKING_GROUP = "working-group"


@dataclass(frozen=True, slots=True)
class ListRules:
    """Who places (A-HB-32), the days of objection, the clauses that ask for list and classes."""

    group_places: bool = False
    objection_days: int = 0
    clauses: dict[str, str] = field(default_factory=dict)

    @property
    def list_clause(self) -> str | None:
        """The clause that asks for the list."""
        return self.clauses.get("list") or None

    @property
    def placing_clause(self) -> str | None:
        """The clause that asks for everyone to be placed."""
        return self.clauses.get("placing") or None


def list_rules(year: ProgrammeYear, *, on: date) -> ListRules:
    """Return the rules of a year's lists on a day."""
    settings, law = settings_of(year, on=on), law_of(year)
    return ListRules(
        settings.get(PLACED_BY) == WORKING_GROUP,
        int(settings.get(OBJECTION_DAYS) or 0),
        _clauses(law),
    )


def _clauses(law: Programme) -> dict[str, str]:
    rule = next((one for one in law.obligations.values() if one.metric == LOCKED), None)
    found = {"list": rule.clause if rule is not None else ""}
    placing = law.parameters.get(PLACED_BY)
    if placing is not None:
        found["placing"] = placing.clause[-1]
        found["list"] = found["list"] or placing.clause[0]
    return found
