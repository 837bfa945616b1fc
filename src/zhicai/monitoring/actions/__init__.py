"""Writes of monitoring: remind, keep calendar feeds, put an approved map in place."""

from zhicai.monitoring.actions.feeds import open_feed, revoke_feed, revoke_feed_left_behind
from zhicai.monitoring.actions.layers import put_layer, withdraw_layer
from zhicai.monitoring.actions.reminding import Reminded, Skipped, remind, remind_due

__all__ = [
    "Reminded",
    "Skipped",
    "open_feed",
    "put_layer",
    "remind",
    "remind_due",
    "revoke_feed",
    "revoke_feed_left_behind",
    "withdraw_layer",
]
