"""The year's calendar: every line with its dates under the settings in force, and what collides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.foundation.text import Text
from zhicai.law.dates import DateRules, Span, span_of
from zhicai.law.programme import Programme
from zhicai.law.schema import ByParameter, CalendarEntry, Obligation, Window
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.dates_in_force import date_rules, span_in
from zhicai.programmes.queries.law_in_force import law_of, settings_of
from zhicai.programmes.words import EVENTS, HANDLINGS, body_name, joined, word


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A line of the calendar: when in words, its computed days, who to whom, how it is handled.

    ``missing`` names the setting that the province must fill before the line has a date.
    """

    entry: CalendarEntry
    when: Text
    span: Span | None
    missing: str | None
    who: Text
    to: Text
    handling: Text | None

    @property
    def day(self) -> date | None:
        """The day under which the line stands: a period's first, else its due date."""
        if self.span is None or self.entry.window.whole:
            return None
        return self.span.opens if self.entry.window.opens else self.span.due


@dataclass(frozen=True, slots=True)
class Collision:
    """Two dates of the plan that get in each other's way, in words, with the clauses."""

    says: Text
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar with its lines, in order."""

    first: date
    lines: tuple[CalendarLine, ...]


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """The calendar of a year, by month, and what has no day of its own."""

    months: tuple[Month, ...]
    by_event: tuple[CalendarLine, ...]
    all_year: tuple[CalendarLine, ...]
    undated: tuple[CalendarLine, ...]
    collisions: tuple[Collision, ...]
    holidays_known: bool


def calendar_of(year: ProgrammeYear, *, on: date) -> YearCalendar:
    """Return the calendar of a programme year under the settings in force on a day."""
    settings = settings_of(year, on=on)
    reading = date_rules(settings)
    law = law_of(year)
    lines = [_line(year, law, entry, settings, reading) for entry in law.calendar_of(year.year)]
    dated = sorted((line for line in lines if line.day), key=lambda line: line.day or date.min)
    firsts = dict.fromkeys(line.day.replace(day=1) for line in dated if line.day)
    warn = settings.get("warn-when-dates-collide", True)
    return YearCalendar(
        months=tuple(
            Month(first, tuple(x for x in dated if x.day and x.day.replace(day=1) == first))
            for first in firsts
        ),
        by_event=tuple(x for x in lines if x.entry.window.anchor and not x.missing),
        all_year=tuple(x for x in lines if x.entry.window.whole),
        undated=tuple(x for x in lines if x.missing),
        collisions=tuple(collisions(year, settings, reading)) if warn else (),
        holidays_known=reading.holidays.knows(year.year),
    )


def due_before_class(
    year: ProgrammeYear, obligation: str, *, class_start: date, on: date
) -> date | None:
    """Return by which day a duty that hangs on the start of a class is due for one class."""
    settings = settings_of(year, on=on)
    rule = law_of(year).obligations[obligation]
    reading = date_rules(settings)
    span = span_of(
        rule.window, year=year.year, settings=settings, rules=reading, anchor=class_start
    )
    return span.due if span else None


def _line(
    year: ProgrammeYear,
    law: Programme,
    entry: CalendarEntry,
    settings: Mapping[str, Any],
    reading: DateRules,
) -> CalendarLine:
    window = entry.window
    span = span_of(window, year=year.year, settings=settings, rules=reading)
    rule = _rule_of(law, entry)
    if rule is not None and span is not None:
        ruled = span_in(rule, year, settings, reading)
        span = Span(min(span.opens, ruled.due), ruled.due) if ruled else span
    missing = next((name for name in window.parameters if settings.get(name) is None), None)
    return CalendarLine(
        entry=entry,
        when=window_in_words(window, settings),
        span=span,
        missing=missing,
        who=joined([body_name(law, name) for name in entry.who]),
        to=joined([body_name(law, name) for name in entry.to]),
        handling=word(HANDLINGS, entry.handling) if entry.handling else None,
    )


def _rule_of(law: Programme, entry: CalendarEntry) -> Obligation | None:
    """The dated duty that a line of the calendar is about: it shares the leading clause."""
    for rule in law.obligations.values():
        if rule.clause in entry.clause and rule.window.by is not None:
            return rule
    return None


def window_in_words(window: Window, settings: Mapping[str, Any]) -> Text:
    """Return when something is owed as the notice says it: 03-31 前, 开班前 7 天, 全年."""
    if window.by is not None:
        return Text(f"{window.by} 前", f"by {window.by}")
    if window.to is not None:
        if window.opens is None or window.opens == window.to:
            return Text(str(window.to), str(window.to))
        return Text(f"{window.opens} 至 {window.to}", f"{window.opens} to {window.to}")
    if window.whole:
        return Text("全年", "all year")
    if window.undated:
        day = settings.get(window.undated)
        if day is None:
            return Text("通知没有写日期", "no date in the notice")
        return Text(f"省局定为 {day}", f"set to {day} by the province")
    return _relative_in_words(window, settings)


def _relative_in_words(window: Window, settings: Mapping[str, Any]) -> Text:
    lead = window.months if window.months is not None else window.days
    number = settings.get(lead.parameter) if isinstance(lead, ByParameter) else lead
    unit = Text("个月", "months") if window.months is not None else Text("天", "days")
    event = word(EVENTS, window.anchor)
    shown = "…" if number is None else str(number)
    if window.before:
        if shown == "0":
            return Text(f"{event.zh}之前", f"before {event.en}")
        return Text(f"{event.zh}前 {shown} {unit.zh}", f"{shown} {unit.en} before {event.en}")
    return Text(f"{event.zh}后 {shown} {unit.zh}内", f"within {shown} {unit.en} after {event.en}")


# --- collisions ----------------------------------------------------------------------------------


def collisions(
    year: ProgrammeYear, settings: Mapping[str, Any], reading: DateRules
) -> Iterator[Collision]:
    """Yield the dates that get in each other's way (A-HB-08).

    A duty before a class starts may fall due before the plan of that class does, where the class
    starts on the first day of its window; and what is due on the last day of a period cannot tell
    what happens on that day.
    """
    rules = list(law_of(year).obligations_of(year.year))
    spans = {rule.id: span_in(rule, year, settings, reading) for rule in rules}
    dated = [rule for rule in rules if rule.window.by is not None and spans[rule.id]]
    yield from _before_the_plan(year, rules, dated, spans, settings, reading)
    yield from _on_the_last_day(rules, dated, spans)


def _before_the_plan(
    year: ProgrammeYear,
    rules: list[Obligation],
    dated: list[Obligation],
    spans: Mapping[str, Span | None],
    settings: Mapping[str, Any],
    reading: DateRules,
) -> Iterator[Collision]:
    for rule in rules:
        if rule.window.before != "class_start" or rule.track is None:
            continue
        starts = [
            span.opens
            for one in rules
            if one.track == rule.track and one.unit == "class" and one.window.opens
            if (span := spans[one.id]) is not None
        ]
        if not starts:
            continue
        first = min(starts)
        lead = span_of(rule.window, year=year.year, settings=settings, rules=reading, anchor=first)
        for plan in dated:
            own = (plan.track, plan.who, plan.body) == (rule.track, rule.who, rule.body)
            due = spans[plan.id]
            if lead is not None and own and due is not None and lead.due < due.due:
                yield Collision(
                    Text(
                        f"{first} 开班的班，“{rule.short.zh}”{lead.due} 到期，"
                        f"早于“{plan.short.zh}”的期限 {due.due}。",
                        f"For a class starting on {first}, “{rule.short.en}” is due on {lead.due}, "
                        f"before “{plan.short.en}” itself on {due.due}.",
                    ),
                    (rule.clause, plan.clause),
                )
                break


def _on_the_last_day(
    rules: list[Obligation], dated: list[Obligation], spans: Mapping[str, Span | None]
) -> Iterator[Collision]:
    seen: set[tuple[str, date]] = set()
    for due_rule in dated:
        due = spans[due_rule.id]
        for period in rules:
            span = spans[period.id]
            if due is None or span is None or not period.window.opens or span.due != due.due:
                continue
            same = period.track == due_rule.track
            whole = due_rule.track is None and period.unit == "class"
            if not (same or whole) or (due_rule.short.zh, due.due) in seen:
                continue
            seen.add((due_rule.short.zh, due.due))
            yield Collision(
                Text(
                    f"“{period.short.zh}”可以办到 {span.due}，"
                    f"当天也是“{due_rule.short.zh}”的期限。",
                    f"“{period.short.en}” may run until {span.due}, the very day on which "
                    f"“{due_rule.short.en}” is due.",
                ),
                (period.clause, due_rule.clause),
            )
