"""Writes of dossiers: a city's summary, the closing dossier of a class, rosters."""

from zhicai.dossiers.actions.closing import (
    evaluate_effect,
    open_dossier,
    save_report,
    take_figures,
)
from zhicai.dossiers.actions.closing_sending import (
    answer_dossier_opinion,
    archive_dossier,
    correct_dossier,
    return_dossier,
    send_dossier,
    withdraw_dossier,
)
from zhicai.dossiers.actions.reminding import remind_missing
from zhicai.dossiers.actions.rosters import (
    correct_roster,
    freeze_class,
    freeze_year,
    unmask_roster,
)
from zhicai.dossiers.actions.sending import (
    answer_opinion,
    return_summary,
    send_summary,
    take_in,
    withdraw_summary,
)
from zhicai.dossiers.actions.writing import generate, save_words

__all__ = [
    "answer_dossier_opinion",
    "answer_opinion",
    "archive_dossier",
    "correct_dossier",
    "correct_roster",
    "evaluate_effect",
    "freeze_class",
    "freeze_year",
    "generate",
    "open_dossier",
    "remind_missing",
    "return_dossier",
    "return_summary",
    "save_report",
    "save_words",
    "send_dossier",
    "send_summary",
    "take_figures",
    "take_in",
    "unmask_roster",
    "withdraw_dossier",
    "withdraw_summary",
]
