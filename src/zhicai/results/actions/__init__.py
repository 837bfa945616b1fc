"""Writes of results: decide completion, enter skills, recommend and answer, name the team."""

from zhicai.results.actions.completing import decide_class
from zhicai.results.actions.recommending import answer, recommend, withdraw
from zhicai.results.actions.skills import enter_skill, withdraw_skill
from zhicai.results.actions.team import mark_team

__all__ = [
    "answer",
    "decide_class",
    "enter_skill",
    "mark_team",
    "recommend",
    "withdraw",
    "withdraw_skill",
]
