"""The pages of monitoring, by part."""

from zhicai.monitoring.views.calendars import calendar, feed, feed_change
from zhicai.monitoring.views.cockpit import cockpit, matrix, rows
from zhicai.monitoring.views.lists import obligations, remind, tasks, why
from zhicai.monitoring.views.maps import map_layer, map_withdraw
from zhicai.monitoring.views.progress import progress, progress_why
from zhicai.monitoring.views.whatif import what_if

__all__ = [
    "calendar",
    "cockpit",
    "feed",
    "feed_change",
    "map_layer",
    "map_withdraw",
    "matrix",
    "obligations",
    "progress",
    "progress_why",
    "remind",
    "rows",
    "tasks",
    "what_if",
    "why",
]
