"""Progress against the plan as shown: cells, warnings, the overview of a whole area."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhicai.foundation.text import Text
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.monitoring.presenters.words import Addresses, figure, named, tight
from zhicai.monitoring.queries.progress import (
    CLASSES,
    DUTIES,
    MEASURES,
    MONEY,
    PEOPLE,
    PLANS,
    Cell,
    Row,
    Tracking,
    worst_rows,
)
from zhicai.monitoring.rules import (
    DONE,
    FOOTING_WORDS,
    LAGGING,
    RANK,
    Footing,
    why_no_reminder,
)
from zhicai.programmes.ledger import Standing
from zhicai.ui.asked import said

WAN = Decimal(1_000_000)
"""Fen in 10,000 yuan."""
NAMES = {
    PLANS: Text("计划", "Plans"),
    CLASSES: Text("班次", "Classes"),
    PEOPLE: Text("人数", "People"),
    MONEY: Text("经费", "Money"),
    DUTIES: Text("期限", "Deadlines"),
}
UNITS = {
    PLANS: Text("份", "plans"),
    CLASSES: Text("期", "classes"),
    PEOPLE: Text("人", "people"),
    MONEY: Text("万元", "10,000 yuan"),
    DUTIES: Text("项", "duties"),
}
ICONS = {
    PLANS: "clipboard-list",
    CLASSES: "school",
    PEOPLE: "users",
    MONEY: "cash",
    DUTIES: "calendar-due",
}
TONES = {
    Footing.LATE: ("late", "exclamation-mark"),
    Footing.BEHIND: ("amber", "clock"),
    Footing.ON_TIME: ("info", ""),
    Footing.AHEAD: ("green", "arrow-up"),
    Footing.DONE: ("green", "check"),
    Footing.UNPLANNED: ("idle", "minus"),
    Footing.NOT_COUNTED: ("idle", "eye-off"),
}
NAMED = 6
"""So many lagging counties stand in a warning by name."""


def amount(measure: str, value: Decimal | None) -> str:
    """Write an amount of a measure; money in 万元 with one decimal."""
    if value is None:
        return "—"
    return f"{value / WAN:,.1f}" if measure == MONEY else figure(value)


@dataclass(frozen=True, slots=True)
class CellView:
    """One measure of one unit as shown: amounts, tone, words read aloud, the page of its reason."""

    measure: str
    text: str
    tone: str
    icon: str
    words: str
    url: str
    share: Decimal | None = None
    pace: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One unit as shown; ``key`` names the duty of which it can be reminded."""

    code: str
    name: str
    url: str
    tone: str
    words: str
    cells: tuple[CellView, ...]
    key: str = ""
    counties: int = 1


def _amounts(cell: Cell) -> tuple[Decimal | None, Decimal]:
    """What there is and what is planned or owed."""
    if cell.course is not None:
        return cell.course.value, cell.course.plan
    owing = sum(
        one.state not in (State.WAIVED, State.NOT_MEASURED, State.NOT_DUE) for one in cell.standings
    )
    return Decimal(cell.count(*DONE)), Decimal(owing)


def cell_view(cell: Cell, url: str) -> CellView:
    """Return a cell as shown."""
    value, plan = _amounts(cell)
    tone, icon = TONES[cell.footing]
    text = f"{amount(cell.measure, value)} / {amount(cell.measure, plan)}"
    note = ""
    if cell.footing in (Footing.NOT_COUNTED, Footing.UNPLANNED):
        text = said(FOOTING_WORDS[cell.footing])
    if cell.measure == DUTIES and (late := cell.count(State.OVERDUE)):
        note = ngettext("逾期 %(n)d", "逾期 %(n)d", late) % {"n": late}
    elif cell.spent:
        note = _("支出 %(spent)s") % {"spent": amount(MONEY, cell.spent)}
    course = cell.course
    return CellView(
        cell.measure,
        text,
        tone,
        icon,
        f"{said(NAMES[cell.measure])} {said(FOOTING_WORDS[cell.footing])}",
        url,
        course.share if course else None,
        course.pace if course else None,
        note,
    )


def rows_of(tracking: Tracking, to: Addresses, *, order: str) -> list[RowView]:
    """Return the rows of the page, the worst first or by division."""
    rows = tracking.rows if order == "division" else worst_rows(tracking.rows)
    return [_row(row, tracking, to) for row in rows]


def _row(row: Row, tracking: Tracking, to: Addresses) -> RowView:
    county = tracking.scope.level is not Level.PROVINCE
    tone, _icon = TONES[row.footing]
    inner = to.progress(row.place.code)
    return RowView(
        row.place.code,
        tight(row.place),
        to.cockpit(row.place.code) if county else inner,
        tone,
        said(FOOTING_WORDS[row.footing]),
        tuple(
            cell_view(cell, to.progress_why(row.place.code, cell.measure) if county else inner)
            for cell in row.cells
        ),
        key_of(row) if county and row.lagging else "",
        row.counties,
    )


def key_of(row: Row) -> str:
    """Return the duty of a lagging county that a reminder names: its worst that is still open."""
    found: list[Standing] = []
    for measure in (CLASSES, PEOPLE, PLANS, DUTIES):
        cell = row.cell(measure)
        if cell.footing in LAGGING:
            found += cell.standings
    if row.cell(MONEY).footing in LAGGING:
        found += row.cell(CLASSES).standings
    open_still = [one for one in found if why_no_reminder(one.verdict) is None]
    return min(open_still, key=lambda one: RANK[one.state]).key if open_still else ""


def warning_of(tracking: Tracking, to: Addresses) -> dict[str, Any] | None:
    """Return the warning about lagging counties, None where none lags."""
    rows = tracking.lagging
    if not rows:
        return None
    names = _("、").join(named(row.place, short=True) for row in rows[:NAMED])
    if len(rows) > NAMED:
        names = _("%(names)s 等") % {"names": names}
    late = sum(row.late > 0 for row in rows)
    return {
        "count": len(rows),
        "late": late,
        "names": names,
        "url": to.progress(),
        "tone": "red" if late else "amber",
    }


def overview_of(tracking: Tracking, to: Addresses) -> list[dict[str, Any]]:
    """Return plans, classes, people, money and deadlines of the whole area (HB-4.5.a)."""
    shown = []
    for measure in MEASURES:
        cell = tracking.whole.cell(measure)
        value, plan = _amounts(cell)
        tone, icon = TONES[cell.footing]
        course = cell.course
        shown.append(
            {
                "label": said(NAMES[measure]),
                "icon": ICONS[measure],
                "value": amount(measure, value),
                "of": f"/ {amount(measure, plan)} {said(UNITS[measure])}",
                "words": said(FOOTING_WORDS[cell.footing]),
                "tone": tone,
                "mark": icon,
                "meter": "red" if tone == "late" else tone,
                "share": course.share if course else _share(value, plan),
                "pace": course.pace if course else None,
                "counted": cell.footing is not Footing.NOT_COUNTED,
                "url": to.progress(),
            }
        )
    return shown


def _share(value: Decimal | None, plan: Decimal) -> Decimal | None:
    return value / plan if value is not None and plan else None


def heads() -> list[str]:
    """Return the heads of the measures' columns."""
    return [f"{said(NAMES[measure])}（{said(UNITS[measure])}）" for measure in MEASURES]


def arithmetic(cell: Cell) -> Text:
    """Say how a cell came to stand as it does."""
    course = cell.course
    if course is None:
        late, risk = cell.count(State.OVERDUE), cell.count(State.AT_RISK)
        done = cell.count(*DONE)
        return Text(
            f"{len(cell.standings)} 项任务中，完成 {done} 项，逾期 {late} 项，低于序时 {risk} 项。",
            f"Of {len(cell.standings)} duties {done} are done, {late} overdue, {risk} at risk.",
        )
    value, plan = amount(cell.measure, course.value), amount(cell.measure, course.plan)
    share, pace = (course.share or Decimal(0)) * 100, course.pace * 100
    lag = course.lag
    zh = f"低 {lag:.1f}" if lag > 0 else f"高 {-lag:.1f}"
    en = f"{lag:.1f} points below" if lag > 0 else f"{-lag:.1f} points above"
    return Text(
        f"现有 {value}，计划 {plan}，完成 {share:.1f}%；应有 {pace:.1f}%，{zh} 个百分点。",
        f"{value} of {plan} planned, {share:.1f} %; {pace:.1f} % expected, {en}.",
    )


def shown_rows(rows: Sequence[RowView], show: str) -> list[RowView]:
    """Keep the lagging rows where only those are asked for."""
    return [row for row in rows if show != "lagging" or row.tone in ("late", "amber")]
