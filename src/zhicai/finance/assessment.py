"""What the law says of the money of classes that launch and expansion money pay for (A-HB-18)."""

from collections.abc import Mapping
from typing import Any

from zhicai.finance.rules.parts import APPROVED_PLAN, CLASSES, LAUNCH, PEOPLE, PartTerms
from zhicai.law.programme import Programme

FEES = "finance.assessment_fees_from_trainees"
"""The metric whose obligation says on which track launch is told from expansion."""
LAUNCH_BASE, LAUNCH_PAYERS, EXPANSION_PAYERS = "launch-base", "launch-payers", "expansion-payers"
NOTED, MAIN_SHARE = "other-sources-with-note", "special-funds-main-share"


def parted_track(law: Programme) -> str:
    """Return the track on which launch is told from expansion, empty where there is none."""
    if LAUNCH_PAYERS not in law.parameters:
        return ""
    rules = law.obligations.values()
    return next((rule.track or "" for rule in rules if rule.metric == FEES), "")


def part_terms(law: Programme, settings: Mapping[str, Any]) -> PartTerms:
    """Return which money pays for which part; the caller has asked for a parted track."""
    expansion = tuple(settings.get(EXPANSION_PAYERS) or ())
    return PartTerms(
        payers={
            LAUNCH: tuple(settings.get(LAUNCH_PAYERS) or ()),
            CLASSES: expansion,
            PEOPLE: expansion,
        },
        clauses={
            LAUNCH: clause_of(law, LAUNCH, LAUNCH_PAYERS),
            CLASSES: clause_of(law, CLASSES, EXPANSION_PAYERS),
            PEOPLE: clause_of(law, PEOPLE, EXPANSION_PAYERS),
        },
        noted=bool(settings.get(NOTED)),
        rule=settings.get(LAUNCH_BASE) or APPROVED_PLAN,
        note_clause=_parameter(law, NOTED),
        main=int(settings.get(MAIN_SHARE) or 0),
        main_clause=_parameter(law, MAIN_SHARE),
    )


def clause_of(law: Programme, key: str, parameter: str) -> str | None:
    """Return the clause of a part of the money: named for it, or that of its setting."""
    return law.cites(f"finance.{key}") or _parameter(law, parameter)


def _parameter(law: Programme, parameter: str) -> str | None:
    known = law.parameters.get(parameter)
    return known.clause[0] if known is not None else None
