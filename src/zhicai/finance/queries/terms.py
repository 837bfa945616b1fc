"""What the law of a year says of money on a day: payers, notes, ceilings, fees, with clauses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from zhicai.finance.assessment import part_terms, parted_track
from zhicai.finance.objects import CostObject
from zhicai.finance.rules.charges import ChargeTerms
from zhicai.finance.rules.kinds import COSTS
from zhicai.finance.rules.limits import Ceilings
from zhicai.finance.rules.money import read_yuan
from zhicai.finance.rules.parts import PartTerms, base_of
from zhicai.finance.rules.sources import SourceTerms
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of, settings_of, span_in

BUDGETS_SET = "finance.preparatory_budgets_set"
"""The metric whose obligation says for which track offices set budgets."""
MONEY_PLACED = "finance.training_money"
"""The metric of the money that offices place, which should grow from year to year."""
PAYERS, NOTED = "preparatory-payers", "other-sources-with-note"
FREE, OWN_COSTS, EMPLOYERS = "rule-trainee-fee", "trainee-pays-only", "fee-from-employer"
DUE = "training-money-due"
LECTURE_MOST, DAY_MOST = "lecture-fee-most", "training-day-most"
KIND_MOST = "cost-day-most"


@dataclass(frozen=True, slots=True)
class Terms:
    """A programme year on a day, with what its law says of money."""

    year: ProgrammeYear
    on: date
    settings: Mapping[str, Any]
    law: Programme

    @property
    def track(self) -> str:
        """The track whose classes offices pay for, empty where the notice names none."""
        return track_paid(self.law)

    @property
    def tracks(self) -> dict[str, Text]:
        """The names of the tracks."""
        return {track.id: track.name for track in self.law.head.tracks}

    def cites(self, key: str, parameter: str = "") -> str | None:
        """Return the clause that a check rests on: named for it, or that of its setting."""
        named = self.law.cites(f"finance.{key}")
        if named is None and parameter in self.law.parameters:
            return self.law.parameters[parameter].clause[0]
        return named

    def sources(self, track: str) -> SourceTerms:
        """Return what may pay for a cost object of a track."""
        ruled = bool(self.track) and track == self.track and PAYERS in self.settings
        return SourceTerms(
            payers=tuple(self.settings[PAYERS]) if ruled else None,
            noted=bool(self.settings.get(NOTED)),
            payers_clause=self.cites("payers", PAYERS),
            note_clause=self.cites("note", NOTED),
            fence_clause=self.cites("ring-fence"),
            fare_clause=self.cites("fare", OWN_COSTS),
            own_costs=self.charges().own_costs,
        )

    @property
    def parted(self) -> str:
        """The track on which launch is told from expansion money, empty where there is none."""
        return parted_track(self.law)

    def parts(self, track: str, cost: CostObject | None = None) -> PartTerms | None:
        """Return which money pays for launch and expansion; None on a track that knows neither.

        With its cost object the terms say what of it the base holds, which takes queries.
        """
        if not track or track != self.parted:
            return None
        terms = part_terms(self.law, self.settings)
        backing = cost.backing() if cost is not None and cost.backing is not None else None
        if cost is None or backing is None or backing.plan is None:
            return terms
        return replace(terms, base=base_of(cost.key, backing.plan, terms.rule))

    def charges(self) -> ChargeTerms:
        """Return what trainees and employers may be charged."""
        free = bool(self.settings.get(FREE))
        return ChargeTerms(
            trainees_free=free,
            own_costs=tuple(self.settings.get(OWN_COSTS) or ()) if free else (),
            employers_pay=not free or self.settings.get(EMPLOYERS) == "allow",
            fee_clause=self.cites("fee", FREE),
            fare_clause=self.cites("fare", OWN_COSTS),
        )

    def ceilings(self) -> Ceilings:
        """Return the ceilings that the province has set, in fen."""
        return Ceilings(
            lecture=_fen(self.settings.get(LECTURE_MOST)),
            day=_fen(self.settings.get(DAY_MOST)),
            clause=self.cites("ceilings", LECTURE_MOST),
            kinds=_by_kind(self.settings.get(KIND_MOST) or ()),
        )

    @property
    def due(self) -> date | None:
        """The day by which the year's money is in place, None as long as none is set."""
        rules = (rule for rule in self.law.obligations.values() if DUE in rule.parameters)
        rule = next(rules, None)
        span = span_in(rule, self.year, self.settings, date_rules(self.settings)) if rule else None
        return span.due if span else None


def track_paid(law: Programme) -> str:
    """Return the track for whose classes offices set budgets, empty where the notice names none."""
    rules = law.obligations.values()
    return next((rule.track or "" for rule in rules if rule.metric == BUDGETS_SET), "")


def _by_kind(table: Iterable[Any]) -> dict[str, int]:
    """Return fen by what is paid for, of the rows of the setting that can be read."""
    typed = [dict(row) for row in table]
    rows = {one.get("kind", ""): read_yuan(one.get("yuan", "")) for one in typed}
    return {kind: fen for kind, fen in rows.items() if kind in COSTS and fen is not None}


def _fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else int(yuan * 100)


def terms_of(year: ProgrammeYear, *, on: date) -> Terms:
    """Return what the law of a year says of money on a day."""
    return Terms(year, on, settings_of(year, on=on), law_of(year))
