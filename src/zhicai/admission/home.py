"""What admission puts on the first page of who acts for nobody else: next lesson, own classes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import (
    HomeCard,
    HomeTab,
    lesson_action,
    register_card,
    register_tab,
)
from zhicai.admission.queries.mine import classes_near, next_lesson, own_registrations
from zhicai.foundation.clock import CHINA
from zhicai.people.queries import own_record

SHOWN = 3
TONES = {
    "planned": "idle", "open": "info", "running": "info", "finished": "amber", "closed": "green",
    "cancelled": "red",
}  # fmt: skip
REGISTRATION_TONES = {
    "applied": "amber", "waiting": "amber", "withdrawn": "idle", "refused": "red",
}  # fmt: skip


def coming(acting: Acting, at: datetime) -> Mapping[str, Any] | None:
    """Return the next lesson with what one does there, None where none comes."""
    found = next_lesson(acting, at=at)
    if found is None:
        return None
    return {
        "lesson": found.lesson,
        "found": found.lesson.training_class,
        "number": found.number,
        "registration": found.registration,
        "today": at.astimezone(CHINA).date(),
        "action": lesson_action(acting, found.registration.pk, at),
    }


def classes(acting: Acting, at: datetime) -> Mapping[str, Any] | None:
    """Return the own registrations, None for who has no record as a person."""
    rows = list(own_registrations(acting))
    if not rows and own_record(acting) is None:
        return None
    shown = [
        (
            row,
            REGISTRATION_TONES.get(row.state) or TONES[row.training_class.state],
            row.get_state_display()
            if row.state in REGISTRATION_TONES
            else row.training_class.get_state_display(),
        )
        for row in rows[:SHOWN]
    ]
    return {"rows": shown, "total": len(rows)}


def near(acting: Acting, at: datetime) -> Mapping[str, Any] | None:
    """Return classes near that one can register for, None where there are none."""
    rows = classes_near(acting, on=at.astimezone(CHINA).date(), limit=SHOWN)
    return {"rows": rows} if rows else None


register_card(HomeCard("admission.next", "admission/parts/home_next.html", coming, order=10))
register_card(
    HomeCard("admission.classes", "admission/parts/home_classes.html", classes, 40, "aside")
)
register_card(HomeCard("admission.near", "admission/parts/home_near.html", near, 60, "aside"))
register_tab(HomeTab("admission", _("班次"), "book", "admission:mine", order=20))
