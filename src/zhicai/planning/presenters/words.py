"""Words that the pages of planning share."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhicai.filing.rules import SETTLED, STATE_WORDS, State
from zhicai.ui.asked import said

TONES: Mapping[State, tuple[str, str]] = {
    State.DRAFT: ("idle", "pencil"),
    State.SENT: ("info", "send"),
    State.RETURNED: ("red", "arrow-back-up"),
    State.ACCEPTED: ("green", "circle-check"),
    State.FILED: ("green", "circle-check"),
    State.APPROVED: ("green", "circle-check"),
    State.ARCHIVED: ("green", "archive"),
    State.RECORDED: ("green", "circle-check"),
}


def does(office: str, words: str) -> str:
    """Return an office and what it does as one phrase: ``宜昌市局审核``, ``Yichang: review``."""
    english = (get_language() or "").startswith("en")
    return f"{office}: {words}" if english else f"{office}{words}"


def state_tag(state: str, *, waits_for: str = "") -> dict[str, str]:
    """Return the tag of a document's state; ``waits_for`` says whose turn it is."""
    known = State(state)
    tone, icon = TONES[known]
    label = waits_for if known is State.SENT and waits_for else said(STATE_WORDS[known])
    return {"label": label[:1].upper() + label[1:], "tone": tone, "icon": icon}


def settled(state: str) -> bool:
    """Say whether the receiver has done what the handling asks."""
    return State(state) in SETTLED


def days_left(due: date | None, on: date) -> dict[str, Any]:
    """Return how near a due date is: words and tone; nothing where there is no date."""
    if due is None:
        return {"words": "", "tone": "idle", "days": None}
    days = (due - on).days
    if days < 0:
        words = ngettext("逾期 %(n)d 天", "逾期 %(n)d 天", -days) % {"n": -days}
        return {"words": words, "tone": "late", "days": days}
    if days == 0:
        return {"words": _("今天到期"), "tone": "red", "days": 0}
    words = ngettext("剩 %(n)d 天", "剩 %(n)d 天", days) % {"n": days}
    return {"words": words, "tone": "amber" if days <= 14 else "info", "days": days}


def moment(at: datetime) -> str:
    """Write a moment as the timeline does: ``03-18 16:32``."""
    return f"{localtime(at):%m-%d %H:%M}"


def version_words(number: int) -> str:
    """Return ``第 2 版``."""
    return _("第 %(n)d 版") % {"n": number}
