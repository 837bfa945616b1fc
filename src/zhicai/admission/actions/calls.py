"""Calls: drafted by a core team, opened by it or for all regions by the province (HB-2.2.2.p)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.admission.actions.deciding import OVER
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.calls import OPEN, CallFrame, call_for, frame_of, may_open, runs
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.programmes.queries.regions import regions_clause, team_of

State = Call.State
MOST_CONDITIONS, LONGEST_CONDITION, MOST_SEATS = 20, 120, 100_000
CHANGED = Text(
    "这次招考刚被别人改过，没有覆盖。请刷新后再改。",
    "Somebody else has just changed this call; nothing was overwritten. Load the page again.",
)


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What a call says: its two days, seats (0: not fixed yet), conditions, one a line."""

    opens_on: date
    closes_on: date
    seats: int = 0
    conditions: tuple[str, ...] = ()


def call_faults(facts: CallFacts, frame: CallFrame) -> list[Fault]:
    """Return everything wrong with a call, by field; its days lie within the window of the law."""
    faults = []
    if facts.closes_on < facts.opens_on:
        says = Text("截止日期不能早于开始日期。", "The last day cannot lie before the first.")
        faults.append(Fault(says, field="closes_on"))
    window, opening = frame.rules.window, frame.rules.opening
    clause = opening.clause if opening is not None else None
    for field, day in (("opens_on", facts.opens_on), ("closes_on", facts.closes_on)):
        if window is not None and not window.opens <= day <= window.due:
            says = Text(
                f"报名只能在 {window.opens} 至 {window.due} 之间；需要延长的，由省局在期限里决定。",
                f"Registration lies between {window.opens} and {window.due}; the province may "
                "extend it.",
            )
            faults.append(Fault(says, field=field, clause=clause))
    if not 0 <= facts.seats <= MOST_SEATS:
        faults.append(Fault(Text("名额填写整数。", "Seats are a whole number."), field="seats"))
    if len(facts.conditions) > MOST_CONDITIONS or any(
        len(one) > LONGEST_CONDITION for one in facts.conditions
    ):
        says = Text(
            f"条件不超过 {MOST_CONDITIONS} 条，每条不超过 {LONGEST_CONDITION} 个字。",
            f"At most {MOST_CONDITIONS} conditions of {LONGEST_CONDITION} characters each.",
        )
        faults.append(Fault(says, field="conditions"))
    return faults


def _cleaned(facts: CallFacts, frame: CallFrame) -> dict[str, Any]:
    conditions = tuple(dict.fromkeys(one.strip() for one in facts.conditions if one.strip()))
    clean = CallFacts(facts.opens_on, facts.closes_on, facts.seats, conditions)
    if faults := call_faults(clean, frame):
        raise BadInput(faults)
    return {
        "opens_on": clean.opens_on,
        "closes_on": clean.closes_on,
        "seats": clean.seats,
        "conditions": list(conditions),
    }


@transaction.atomic
def draft_call(
    year: ProgrammeYear, region_key: str, facts: CallFacts, *, by: Acting, at: datetime
) -> Call:
    """Draft the call of a region: its core team, one without a region, or the province.

    BadInput for what is wrong, Refused where the region has a call already or no team.
    """
    frame = frame_of(year, on=at.astimezone(CHINA).date())
    if not may_open(by, region_key, frame):
        raise OutOfScope
    return _draft(frame, region_key, _cleaned(facts, frame), by=by)


def _draft(frame: CallFrame, region_key: str, values: dict[str, Any], *, by: Acting) -> Call:
    region = frame.region(region_key)
    if Call.objects.filter(programme_year=frame.year, region_key=region_key).exists():
        says = Text("这个区域已有当年的招考。", "The region has a call this year already.")
        raise Refused([Reason(says)])
    mine = any(team.pk == by.organisation_id for team in frame.regions.teams)
    team = by.organisation_id if mine else getattr(team_of(region), "pk", None)
    if team is None:
        says = Text(
            "这个区域还没有核心团队，先在招生区域里指定。",
            "The region has no core team yet; name one with the regions first.",
        )
        raise Refused([Reason(says, regions_clause(law_of(frame.year)) or None)])
    row = Call.objects.create(
        programme_year=frame.year,
        track=frame.rules.track,
        region_key=region_key,
        team_id=team,
        **values,
    )
    waiting = Candidate.objects.filter(
        programme_year=frame.year, region_key=region_key, call__isnull=True
    )
    waiting.update(call=row)
    record(by, "admission.call_drafted", row, values=_said(values))
    return row


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return values | {
        "opens_on": values["opens_on"].isoformat(),
        "closes_on": values["closes_on"].isoformat(),
    }


def held_call(call: Call, by: Acting, at: datetime, *, team: bool = True) -> tuple[Call, CallFrame]:
    """Return a call under lock with its frame; OutOfScope unless the user runs it.

    ``team``: the province, which may open a call, does not screen.
    """
    seen, frame = call_for(by, call.pk, on=at.astimezone(CHINA).date())
    if not (runs(by, seen, frame) or (not team and may_open(by, seen.region_key, frame))):
        raise OutOfScope
    rows = Call.objects.select_for_update(of=("self",))
    return rows.select_related("programme_year__province", "team").get(pk=seen.pk), frame


@transaction.atomic
def change_call(call: Call, facts: CallFacts, *, revision: int, by: Acting, at: datetime) -> Call:
    """Change a call until its screening begins; Stale if somebody else has meanwhile.

    The first day of an open call stays; a day that has gone by cannot become the last one.
    """
    row, frame = held_call(call, by, at, team=False)
    if row.revision != revision:
        raise Stale(CHANGED, by=row.team.name, at="")
    if row.state not in (State.DRAFT, State.OPEN):
        raise Refused([Reason(OVER)])
    values = _cleaned(facts, frame)
    if row.state == State.OPEN and values["opens_on"] != row.opens_on:
        says = Text("已开放的报名，开始日期不再改。", "The first day of an open call stays.")
        raise BadInput([Fault(says, field="opens_on")])
    if row.state == State.OPEN and values["closes_on"] < min(frame.on, row.closes_on):
        says = Text("截止日期不能改到今天以前。", "The last day cannot be moved into the past.")
        raise BadInput([Fault(says, field="closes_on")])
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    record(by, "admission.call_changed", row, values=_said(values))
    return row


@transaction.atomic
def open_call(call: Call, *, by: Acting, at: datetime) -> Call:
    """Open a drafted call; people register from its first day to its last."""
    row, frame = held_call(call, by, at, team=False)
    return _open(row, frame, by=by, at=at)


def _open(row: Call, frame: CallFrame, *, by: Acting, at: datetime) -> Call:
    if row.state != State.DRAFT:
        raise Refused([Reason(OVER)])
    if row.closes_on < frame.on:
        says = Text("报名截止日期已过，先改日期。", "The last day has gone by; change it first.")
        raise Refused([Reason(says, field="closes_on")])
    row.state, row.opened_at, row.opened_on = State.OPEN, at, frame.on
    row.opened_by, row.opened_office = by.name, by.office
    row.revision += 1
    row.save()
    values = {"region": row.region_key, "opens_on": row.opens_on.isoformat(),
              "closes_on": row.closes_on.isoformat()}  # fmt: skip
    clause = frame.rules.opening.clause if frame.rules.opening is not None else ""
    record(by, "admission.call_opened", row, clause=clause, values=values)
    return row


@transaction.atomic
def open_for_all(
    year: ProgrammeYear, *, opens_on: date, closes_on: date, by: Acting, at: datetime
) -> list[Call]:
    """Open registration for every region at once, by the province (HB-3.1.BZ.a).

    A drafted call takes these days and keeps its seats and conditions; an open one stays as it is.
    """
    require(by, OPEN)
    frame = frame_of(year, on=at.astimezone(CHINA).date())
    if by.province != year.province.code or not frame.regions.regions:
        raise OutOfScope
    plain = _cleaned(CallFacts(opens_on, closes_on), frame)
    opened = []
    for region in frame.regions.regions:
        rows = Call.objects.select_for_update(of=("self",))
        row = rows.filter(programme_year=year, region_key=region.key).first()
        if row is None:
            row = _draft(frame, region.key, plain, by=by)
        elif row.state != State.DRAFT:
            continue
        row.opens_on, row.closes_on = opens_on, closes_on
        opened.append(_open(row, frame, by=by, at=at))
    if not opened:
        raise Refused([Reason(Text("各区域都已开放报名。", "Every region is open already."))])
    return opened


def lines_of(written: str) -> tuple[str, ...]:
    """Return the conditions written one a line."""
    return tuple(line.strip() for line in written.splitlines() if line.strip())
