"""Freeze the figures of a report with their rows; restate them later, beside and never over."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.reports.actions.drafting import (
    State,
    locked,
    refuse_stale,
    refuse_unless,
    retake,
)
from zhicai.reports.actions.keeping import keep_version
from zhicai.reports.figures import YearCounted, figure_named
from zhicai.reports.models import FrozenFigure, FrozenRow, Report, Restatement
from zhicai.reports.queries.counting import Row, divisions_of, rows_of
from zhicai.reports.queries.restating import differences
from zhicai.reports.queries.seen import kind_of

BATCH = 1000
LONGEST_REASON = 400


@transaction.atomic
def freeze_report(report: Report, *, revision: int, by: Acting, at: datetime) -> Report:
    """Count every figure once more and freeze it: value, moment, number and hash of its rows.

    The rows are kept as they are; the database refuses every change from then on. Frozen already,
    it stays as it is.
    """
    row = locked(report, by)
    if row.state == State.FROZEN:
        return row
    refuse_unless(row, State.DRAFTING)
    refuse_stale(row, revision)
    retake(row, by, at)
    _freeze_rows(row, at)
    row.state, row.frozen_at, row.frozen_by = State.FROZEN, at, by.name
    row.save()
    keep_version(row, "frozen", by=by, at=at)
    record(by, "reports.frozen", row, place=row.programme_year.province.code,
           clause=kind_of(row).clause[0],
           values={key: one["sha256"] for key, one in row.figures.items()})  # fmt: skip
    return row


def _freeze_rows(row: Report, at: datetime) -> None:
    kind, on = kind_of(row), at.astimezone(CHINA).date()
    counted = YearCounted(row.programme_year, on)
    for key, stored in row.figures.items():
        figure = figure_named(key)
        if figure is None:
            continue
        frozen = FrozenFigure.objects.create(
            report=row, key=key, heads=[{"zh": c.label.zh, "en": c.label.en} for c in figure.cells],
            count=stored["rows"], sha256=stored["sha256"], at=at,
        )  # fmt: skip
        names = tuple(dict.fromkeys((*divisions_of(kind, key), "city", "county")))
        rows = rows_of(figure, counted, names)
        made = _frozen(frozen, rows)
        while some := list(islice(made, BATCH)):
            FrozenRow.objects.bulk_create(some)


def _frozen(figure: FrozenFigure, rows: Iterator[Row]) -> Iterator[FrozenRow]:
    for position, one in enumerate(rows, start=1):
        parts = [f"{name}={piece.key}" for name, found in one.pieces.items() for piece in found]
        yield FrozenRow(
            figure=figure, position=position, key=one.key, person_id=one.person, name=one.name[:60],
            path=one.path, place=one.place, cells=list(one.cells),
            parts="".join(["\n", *(f"{part}\n" for part in parts)]),
        )  # fmt: skip


@transaction.atomic
def restate(
    report: Report, reasons: Mapping[str, str], *, by: Acting, at: datetime
) -> list[Restatement]:
    """Record figures as they are counted today beside the frozen ones, each with its reason.

    Only figures that differ and for which a reason is given; BadInput without any. What was frozen
    and the documents made of it stay as they are.
    """
    row = locked(report, by)
    refuse_unless(row, State.FROZEN, State.APPROVED, State.PUBLISHED)
    on: date = at.astimezone(CHINA).date()
    given = {key: says.strip()[:LONGEST_REASON] for key, says in reasons.items() if says.strip()}
    found = [one for one in differences(row, on=on) if one.key in given]
    if not found:
        says = Text(
            "请至少为一项不同的数字写明原因。", "Give the reason of at least one difference."
        )
        raise BadInput([Fault(says, field="reason")])
    made = [
        Restatement.objects.create(
            report=row, key=one.key, value=one.now, count=one.rows, sha256=one.sha256,
            reason=given[one.key], at=at, by=by.name, office=by.office,
        )
        for one in found
    ]  # fmt: skip
    values = {one.key: None if one.value is None else str(one.value) for one in made}
    record(by, "reports.restated", row, place=row.programme_year.province.code,
           clause=kind_of(row).clause[0], values=values)  # fmt: skip
    return made
