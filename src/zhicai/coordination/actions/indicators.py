"""Mark counties, and note that the indicators were handed out (HB-4.1.b, c, d)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.coordination.models import IndicatorExport, Mark
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.indicators import Evaluation, mark_kinds
from zhicai.coordination.rules.contacts import needed
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level


@transaction.atomic
def mark_county(
    desk: Desk,
    codes: Iterable[str],
    *,
    mark: str,
    basis: str,
    since: date | None,
    by: Acting,
    at: datetime,
) -> list[Mark]:
    """Mark counties from a day on, with the document it rests on; those marked already stay."""
    require(by, "coordination.evaluate", desk.year.province.code)
    kinds = mark_kinds(desk)
    wanted = list(dict.fromkeys(codes))
    faults = list(needed("basis", basis, Text("依据文件", "the document it rests on"), 200))
    if mark not in kinds:
        faults.append(Fault(Text("请选择标记。", "Choose a mark."), field="mark"))
    if since is None:
        faults.append(Fault(Text("请填写起始日期。", "Give the first day."), field="since"))
    if not wanted:
        faults.append(Fault(Text("请选择县（市、区）。", "Choose counties."), field="place"))
    if faults or since is None:
        raise BadInput(faults)
    counties = {place.code: place for place in desk.seats(Level.COUNTY)}
    if any(code not in counties for code in wanted):
        raise OutOfScope
    there = set(Mark.objects.filter(mark=mark, valid_to=None).values_list("place_id", flat=True))
    rows = [
        Mark(
            place_id=counties[code].id, mark=mark, basis=basis.strip(), valid_from=since,
            set_by=by.name,
        )
        for code in wanted
        if counties[code].id not in there
    ]  # fmt: skip
    if not rows:
        says = Text("所选县（市、区）已经有这个标记。", "These counties carry the mark already.")
        raise Refused([Reason(says, kinds[mark].clause or None, "place")])
    made = Mark.objects.bulk_create(rows)
    record(
        by, "coordination.county_marked", desk.year, place=by.place_code,
        clause=kinds[mark].clause,
        values={"mark": mark, "basis": basis.strip(), "places": wanted,
                "since": since.isoformat()},
    )  # fmt: skip
    return made


@transaction.atomic
def end_mark(mark: Mark, *, by: Acting, at: datetime) -> Mark:
    """End a mark; it held up to and including the day before."""
    require(by, "coordination.evaluate")
    row = Mark.objects.select_for_update().select_related("place").get(pk=mark.pk)
    if row.valid_to is not None:
        raise Refused([Reason(Text("这个标记已经结束。", "This mark has ended already."))])
    row.valid_to, row.ended_by = max(at.astimezone(CHINA).date(), row.valid_from), by.name
    row.save(update_fields=["valid_to", "ended_by"])
    record(by, "coordination.mark_ended", row, place=row.place.code, values={"mark": row.mark})
    return row


@transaction.atomic
def note_export(desk: Desk, evaluation: Evaluation, *, by: Acting, at: datetime) -> IndicatorExport:
    """Note that the indicators of a year were exported, with the weights in force."""
    require(by, "coordination.evaluate", desk.year.province.code)
    row = IndicatorExport.objects.create(
        programme_year=desk.year, province_id=desk.year.province_id,
        exported_on=at.astimezone(CHINA).date(), exported_at=at, exported_by=by.name,
        rows=len(evaluation.rows),
        weights=[[one.rule.id, str(one.weight)] for one in evaluation.weights],
    )  # fmt: skip
    record(
        by, "coordination.indicators_exported", row, place=by.place_code,
        clause=desk.cites("evaluation"), values={"rows": row.rows, "weights": row.weights},
    )  # fmt: skip
    return row
