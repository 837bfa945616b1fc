"""Writes of surveys: write and publish a questionnaire, open a round, invite, answer."""

from zhicai.surveys.actions.answering import answer, begin, save_answers
from zhicai.surveys.actions.rounds import Guest, Terms, close_round, invite, open_round
from zhicai.surveys.actions.writing import draft_questionnaire, publish, save_draft

__all__ = [
    "Guest",
    "Terms",
    "answer",
    "begin",
    "close_round",
    "draft_questionnaire",
    "invite",
    "open_round",
    "publish",
    "save_answers",
    "save_draft",
]
