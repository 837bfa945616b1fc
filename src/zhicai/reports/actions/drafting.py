"""Begin a report, take figures over, write its words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import ReportKind
from zhicai.programmes.models import ProgrammeYear
from zhicai.reports.models import Report
from zhicai.reports.queries.body import said_by_data, title_of
from zhicai.reports.queries.counting import count_figures
from zhicai.reports.queries.seen import APPROVE, WRITE, approves, kind_of, kinds_of, writes
from zhicai.reports.rules.sentences import clean
from zhicai.reports.rules.taken import to_json

State = Report.State
OPEN = (State.DRAFTING, State.FROZEN)
"""In these states words are written."""


@transaction.atomic
def open_report(year: ProgrammeYear, kind_id: str, *, by: Acting, at: datetime) -> Report:
    """Begin a report of a year with the figures of the moment, or return the one there is.

    OutOfScope for a report that the notice does not ask for or that the user does not write;
    Refused for a year that has not begun. One that was set aside is followed by the next edition.
    """
    require(by, WRITE)
    kind = next((one for one in kinds_of(year) if one.id == kind_id), None)
    if kind is None or not writes(by, year, kind):
        raise OutOfScope
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)
    rows = Report.objects.filter(programme_year=year, kind=kind.id)
    there = rows.exclude(state=State.SET_ASIDE).first()
    if there is not None:
        return there
    on = at.astimezone(CHINA).date()
    if year.year > on.year:
        says = Text(
            f"{year.year} 年还没有开始，年度报告没有数据。",
            f"The year {year.year} has not begun: there are no data to report.",
        )
        raise Refused([Reason(says, kind.clause[0])])
    made = Report.objects.create(
        programme_year=year, kind=kind.id, edition=(rows.aggregate(n=Max("edition"))["n"] or 0) + 1,
        title=title_of(kind, year), layout=layout_of(kind),
        figures=to_json(count_figures(kind, year, on=on)), taken_at=at, taken_by=by.name,
        edited_by=by.name, edited_at=at,
    )  # fmt: skip
    record(by, "reports.opened", made, place=year.province.code, clause=kind.clause[0])
    return made


def layout_of(kind: ReportKind) -> dict[str, Any]:
    """Return what the law says of a report, as it is kept with frozen figures."""
    return kind.model_dump(mode="json")


def locked(report: Report, by: Acting, permission: str = WRITE) -> Report:
    """Return a report locked for writing; OutOfScope for who neither writes nor approves it."""
    require(by, permission)
    row = Report.objects.select_for_update(of=("self",)).select_related(
        "programme_year__province"
    ).get(pk=report.pk)  # fmt: skip
    may = approves if permission == APPROVE else writes
    if not may(by, row.programme_year, kind_of(row)):
        raise OutOfScope
    return row


def refuse_unless(row: Report, *states: str) -> None:
    """Refuse where a report does not stand at one of these steps."""
    if row.state in states:
        return
    wanted = "、".join(str(State(one).label) for one in states)
    says = Text(
        f"报告现在是“{State(row.state).label}”，这一步只在“{wanted}”时可以办。",
        f"The report is “{row.state}”; this step needs “{', '.join(states)}”.",
    )
    raise Refused([Reason(says, kind_of(row).clause[0])])


def refuse_stale(row: Report, revision: int) -> None:
    """Raise Stale where somebody saved after ``revision`` was read."""
    if row.revision == revision:
        return
    at = row.edited_at.astimezone(CHINA).strftime("%m-%d %H:%M")
    says = Text(
        f"{row.edited_by} 在 {at} 改过这份报告，您的修改没有覆盖对方。请载入新版后再改。",
        f"{row.edited_by} changed this report at {at}; nothing of theirs was overwritten. "
        "Load the new version first.",
    )
    raise Stale(says, by=row.edited_by, at=at)


@transaction.atomic
def save_report(
    report: Report, words: Mapping[str, Any], *, revision: int, by: Acting, at: datetime
) -> Report:
    """Save the words of the chapters as the next revision; the same words again are none.

    A chapter that says what the data say follows the figures. Stale where another saved meanwhile,
    Refused once the report is approved.
    """
    row = locked(report, by)
    refuse_stale(row, revision)
    refuse_unless(row, *OPEN)
    fresh = clean(kind_of(row), words, said_by_data(row), row.words)
    if fresh == row.words:
        return row
    row.words, row.revision = fresh, row.revision + 1
    row.edited_by, row.edited_at = by.name, at
    row.save(update_fields=["words", "revision", "edited_by", "edited_at"])
    record(by, "reports.worded", row, place=row.programme_year.province.code,
           values={"revision": row.revision})  # fmt: skip
    return row


@transaction.atomic
def take_figures(report: Report, *, by: Acting, at: datetime) -> Report:
    """Take the figures over as the records have them now; what was written stays as it is."""
    row = locked(report, by)
    refuse_unless(row, State.DRAFTING)
    retake(row, by, at)
    row.save(update_fields=["figures", "layout", "title", "taken_at", "taken_by"])
    record(by, "reports.figures_taken", row, place=row.programme_year.province.code)
    return row


def retake(row: Report, by: Acting, at: datetime) -> None:
    """Put the figures of the moment into a report, with what the law says of it now."""
    kind, year = kind_of(row), row.programme_year
    on = at.astimezone(CHINA).date()
    row.layout, row.title = layout_of(kind), title_of(kind, year)
    row.figures = to_json(count_figures(kind, year, on=on))
    row.taken_at, row.taken_by = at, by.name
