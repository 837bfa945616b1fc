"""The month, the agenda and the .ics file as shown."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar
from icalendar import Event as Entry

from zhicai.foundation.text import Text
from zhicai.law.engine import State
from zhicai.monitoring.presenters.words import Addresses, named
from zhicai.monitoring.queries.feeds import Event
from zhicai.monitoring.queries.lines import Due
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import (
    RANK,
    days_left,
    month_after,
    month_before,
    weeks_of,
)
from zhicai.ui.asked import said
from zhicai.ui.states import STATES
from zhicai.ui.templatetags.ui import MONTHS

TONES = {"late": "red", "none": "info", "idle": ""}
"""Tones of a state's light that a day of the calendar shows otherwise."""


def month_of(dues: Iterable[Due], month: date, scope: Scope, to: Addresses) -> dict[str, Any]:
    """Return a month for ``calendar.html``: each day with the worst of what falls due on it."""
    by_day: dict[int, list[Due]] = {}
    for due in dues:
        if (due.due.year, due.due.month) == (month.year, month.month):
            by_day.setdefault(due.due.day, []).append(due)
    weeks = [
        [_day(number, month, by_day.get(number, []), scope, to) if number else None for number in w]
        for w in weeks_of(month)
    ]
    return {
        "weeks": weeks,
        "title": said(month_name(month)),
        "previous": f"{month_before(month):%Y-%m}",
        "next": f"{month_after(month):%Y-%m}",
    }


def month_name(month: date) -> Text:
    """Return a month in words: 2022 年 6 月, June 2022."""
    return Text(f"{month.year} 年 {month.month} 月", f"{MONTHS[month.month - 1]} {month.year}")


def _day(number: int, month: date, dues: list[Due], scope: Scope, to: Addresses) -> dict[str, Any]:
    day = month.replace(day=number)
    shown: dict[str, Any] = {"day": number, "today": day == scope.on, "tone": "", "url": ""}
    if dues:
        state = min((due.state for due in dues), key=RANK.__getitem__)
        tone = STATES[state.value].tone
        shown["tone"] = TONES.get(tone, tone)
        shown["label"] = _("；").join(due_text(due, scope) for due in dues)
        shown["url"] = to.obligations(due=day.isoformat())
    return shown


def due_text(due: Due, scope: Scope) -> str:
    """Write what falls due, and for whom."""
    if due.only is not None and due.only.place.code == scope.place.code:
        return said(due.rule.short)
    if due.only is not None:
        return f"{said(due.rule.short)} · {named(due.only.place, short=True)}"
    count = len(due.standings)
    units = ngettext("%(count)d 个单位", "%(count)d 个单位", count) % {"count": count}
    return f"{said(due.rule.short)} · {units}"


def agenda_of(dues: Iterable[Due], scope: Scope, to: Addresses) -> list[dict[str, Any]]:
    """Return what falls due for ``agenda.html``."""
    return [_agenda_line(due, scope, to) for due in dues]


def _agenda_line(due: Due, scope: Scope, to: Addresses) -> dict[str, Any]:
    tag, tone = _tag(due)
    url = (
        to.why(due.only)
        if due.only is not None
        else to.obligations(rule=due.rule.id, due=due.due.isoformat())
    )
    return {
        "date": due.due,
        "near": days_left(due.due, scope.on),
        "text": due_text(due, scope),
        "url": url,
        "tag": tag,
        "tone": tone,
    }


def _tag(due: Due) -> tuple[str, str]:
    look = STATES[due.state.value]
    tone = {"none": "idle", "late": "red"}.get(look.tone, look.tone)
    if due.only is None and due.unmet and due.state in (State.OVERDUE, State.AT_RISK):
        return _("%(count)d 个未完成") % {"count": due.unmet}, tone
    return str(look.word), tone


def calendar_file(events: Iterable[Event], *, name: str, at: datetime, root: str) -> bytes:
    """Return the deadlines as an iCalendar file (all-day events, stable ids)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Zhicai//Deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for event in events:
        calendar.add_component(_entry(event, at, root))
    written: bytes = calendar.to_ical()
    return written


def _entry(event: Event, at: datetime, root: str) -> Entry:
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", at)
    entry.add("dtstart", event.day)
    entry.add("dtend", event.day + timedelta(days=1))
    entry.add("summary", said(event.title))
    entry.add("description", said(event.text))
    entry.add("url", f"{root}{event.path}")
    entry.add("transp", "TRANSPARENT")
    if event.cancelled:
        entry.add("status", "CANCELLED")
    return entry
