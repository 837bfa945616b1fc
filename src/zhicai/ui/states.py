"""How the state of an obligation looks: tone, icon and word, everywhere the same."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TONES = ("green", "amber", "red", "info", "idle", "gold", "late")
"""Tones of the design layer; ``late``, solid red, is the one loud thing on a page."""


@dataclass(frozen=True, slots=True)
class Look:
    """The tone (of :data:`TONES`), the icon (``""`` for none) and the word of one state."""

    tone: str
    icon: str
    word: Promise


STATES: dict[str, Look] = {
    "met": Look("green", "check", _("完成")),
    "met_late": Look("green", "history", _("逾期完成")),
    "on_track": Look("info", "", _("进行中")),
    "at_risk": Look("amber", "clock", _("低于序时")),
    "overdue": Look("late", "exclamation-mark", _("已逾期")),
    "not_due": Look("none", "", _("未到期")),
    "waived": Look("idle", "minus", _("不考核")),
    "not_measured": Look("idle", "eye-off", _("未计量")),
}
"""By the state's name as the obligations engine says it."""


def look(state: object) -> Look:
    """Return the look of a state given as its name or as an enum member with that ``value``."""
    return STATES[str(getattr(state, "value", state))]
