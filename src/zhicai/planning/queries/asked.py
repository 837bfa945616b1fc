"""What a plan is held against: the law of its year under the settings in force."""

from collections.abc import Mapping
from typing import Any

from zhicai.filing.rules import handling_of
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import DocumentKind, Effect, Handling, Held, Level, Obligation
from zhicai.planning.models import Plan
from zhicai.planning.rules.asked import Asked, Item, Quota, Theme
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, date_rules, law_of, span_in

COUNTY_PLAN, OWN_PLAN, CITY_SUMMARY = "county-class-plan", "own-class-plan", "city-plan-summary"
NAMES = {
    COUNTY_PLAN: Text("县（市、区）班次计划", "county class plans"),
    OWN_PLAN: Text("市州和基地自编的计划", "plans of cities and bases of their own"),
    CITY_SUMMARY: Text("市州计划汇总", "city plan summaries"),
}
CITED = ("goals", "mapping", "practical", "summary")
"""The checks of a plan whose clauses the programme names under ``cites``."""


def series_of(year: ProgrammeYear) -> str:
    """Return the series under which a year's documents are filed: ``<programme>/<year>``."""
    return f"{year.programme}/{year.year}"


def held_of(law: Programme) -> Held:
    """Return what a programme's class plans are held against, nothing where it says nothing."""
    document = law.documents.get(COUNTY_PLAN)
    return (document.held if document else None) or Held()


def asked_of(
    year: ProgrammeYear, settings: Mapping[str, Any], *, level: Level | None = Level.COUNTY
) -> Asked:
    """Return what the plan of an office is held against; the quotas bind counties alone."""
    law = law_of(year)
    rules = law.obligations
    compulsory = {group.id for group in law.groups if group.compulsory}
    held = held_of(law)
    holds, trains = rules.get(held.classes or ""), rules.get(held.people or "")
    keeps = rules.get(held.window or "")
    bound = level is Level.COUNTY
    return Asked(
        year=year.year,
        track=held.track or "",
        classes=_quota(holds) if bound else None,
        people=_quota(trains) if bound else None,
        whole_city=settings.get("preparatory-quota-scope") == "city",
        per_class=settings.get("preparatory-quota-sum") == "per-class",
        window=span_in(holds, year, settings, date_rules(settings)) if holds else None,
        window_clause=keeps.clause if keeps else None,
        window_effect=keeps.effect if keeps else Effect.FLAG,
        items=tuple(
            Item(item.id, item.group, item.label, item.name, item.clause, item.group in compulsory)
            for item in curriculum_of(year)
        ),
        groups={group.id: group.name for group in law.groups},
        themes=tuple(Theme(theme.id, theme.name) for theme in law.head.themes),
        cites={key: clause for key in CITED if (clause := law.cites(f"planning.{key}"))},
    )


def _quota(rule: Obligation | None) -> Quota | None:
    if rule is None or rule.at_least is None:
        return None
    return Quota(rule.at_least, rule.clause, rule.effect)


def names_of(asked: Asked) -> dict[str, Text]:
    """Return the words for every curriculum item and theme by id."""
    return {item.id: item.label for item in asked.items} | {t.id: t.name for t in asked.themes}


def kind_of(plan: Plan) -> str:
    """Return the law's id of the document a plan is."""
    return COUNTY_PLAN if plan.level == Level.COUNTY else OWN_PLAN


def handling_in(year: ProgrammeYear, kind: str, settings: Mapping[str, Any]) -> Handling:
    """Return how a document is handled in a year (A-HB-17)."""
    return handling_of(document_in(year, kind), settings)


def document_in(year: ProgrammeYear, kind: str) -> DocumentKind:
    """Return a document of the programme; Refused where its notice asks for no such thing."""
    law = law_of(year)
    if kind in law.documents:
        return law.documents[kind]
    name = NAMES[kind]
    says = Text(
        f"“{law.head.name.zh}”没有要求{name.zh}，这里没有要办的事。",
        f"“{law.head.name.en}” asks for no {name.en}; there is nothing to do here.",
    )
    raise Refused([Reason(says, law.head.notice.clause[0])])
