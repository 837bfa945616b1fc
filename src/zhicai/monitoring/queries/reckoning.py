"""How a due date came about, step by step: as written, the settings, a decision of the province."""

from dataclasses import dataclass, replace
from datetime import date

from zhicai.foundation.text import Text
from zhicai.law.dates import DateRules, Span, span_of
from zhicai.law.schema import ByParameter, Day, MonthDay, Obligation, Window
from zhicai.programmes.ledger import Standing
from zhicai.programmes.models import DeadlineDecision, ProgrammeYear
from zhicai.programmes.queries import date_rules, span_in
from zhicai.programmes.settings_in_force import Settings

EVENTS = {
    "class_start": Text("开班", "the start of each class"),
    "class_end": Text("结班", "the end of each class"),
    "batch_end": Text("批次结束", "the end of each batch"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning: what changed the date and what it was then; None while there is
    none.

    ``parameter`` names the setting that did it.
    """

    what: Text
    due: date | None
    parameter: str = ""


def reckoning(
    standing: Standing,
    *,
    year: ProgrammeYear,
    settings: Settings,
    decision: DeadlineDecision | None,
) -> list[Step]:
    """Return how the due date of a standing came about, from the notice's own words on."""
    rule = standing.verdict.rule
    rules = date_rules(settings)
    steps = [as_written(rule, year.year, settings, rules)]
    ruled = span_in(rule, year, settings, rules)
    read = span_of(rule.window, year=year.year, settings=settings, rules=rules)
    steps += _read(rule, year.year, settings, rules)
    if ruled is not None and ruled != read:
        first = Text("首年另定期限", "a date of its own for the first year")
        steps.append(Step(first, ruled.due, "first-year-plan-due"))
    if decision is not None:
        steps.append(_decided(decision, standing.verdict.span))
    return steps


def as_written(rule: Obligation, year: int, settings: Settings, rules: DateRules) -> Step:
    """Return the window in the notice's own terms, with the date it gives as it stands."""
    window = rule.window
    plain = replace(rules, inclusive=True, weekend="none", grace_days=0)
    span = span_of(window, year=year, settings=settings, rules=plain)
    parameter = window.undated or next(iter(window.parameters), "")
    return Step(window_in_words(window, settings), span.due if span else None, parameter)


def window_in_words(window: Window, settings: Settings) -> Text:
    """Write when something is owed: “3 月 31 日以前”, “开班前 7 天”."""
    if window.by is not None:
        day = _day(window.by)
        return Text(f"方案写明：{day.zh}以前", f"as written: by {day.en}")
    if window.to is not None:
        return _period(window)
    if window.whole:
        return Text("方案写明：全年", "as written: the whole year")
    if window.undated:
        return _undated(window.undated, settings)
    return _relative(window, settings)


def _period(window: Window) -> Text:
    end = _day(window.to or MonthDay(12, 31))
    if window.opens is None:
        return Text(f"方案写明：到{end.zh}为止", f"as written: until {end.en}")
    start = _day(window.opens)
    return Text(f"方案写明：{start.zh}至{end.zh}", f"as written: from {start.en} to {end.en}")


def _undated(parameter: str, settings: Settings) -> Text:
    if settings.get(parameter) is None:
        return Text(
            "方案没有写日期，省里还没有定，所以不会逾期",
            "the notice gives no date and the province has set none, so it is never overdue",
        )
    return Text("方案没有写日期，由省里定", "the notice gives no date; the province has set one")


def _relative(window: Window, settings: Settings) -> Text:
    event = EVENTS.get(window.anchor or "", Text(window.anchor or "", window.anchor or ""))
    lead = window.days if window.days is not None else window.months
    number = settings.get(lead.parameter) if isinstance(lead, ByParameter) else lead
    unit = Text("天", "days") if window.days is not None else Text("个月", "months")
    shown = "…" if number is None else number
    side = Text("前", "before") if window.before else Text("后", "after")
    return Text(
        f"方案写明：{event.zh}{side.zh} {shown} {unit.zh}，逐班判断",
        f"as written: {shown} {unit.en} {side.en} {event.en}, judged class by class",
    )


def _day(day: Day) -> Text:
    if isinstance(day, MonthDay):
        return Text(f" {day.month} 月 {day.day} 日", f"{day.month:02}-{day.day:02}")
    return Text(f" {day.year} 年 {day.month} 月 {day.day} 日", day.isoformat())


def _read(rule: Obligation, year: int, settings: Settings, rules: DateRules) -> list[Step]:
    """The steps by which the settings moved the date: inclusive, weekend, grace, in this order."""
    stages = (
        (
            replace(rules, inclusive=True, weekend="none", grace_days=0),
            Text("", ""),
            "",
        ),
        (
            replace(rules, weekend="none", grace_days=0),
            Text("“以前”不含当日", "“by” leaves out the day itself"),
            "due-dates-inclusive",
        ),
        (
            replace(rules, grace_days=0),
            Text("遇休息日顺延到下一个工作日", "moved on to the next working day"),
            "due-dates-weekend",
        ),
        (
            rules,
            Text(f"宽限 {rules.grace_days} 天", f"{rules.grace_days} days of grace"),
            "due-dates-grace-days",
        ),
    )
    steps = []
    before: date | None = None
    for number, (reading, what, parameter) in enumerate(stages):
        span = span_of(rule.window, year=year, settings=settings, rules=reading)
        due = span.due if span else None
        if number and due != before:
            steps.append(Step(what, due, parameter))
        before = due
    return steps


def _decided(decision: DeadlineDecision, span: Span | None) -> Step:
    if decision.kind == DeadlineDecision.Kind.WAIVED:
        return Step(
            Text(f"省局免除：{decision.reason}", f"waived by the province: {decision.reason}"),
            None,
        )
    return Step(
        Text(f"省局延期：{decision.reason}", f"extended by the province: {decision.reason}"),
        span.due if span else decision.due,
    )
