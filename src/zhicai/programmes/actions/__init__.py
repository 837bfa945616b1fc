"""Writes of the programme year: each a decision of the province, or an addressee's receipt."""

from zhicai.programmes.actions.curriculum import add_curriculum_item, withdraw_curriculum_item
from zhicai.programmes.actions.deadlines import extend_deadline, restore, waive
from zhicai.programmes.actions.holidays import upload_holidays
from zhicai.programmes.actions.notices import acknowledge, issue_notice, open_notice
from zhicai.programmes.actions.organisations import (
    add_member,
    change_service,
    name_body,
    register_tracks,
    remove_member,
)
from zhicai.programmes.actions.regions import arrange_regions, enter_honour
from zhicai.programmes.actions.reloading import Reloaded, reload_law
from zhicai.programmes.actions.settings import decide_setting
from zhicai.programmes.actions.texts import reword
from zhicai.programmes.actions.years import open_year

__all__ = [
    "Reloaded",
    "acknowledge",
    "add_curriculum_item",
    "add_member",
    "arrange_regions",
    "change_service",
    "decide_setting",
    "enter_honour",
    "extend_deadline",
    "issue_notice",
    "name_body",
    "open_notice",
    "open_year",
    "register_tracks",
    "reload_law",
    "remove_member",
    "restore",
    "reword",
    "upload_holidays",
    "waive",
    "withdraw_curriculum_item",
]
