"""Holds a programme against itself: clauses, figures, parameters and bodies that it names exist."""

from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation

from zhicai.foundation.text import Text
from zhicai.law.programme import Programme, citations
from zhicai.law.schema import (
    ByParameter,
    CalendarEntry,
    DocumentKind,
    Figure,
    Force,
    Obligation,
    ReportKind,
)
from zhicai.law.schema.base import nearest
from zhicai.law.units import UNITS

Complaint = tuple[str, Text]
"""The name of the thing that is wrong (``obligation:…``), and what is expected."""


def complaints(programme: Programme) -> Iterator[Complaint]:
    """Yield what is wrong in a programme whose files are each right by themselves."""
    yield from _clauses(programme)
    for rule in programme.obligations.values():
        yield from _rule(programme, rule)
    for line in programme.calendar:
        yield from _calendar(programme, line)
    for document in programme.documents.values():
        yield from _document(programme, document)
    for handbook in programme.handbooks.values():
        for body in handbook.bodies:
            if body not in programme.bodies:
                yield f"handbook:{handbook.id}", _no("主体", "body", body, programme.bodies)
    for report in programme.reports.values():
        yield from _report(programme, report)
    for parameter in programme.parameters.values():
        if programme.points and parameter.point not in programme.points:
            says = _no("待定事项", "open point", parameter.point, programme.points)
            yield f"parameter:{parameter.id}", says
    tracks = {track.id: track for track in programme.head.tracks}
    for right in programme.rights:
        if tracks and right.track not in tracks:
            yield f"right:{right.body}@{right.track}", _no("培训线", "track", right.track, tracks)
        if right.body not in programme.bodies:
            says = _no("主体", "body", right.body, programme.bodies)
            yield f"right:{right.body}@{right.track}", says
    groups = {group.id: group for group in programme.groups}
    for item in programme.curriculum:
        if item.group not in groups:
            yield f"curriculum:{item.id}", _no("课程组", "group", item.group, groups)


def _no(zh: str, en: str, name: str, known: Collection[str]) -> Text:
    meant = nearest(name, known)
    if meant is None:
        return Text(f"没有{zh} {name}。", f"there is no {en} {name}.")
    return Text(
        f"没有{zh} {name}，是不是 {meant}？", f"there is no {en} {name}; did you mean {meant}?"
    )


def _clauses(programme: Programme) -> Iterator[Complaint]:
    for name, clauses in citations(programme):
        for clause in clauses:
            if clause not in programme.clauses:
                yield name, _no("条款", "clause", clause, programme.clauses)
        if not clauses and not name.startswith("programme:"):
            yield name, Text("请写明依据的条款。", "name the clause it rests on.")


def _rule(programme: Programme, rule: Obligation) -> Iterator[Complaint]:
    name = f"obligation:{rule.id}"
    if rule.unit not in UNITS:
        yield name, _no("单位", "unit", rule.unit, UNITS)
    for point in rule.points:
        if programme.points and point not in programme.points:
            yield name, _no("待定事项", "open point", point, programme.points)
    for says in _parameters(programme, rule):
        yield name, says
    for year in rule.years:
        if year not in programme.head.years:
            says = Text(f"{year} 年不在项目年度内。", f"{year} is not a year of the programme.")
            yield name, says
    tracks = [track.id for track in programme.head.tracks]
    if rule.track and rule.track not in tracks:
        yield name, _no("培训线", "track", rule.track, tracks)
    if rule.body and rule.body not in programme.bodies:
        yield name, _no("主体", "body", rule.body, programme.bodies)
    for clause in rule.clauses:
        figure = programme.clauses[clause].measure if clause in programme.clauses else None
        if figure is not None and not _agrees(programme, figure, rule, clause == rule.clause):
            yield name, _differs(clause, figure)


def _parameters(programme: Programme, thing: Obligation | CalendarEntry) -> Iterator[Text]:
    """What is wrong with the parameters that a rule or a line of the calendar reads."""
    window = thing.window
    leads = [lead for lead in (window.days, window.months) if isinstance(lead, ByParameter)]
    wanted: list[tuple[str, tuple[str, ...]]] = [(lead.parameter, ("number",)) for lead in leads]
    if window.undated:
        wanted.append((window.undated, ("date", "day")))
    if isinstance(thing, Obligation) and thing.force_by:
        wanted.append((thing.force_by, ("choice",)))
    for name, kinds in wanted:
        parameter = programme.parameters.get(name)
        if parameter is None:
            yield _no("参数", "parameter", name, programme.parameters)
        elif parameter.kind not in kinds:
            kind = " / ".join(kinds)
            yield Text(f"参数 {name} 应是 {kind} 类。", f"the parameter {name} must be a {kind}.")
    if isinstance(thing, Obligation) and thing.force_by in programme.parameters:
        values = {choice.value for choice in programme.parameters[thing.force_by].choices}
        if not values <= set(Force):
            known = ", ".join(Force)
            yield Text(
                f"参数 {thing.force_by} 的选项只能是 {known}。",
                f"the choices of {thing.force_by} must be out of {known}.",
            )


def _calendar(programme: Programme, line: CalendarEntry) -> Iterator[Complaint]:
    for says in _parameters(programme, line):
        yield f"calendar:{line.id}", says


def _document(programme: Programme, document: DocumentKind) -> Iterator[Complaint]:
    name = f"document:{document.id}"
    if document.handling_by and document.handling_by not in programme.parameters:
        yield name, _no("参数", "parameter", document.handling_by, programme.parameters)
    dated = {**programme.obligations, **{line.id: line for line in programme.calendar}}
    if document.due and document.due not in dated:
        yield name, _no("义务或日历事项", "obligation or calendar line", document.due, dated)
    if held := document.held:
        for rule in filter(None, (held.classes, held.people, held.window)):
            if rule not in programme.obligations:
                yield name, _no("义务", "obligation", rule, programme.obligations)
        tracks = [track.id for track in programme.head.tracks]
        if held.track and held.track not in tracks:
            yield name, _no("培训线", "track", held.track, tracks)


def _report(programme: Programme, report: ReportKind) -> Iterator[Complaint]:
    name = f"report:{report.id}"
    for body in report.bodies:
        if body not in programme.bodies:
            yield name, _no("主体", "body", body, programme.bodies)
    if report.due and report.due not in programme.obligations:
        yield name, _no("义务", "obligation", report.due, programme.obligations)


# --- figures -----------------------------------------------------------------------------------

_OPERATORS = {">=": ("at_least",), "<=": ("at_most",), "=": ("exactly",)}


def _differs(clause: str, figure: Figure) -> Text:
    value = "–".join(figure.value) if isinstance(figure.value, tuple) else figure.value
    stated = f"{figure.operator} {value or ''} {figure.unit}".replace("  ", " ")
    return Text(
        f"与条款 {clause} 写明的 {stated} 不一致。", f"differs from clause {clause}: {stated}."
    )


def _agrees(programme: Programme, figure: Figure, rule: Obligation, leading: bool) -> bool:
    """Say whether a rule asks for the figure that its clause states.

    A figure of days, months or dates may be the rule's window instead of its aim. A clause that
    only stands in ``also`` may speak of something else, told by its unit, and is then let pass.
    """
    if figure.unit == "date":
        return rule.window.whole is not None or _agrees_in_dates(figure, rule)
    if figure.unit != rule.unit:
        in_time = figure.unit in ("day", "month")
        return _agrees_in_time(programme, figure, rule) if in_time else not leading
    if figure.operator in ("increase", "improve"):
        return rule.direction == figure.operator or not leading
    if figure.operator == "between":
        asked = rule.between and tuple(str(value) for value in rule.between)
        return asked == figure.value
    figures = [getattr(rule, name) for name in _OPERATORS[figure.operator]]
    return any(asked is not None and asked == _number(figure.value) for asked in figures)


def _agrees_in_time(programme: Programme, figure: Figure, rule: Obligation) -> bool:
    """The window's lead, or the first start value of the parameter that holds it, is the figure."""
    lead: object = rule.window.days if figure.unit == "day" else rule.window.months
    if isinstance(lead, ByParameter) and lead.parameter in programme.parameters:
        parameter = programme.parameters[lead.parameter]
        lead = parameter.parse(parameter.start[min(parameter.start)])
    return lead == _number(figure.value)


def _agrees_in_dates(figure: Figure, rule: Obligation) -> bool:
    """The window ends (and begins) on the month and day of the clause's dates."""
    window = rule.window
    written = [str(day)[-5:] for day in (window.opens, window.to or window.by) if day is not None]
    stated = [value[-5:] for value in figure.value or () if isinstance(figure.value, tuple)]
    return bool(written) and written == stated[-len(written) :]


def _number(value: str | tuple[str, ...] | None) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
