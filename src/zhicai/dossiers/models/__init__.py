"""Tables of dossiers: a city's summary; the closing dossier of a class; rosters frozen for good."""

from zhicai.dossiers.models.closing import (
    ClosingDossier,
    DossierCorrection,
    DossierFile,
    EffectEvaluation,
)
from zhicai.dossiers.models.rosters import Roster, RosterCorrection, RosterRow
from zhicai.dossiers.models.summaries import ClassSummary

__all__ = [
    "ClassSummary",
    "ClosingDossier",
    "DossierCorrection",
    "DossierFile",
    "EffectEvaluation",
    "Roster",
    "RosterCorrection",
    "RosterRow",
]
