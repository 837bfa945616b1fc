"""The figures of a programme: what is asked, of whom, by when, how firmly, and how it stands."""

from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.engine import State, goal_in_words
from zhicai.law.schema import Level, MeasureItem, Obligation, Pillar
from zhicai.law.units import unit_name
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.ledger import Ledger, Standing, force_of, ledger_of, rules_in_force
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.bodies import Owner, task_owners
from zhicai.programmes.queries.law_in_force import law_of, settings_of
from zhicai.programmes.registry import metric
from zhicai.programmes.words import FORCES, KINDS, body_name, word

LEVELS = {
    Level.PROVINCE: Text("省", "province"),
    Level.CITY: Text("市州", "city"),
    Level.COUNTY: Text("县（市）区", "county"),
}


TIERS = {
    Level.PROVINCE: Text("省级", "province"),
    Level.CITY: Text("市级", "city"),
    Level.COUNTY: Text("县级", "county"),
}
"""What tells the two seats of one place apart."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A rule with its figure, and its state: of the province's one seat, or how many of all met."""

    rule: Obligation
    goal: Text
    unit: Text
    who: Text
    kind: Text
    force: Text
    due: date | None
    state: State | None
    value: str
    met: int
    owing: int
    counted: bool


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A numbered measure, how firmly it binds, who owns it."""

    measure: MeasureItem
    force: Text
    owner: Owner | None


@dataclass(frozen=True, slots=True)
class PillarRow:
    """A pillar with its measures."""

    pillar: Pillar
    measures: tuple[MeasureRow, ...]


def target_rows(year: ProgrammeYear, *, on: date) -> list[TargetRow]:
    """Return every rule of the year with its figure and state, in the notice's order.

    What nobody counts yet has the state "not measured". Where many seats owe the same, the row says
    how many have met it.
    """
    ledger = ledger_of(year, on=on)
    by_rule: dict[str, list[Standing]] = {}
    for standing in ledger.standings:
        by_rule.setdefault(standing.verdict.rule.id, []).append(standing)
    rules = rules_in_force(year, ledger.settings)
    order = {clause: number for number, clause in enumerate(law_of(year).clauses)}
    rules.sort(key=lambda rule: order[rule.clause])
    return [_target(year, ledger, rule, by_rule.get(rule.id, [])) for rule in rules]


def _target(
    year: ProgrammeYear, ledger: Ledger, rule: Obligation, standings: list[Standing]
) -> TargetRow:
    law = law_of(year)
    counted = metric(rule.metric) is not None
    only = standings[0].verdict if len(standings) == 1 else None
    states = {standing.state for standing in standings}
    value = only.facts.value if only else None
    who = LEVELS[rule.who]
    if rule.body:
        body = body_name(law, rule.body)
        who = Text(f"{who.zh}·{body.zh}", f"{who.en} · {body.en}")
    dues = {s.verdict.span.due for s in standings if s.verdict.span}
    return TargetRow(
        rule=rule,
        goal=goal_in_words(rule),
        unit=unit_name(rule.unit),
        who=who,
        kind=word(KINDS, law.clauses[rule.clause].kind),
        force=word(FORCES, force_of(rule, ledger.settings)),
        due=max(dues) if dues else None,
        state=next(iter(states)) if len(states) == 1 else None,
        value="" if value is None else plain(value),
        met=sum(s.state in (State.MET, State.MET_LATE) for s in standings),
        owing=len(standings),
        counted=counted,
    )


def pillar_rows(year: ProgrammeYear, *, on: date) -> list[PillarRow]:
    """Return the pillars with their numbered measures and owners (ZJ-2.0.a, b, A-ZJ-11)."""
    settings = settings_of(year, on=on)
    owners = {owner.measure: owner for owner in task_owners(year, on=on) if owner.measure}
    soft = settings.get("soft-verbs-force")
    return [
        PillarRow(
            pillar,
            tuple(
                MeasureRow(
                    one,
                    word(FORCES, soft if soft and one.force != "binding" else one.force),
                    owners.get(str(one.number)),
                )
                for one in pillar.measures
            ),
        )
        for pillar in law_of(year).head.pillars
    ]


def seat_name(place: PlaceFacts, level: Level) -> Text:
    """Return the name of a seat: a place that holds two says which one is meant."""
    name = Text(place.zh, place.en)
    if len(place.levels) < 2:
        return name
    which = TIERS[level]
    return Text(f"{name.zh}（{which.zh}）", f"{name.en} ({which.en})")
