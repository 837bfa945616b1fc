"""Writes of documents: draft, ask for a decision, publish, open, acknowledge, remind, name."""

from zhicai.handbooks.actions.drafting import ask_for_decision, save_draft
from zhicai.handbooks.actions.naming import name_standard
from zhicai.handbooks.actions.publishing import publish
from zhicai.handbooks.actions.reading import acknowledge_edition, note_opened, remind_readers

__all__ = [
    "acknowledge_edition",
    "ask_for_decision",
    "name_standard",
    "note_opened",
    "publish",
    "remind_readers",
    "save_draft",
]
