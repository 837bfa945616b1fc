"""Writes of results: decide completion and outcomes, write marks, make-ups; skills, recommending,
the team.
"""

from zhicai.results.actions.completing import decide_class
from zhicai.results.actions.deciding import decide_outcomes, lock_results, publish
from zhicai.results.actions.make_ups import allow_make_up, arrange_make_up, close_make_up
from zhicai.results.actions.marking import Given, correct_mark, enter_marks, write_marks
from zhicai.results.actions.recommending import answer, recommend, withdraw
from zhicai.results.actions.skills import enter_skill, withdraw_skill
from zhicai.results.actions.team import mark_team

__all__ = [
    "Given",
    "allow_make_up",
    "answer",
    "arrange_make_up",
    "close_make_up",
    "correct_mark",
    "decide_class",
    "decide_outcomes",
    "enter_marks",
    "enter_skill",
    "lock_results",
    "mark_team",
    "publish",
    "recommend",
    "withdraw",
    "withdraw_skill",
    "write_marks",
]
