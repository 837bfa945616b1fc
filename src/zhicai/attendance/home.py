"""What attendance puts on the first page of a trainee: the hours so far, the code to show."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import (
    HomeCard,
    HomeTab,
    register_card,
    register_lesson_action,
    register_tab,
)
from zhicai.accounts.permissions import holds
from zhicai.attendance.queries.limits import lesson_time, limits_of
from zhicai.attendance.queries.own import lesson_now, own_classes, own_registrations
from zhicai.attendance.queries.scope import TAKEN
from zhicai.training.home import is_lecturer


def hours(acting: Acting, at: datetime) -> Mapping[str, Any] | None:
    """Return the hours of the class one is in now, or was in last; None without a class."""
    if not holds(acting, "attendance.own"):
        return None
    rows = own_registrations(acting).filter(training_class__state__in=(*TAKEN, "closed"))
    found = own_classes(list(rows[:1]), at=at)
    return {"own": found[0]} if found else None


def signing(acting: Acting, registration: int, at: datetime) -> Mapping[str, Any] | None:
    """Return the button that shows the own code while a lesson can be signed in to or out of."""
    if not holds(acting, "attendance.own"):
        return None
    row = own_registrations(acting).filter(pk=registration).first()
    if row is None or row.training_class.state not in TAKEN:
        return None
    found = row.training_class
    lesson = lesson_now(found, at=at)
    limits = limits_of(found.programme_year, on=found.starts_on)
    if lesson is None or lesson_time(lesson).starts - timedelta(minutes=limits.opens) > at:
        return None
    return {
        "label": _("出示签到码"),
        "url": reverse("attendance:own_code", args=[row.pk]),
        "icon": "qrcode",
        "note": _("也可以扫描现场大屏上的二维码"),
    }


def is_trainee(acting: Acting) -> bool:
    """Say whether the tab stands at the foot of the phone; a lecturer has the own lessons there."""
    return holds(acting, "attendance.own") and not is_lecturer(acting)


register_card(HomeCard("attendance.hours", "attendance/parts/home_card.html", hours, order=20))
register_tab(
    HomeTab(
        "attendance", gettext_lazy("学时"), "clock", "attendance:mine", order=40, shown=is_trainee
    )
)
register_lesson_action(signing)
