"""What training puts on the first page of who acts for nobody else: a lecturer's next lessons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import HomeCard, HomeTab, register_card, register_tab
from zhicai.foundation.clock import CHINA
from zhicai.training.queries.own import own_lecturer, own_lessons
from zhicai.training.rules.steps import LIVE

SHOWN = 3


def is_lecturer(acting: Acting) -> bool:
    """Say whether who is signed in stands in a pool of lecturers."""
    return own_lecturer(acting) is not None


def teaching(acting: Acting, at: datetime) -> Mapping[str, Any] | None:
    """Return the next lessons that who is signed in teaches, None for who is no lecturer."""
    if not is_lecturer(acting):
        return None
    on = at.astimezone(CHINA).date()
    rows = own_lessons(acting).filter(day__gte=on, training_class__state__in=LIVE)
    return {"lessons": list(rows[:SHOWN]), "today": on}


register_card(HomeCard("training.teaching", "training/parts/home_card.html", teaching, order=15))
register_tab(HomeTab("training", _("授课"), "school", "training:mine", order=30, shown=is_lecturer))
