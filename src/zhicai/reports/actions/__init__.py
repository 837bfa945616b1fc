"""Writes of reports, a verb each."""

from zhicai.reports.actions.drafting import open_report, save_report, take_figures
from zhicai.reports.actions.freezing import freeze_report, restate
from zhicai.reports.actions.publishing import (
    approve_report,
    attach_signed,
    publish_report,
    reopen_words,
    set_aside,
)

__all__ = [
    "approve_report",
    "attach_signed",
    "freeze_report",
    "open_report",
    "publish_report",
    "reopen_words",
    "restate",
    "save_report",
    "set_aside",
    "take_figures",
]
