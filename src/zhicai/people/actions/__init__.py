"""Writes of people."""

from zhicai.people.actions.own_access import hand_export, link_account, open_login
from zhicai.people.actions.records import (
    change_contact,
    change_employer,
    enter_employer,
    enter_people,
    enter_person,
    unmask,
)
from zhicai.people.actions.rights import answer_purposes, ask, decide_request, withdraw_request
from zhicai.people.actions.specialists import (
    confirm_post,
    end_specialist,
    name_specialist,
    record_incentive,
    withdraw_incentive,
)

__all__ = [
    "answer_purposes",
    "ask",
    "change_contact",
    "change_employer",
    "confirm_post",
    "decide_request",
    "end_specialist",
    "enter_employer",
    "enter_people",
    "enter_person",
    "hand_export",
    "link_account",
    "name_specialist",
    "open_login",
    "record_incentive",
    "unmask",
    "withdraw_incentive",
    "withdraw_request",
]
