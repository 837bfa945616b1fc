"""Screening: begun once registration has closed, decided in batches, finished, opened again.

Two officers at once: each says which revision of a row was seen; who saw an older one is told, and
nobody's decision is overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.admission.actions.applying import tell_candidates, written_reason
from zhicai.admission.actions.calls import held_call
from zhicai.admission.actions.deciding import OVER
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.calls import CallFrame
from zhicai.admission.queries.lists import is_sealed
from zhicai.admission.queries.screening import Line, Screening, asked_in, screening_of
from zhicai.admission.rules.screening import ACCEPT, DECISIONS, REFUSE, RESERVE, decide, within
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee

State = Call.State
MOST_MARK = Decimal(1000)
NOBODY = Text("请选择人选。", "Choose the candidates.")
SEALED = Text(
    "学员名单已锁定，遴选不再改；以后的变化写在补充名单里。",
    "The list is sealed and screening stays; what changes later stands in an addendum.",
)
STALE = Text(
    "所选人选刚被同事遴选过，这次没有改动任何人。请刷新后再定。",
    "A colleague has just decided about some of these; nobody was changed. Load the page again.",
)


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate as the officer saw it: the key and the revision."""

    pk: int
    revision: int


@transaction.atomic
def begin_screening(call: Call, *, by: Acting, at: datetime) -> Call:
    """Begin to screen; Refused while people may still register."""
    row, frame = held_call(call, by, at)
    if row.state != State.OPEN:
        raise Refused([Reason(OVER)])
    if frame.on <= row.closes_on:
        says = Text(
            f"报名到 {row.closes_on} 截止，之后开始遴选。",
            f"Registration ends on {row.closes_on}; screening begins after it.",
        )
        clause = frame.rules.opening.clause if frame.rules.opening is not None else None
        raise Refused([Reason(says, clause)])
    row.state = State.CLOSED
    row.revision += 1
    row.save(update_fields=["state", "revision"])
    record(by, "admission.screening_begun", row)
    return row


def _table(row: Call, frame: CallFrame) -> Screening:
    rows = Candidate.objects.select_for_update(of=("self",)).filter(
        call=row, state=Candidate.State.CONFIRMED
    )
    found = rows.select_related("person", "employer_place", "invitation")
    return screening_of(row, frame, list(found.defer("person__id_number", "token").order_by("pk")))


def _chosen(table: Screening, picks: Sequence[Pick]) -> list[Line]:
    """Return the picked lines; Stale where one is no longer as it was seen."""
    if not picks:
        raise BadInput([Fault(NOBODY, field="selected")])
    lines = table.by_pk
    changed = [
        one for one in picks if one.pk not in lines or lines[one.pk].row.revision != one.revision
    ]
    if changed:
        pks = [one.pk for one in changed]
        last = Candidate.objects.filter(pk__in=pks, decided_at__isnull=False)
        row = last.order_by("-decided_at").first()
        by = row.decided_by if row is not None else ""
        when = f"{localtime(row.decided_at):%H:%M}" if row is not None and row.decided_at else ""
        raise Stale(STALE, by=by, at=when)
    return [lines[one.pk] for one in picks]


@transaction.atomic
def screen(
    call: Call, picks: Sequence[Pick], decision: str, *, reason: str = "", by: Acting, at: datetime
) -> int:
    """Accept, put in reserve or refuse candidates; return how many (HB-2.2.2.k).

    Without a reason, accepting and reserving give the place by the published ranking; refusing
    wants one. Stale where a colleague was first; Refused with every name, reason and clause: then
    nobody is decided.
    """
    row, frame = held_call(call, by, at)
    if decision not in DECISIONS:
        raise BadInput([Fault(Text("请选择决定。", "Choose a decision."), field="decision")])
    table = _table(row, frame)
    lines = _chosen(table, picks)
    says = written_reason(reason) if reason.strip() or decision == REFUSE else ""
    verdicts = [decide(line.facts, decision, table.asked) for line in lines]
    against = [r for verdict in verdicts if not verdict for r in verdict.reasons]
    if decision == ACCEPT:
        against += _over(table, lines)
    if against:
        raise Refused(against)
    for line in lines:
        one = line.row
        one.decision, one.rank = decision, line.rank
        one.reason = says or _ranked_reason(line, decision)
        one.decided_at, one.decided_by = at, by.name
        one.revision += 1
    fields = ["decision", "rank", "reason", "decided_at", "decided_by", "revision"]
    Candidate.objects.bulk_update([line.row for line in lines], fields, batch_size=500)
    values = {
        "decision": decision,
        "count": len(lines),
        "candidates": [line.pk for line in lines][:500],
    }
    clause = table.asked.clauses.get("screening", "")
    record(by, "admission.screened", row, reason=says, clause=clause, values=values)
    return len(lines)


def _ranked_reason(line: Line, decision: str) -> str:
    """Why someone is accepted or in reserve where nobody wrote it: the place in the ranking."""
    points = f"{line.ranked.points.normalize():f}"
    if decision == RESERVE:
        return f"按公布的办法计 {points} 分，排第 {line.rank} 名，列为候补。"
    return f"按公布的办法计 {points} 分，排第 {line.rank} 名。"


def _over(table: Screening, lines: Sequence[Line]) -> list[Reason]:
    taken: dict[str, int] = {}
    for line in table.lines:
        if line.decision == ACCEPT and line not in lines:
            taken[line.city_code] = taken.get(line.city_code, 0) + 1
    fixed = table.frame.rules.quotas
    more = [line.city_code for line in lines]
    clause = table.asked.clauses.get("quotas")
    reasons = []
    for code in within(taken, more, fixed, seats=table.seats):
        if not code:
            says = Text(
                f"录取人数超过招考名额 {table.seats} 人。",
                f"More are accepted than the {table.seats} seats of the call.",
            )
        else:
            city = table.frame.places.by_code.get(code)
            name = city.name if city is not None else code
            says = Text(
                f"{name}录取人数超过名额 {fixed[code]} 人。",
                f"{city.en if city is not None else code}: more than its {fixed[code]} seats.",
            )
        reasons.append(Reason(says, clause))
    return reasons


@transaction.atomic
def judge(
    call: Call, picks: Sequence[Pick], condition: str, *, met: bool, by: Acting, at: datetime
) -> int:
    """Say of candidates whether they meet one of the conditions asked; return how many.

    Somebody accepted who turns out not to meet it is undecided again.
    """
    row, frame = held_call(call, by, at)
    table = _table(row, frame)
    _under_way(row, table)
    if condition not in {one.zh for one in table.conditions}:
        raise BadInput([Fault(Text("没有这一条件。", "No such condition."), field="condition")])
    lines = _chosen(table, picks)
    for line in lines:
        one = line.row
        one.conditions_met = {**one.conditions_met, condition: met}
        if not met and one.decision in (ACCEPT, RESERVE):
            one.decision, one.reason = "", ""
        one.revision += 1
    fields = ["conditions_met", "decision", "reason", "revision"]
    Candidate.objects.bulk_update([line.row for line in lines], fields, batch_size=500)
    values = {"condition": condition, "met": met, "candidates": [line.pk for line in lines][:500]}
    clause = table.asked.clauses.get("conditions", "")
    record(by, "admission.conditions_judged", row, clause=clause, values=values)
    return len(lines)


def _under_way(row: Call, table: Screening) -> None:
    if row.state != State.CLOSED:
        raise Refused([Reason(OVER, table.asked.clauses.get("screening"))])


@transaction.atomic
def enter_tests(
    call: Call, marks: Mapping[int, Decimal | None], *, by: Acting, at: datetime
) -> int:
    """Enter marks of the entrance test (key → mark, None to clear); return how many changed.

    Refused where the rule set of the year asks for no test.
    """
    row, frame = held_call(call, by, at)
    if not frame.rules.test:
        says = Text("当年招考没有入学测试。", "There is no entrance test this year.")
        raise Refused([Reason(says, frame.rules.clauses.get("entrance-test"))])
    table = _table(row, frame)
    _under_way(row, table)
    faults = [
        Fault(Text("成绩在 0 到 1000 之间。", "A mark lies between 0 and 1000."), f"test-{pk}")
        for pk, mark in marks.items()
        if mark is not None and not 0 <= mark <= MOST_MARK
    ]
    if faults:
        raise BadInput(faults)
    lines = [line for line in table.lines if line.pk in marks]
    changed = [line.row for line in lines if line.row.test_mark != marks[line.pk]]
    for one in changed:
        one.test_mark = marks[one.pk]
        one.revision += 1
    Candidate.objects.bulk_update(changed, ["test_mark", "revision"], batch_size=500)
    clause = frame.rules.clauses.get("entrance-test", "")
    record(by, "admission.tests_entered", row, clause=clause, values={"count": len(changed)})
    return len(changed)


@transaction.atomic
def finish_screening(call: Call, *, by: Acting, at: datetime) -> Call:
    """Finish: everyone confirmed is decided, ranks are kept, candidates and offices are told."""
    row, frame = held_call(call, by, at)
    table = _table(row, frame)
    _under_way(row, table)
    left = table.counted()[""]
    if left or not table.lines:
        says = Text(f"还有 {left} 人没有决定。", f"{left} are still undecided.")
        if not table.lines:
            says = Text("还没有确认的人选。", "There is no confirmed candidate yet.")
        raise Refused([Reason(says, table.asked.clauses.get("screening"))])
    for line in table.lines:
        line.row.rank = line.rank
    Candidate.objects.bulk_update([line.row for line in table.lines], ["rank"], batch_size=500)
    row.state, row.screened_at, row.screened_by = State.SCREENED, at, by.name
    row.revision += 1
    row.save(update_fields=["state", "screened_at", "screened_by", "revision"])
    values = dict(table.counted())
    record(by, "admission.screening_finished", row, values=values)
    _tell(table, at=at)
    return row


def _tell(table: Screening, *, at: datetime) -> None:
    """Tell candidates what was decided and why, and each office how its people fared."""
    words = {key: Candidate.Decision(key).label for key in DECISIONS}
    english = {ACCEPT: "accepted", RESERVE: "in reserve", REFUSE: "not accepted"}
    by_place: dict[int, dict[str, int]] = {}
    for line in table.lines:
        one = line.row
        says = Text(
            f"考核培训遴选结果：{words[one.decision]}。{one.reason}",
            f"Screening: {english[one.decision]}. {one.reason}",
        )
        if one.person.user_id is not None:
            tell_candidates([one], says, key="screened", at=at)
        found = by_place.setdefault(one.employer_place_id, dict.fromkeys(DECISIONS, 0))
        found[one.decision] += 1
    drafts = [
        Draft(
            Addressee(place_id=place, level=Level.COUNTY),
            Text(
                f"考核遴选完成：录取 {n[ACCEPT]} 人，候补 {n[RESERVE]} 人，不录取 {n[REFUSE]} 人",
                f"Screening finished: {n[ACCEPT]} accepted, {n[RESERVE]} in reserve, "
                f"{n[REFUSE]} not accepted",
            ),
            Text("", ""),
            f"admission.call:{table.call.pk}:{table.call.revision}:{place}",
            f"/admission/calls/candidates/?call={table.call.pk}",
            f"admission.call:{table.call.pk}",
        )
        for place, n in by_place.items()
    ]
    send_messages(drafts, kind=Message.Kind.NOTICE, by=SYSTEM, at=at)


@transaction.atomic
def reopen_screening(call: Call, *, reason: str, by: Acting, at: datetime) -> Call:
    """Open a finished screening again, with a reason; Refused once the list is sealed."""
    row, frame = held_call(call, by, at)
    if row.state != State.SCREENED:
        raise Refused([Reason(OVER)])
    if is_sealed(row):
        raise Refused([Reason(SEALED, asked_in(frame).clauses.get("screening"))])
    says = written_reason(reason)
    row.state, row.screened_at = State.CLOSED, None
    row.revision += 1
    row.save(update_fields=["state", "screened_at", "revision"])
    record(by, "admission.screening_reopened", row, reason=says)
    return row
