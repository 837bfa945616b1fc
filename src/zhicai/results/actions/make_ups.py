"""The one make-up: offered with its day, missed or given up, excused once (HB-3.2.6.5.e).

A missed or declined make-up is used, so that nobody sits twice; the province may excuse it once
with a reason and a new day, which is the same make-up held later.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.results.actions.deciding import follow
from zhicai.results.actions.locking import day_of, locked
from zhicai.results.models import MakeUp
from zhicai.results.queries.keeping import EXCUSE, MARK, may_excuse, may_mark
from zhicai.results.queries.marks import Board, Line, board_of
from zhicai.results.rules.decision import State, decide_day
from zhicai.training.models import TrainingClass

LONGEST = 400
NOBODY = Text("没有可以安排补考的学员。", "Nobody has a make-up to be arranged.")
NO_DAY = Text("请填补考日期。", "Give the day of the make-up.")
NO_REASON = Text("请写明原因。", "Give the reason.")
TOO_LONG = Text(f"不超过 {LONGEST} 字。", f"At most {LONGEST} characters.")


@dataclass(frozen=True, slots=True)
class Arranged:
    """How many make-ups were offered or given another day, and what is to be noticed."""

    offered: int
    moved: int
    decision: Decision


@transaction.atomic
def arrange_make_up(
    found: TrainingClass, set_for: date | None, *, venue: str = "", by: Acting, at: datetime,
    only: Collection[int] | None = None,
) -> Arranged:  # fmt: skip
    """Offer the make-up to everyone of a class who has the right to it, or give it another day.

    Refused with the clause for a day outside the window (``make-up-window-days``); a day beyond the
    dossier's due date is flagged. The database holds one make-up a registration.
    """
    require(by, MARK)
    if not may_mark(by, found):
        raise OutOfScope
    row = locked(found.pk)
    board = board_of(row, only=only)
    lines = [
        line
        for line in board.lines
        if line.verdict.state is State.MAKE_UP
        and (line.make_up is None or line.make_up.state == MakeUp.State.OFFERED)
        and (line.stands is None or line.stands.locked_at is None)
    ]
    if not lines:
        raise BadInput([Fault(NOBODY, "selected")])
    decision = _day_decided(set_for, board, day_of(at))
    new = [line for line in lines if line.make_up is None]
    MakeUp.objects.bulk_create(
        MakeUp(
            registration_id=line.pk, parts=list(line.verdict.owed), offered_on=day_of(at),
            until=board.window.until, set_for=set_for, venue=venue.strip()[:200], offered_at=at,
            by=by.name, office=by.office,
        )
        for line in new
    )  # fmt: skip
    moved = [line.make_up for line in lines if line.make_up is not None]
    for one in moved:
        if one.excused_at is None:
            one.set_for, one.venue = set_for or one.set_for, venue.strip()[:200] or one.venue
            one.save(update_fields=["set_for", "venue"])
    _note(row, "results.make_up_offered", lines, board, by, {"set_for": str(set_for or "")})
    follow(row.pk, [line.pk for line in lines], by=by, at=at)
    _tell(row, lines, set_for, by=by, at=at)
    return Arranged(len(new), len(moved), decision)


def _day_decided(set_for: date | None, board: Board, today: date) -> Decision:
    if set_for is None:
        return Decision.yes()
    decision = decide_day(set_for, board.window, board.rules)
    if set_for < today:
        past = Text("补考日期已经过去。", "The day of the make-up has passed.")
        decision = decision.and_(Decision.refuse(past, field="set_for"))
    decision.insist()
    return decision


@transaction.atomic
def close_make_up(
    found: TrainingClass, state: str, *, reason: str, by: Acting, at: datetime,
    only: Collection[int],
) -> int:  # fmt: skip
    """Enter that make-ups were missed or given up: the chance is used, the trainee not qualified.

    BadInput without a reason, or where none of ``only`` has a make-up ahead.
    """
    require(by, MARK)
    if not may_mark(by, found):
        raise OutOfScope
    row = locked(found.pk)
    _insist_reason(reason)
    board = board_of(row, only=only)
    lines = [
        line
        for line in board.lines
        if line.make_up is not None and line.make_up.state == MakeUp.State.OFFERED
    ]
    if not lines or state not in (MakeUp.State.MISSED, MakeUp.State.DECLINED):
        raise BadInput([Fault(NOBODY, "selected")])
    for line in lines:
        one = line.make_up
        assert one is not None
        if state == MakeUp.State.MISSED and (one.set_for is None or one.set_for > day_of(at)):
            says = Text(
                "补考还没有举行，不能登记缺考。", "The make-up is still ahead; nobody missed it."
            )
            raise Refused([Reason(says, board.rules.clauses.get("make-up"))])
        one.state, one.says = state, reason.strip()
        one.held_on = one.set_for if state == MakeUp.State.MISSED else None
        one.save(update_fields=["state", "says", "held_on"])
    _note(row, f"results.make_up_{state}", lines, board, by, {}, reason=reason.strip())
    follow(row.pk, [line.pk for line in lines], by=by, at=at)
    return len(lines)


@transaction.atomic
def allow_make_up(
    found: TrainingClass, registration: int, set_for: date | None, *, reason: str, by: Acting,
    at: datetime,
) -> MakeUp:  # fmt: skip
    """Let a make-up be held beyond its window, or anew for who missed it, with a reason.

    The provincial office alone; a missed or declined one is excused once, a sat one never.
    """
    require(by, EXCUSE)
    if not may_excuse(by, found):
        raise OutOfScope
    row = locked(found.pk)
    _insist_reason(reason)
    if set_for is None:
        raise BadInput([Fault(NO_DAY, "set_for")])
    board = board_of(row, only=[registration])
    line = next(iter(board.lines), None)
    one = line.make_up if line else None
    if line is None or one is None:
        raise OutOfScope
    clause = board.rules.clauses.get("make-up")
    missed = one.state in (MakeUp.State.MISSED, MakeUp.State.DECLINED)
    if one.state == MakeUp.State.SAT or (missed and one.excused_at is not None):
        says = Text("补考机会只有一次，已经用过。", "There is one make-up, and it is used.")
        raise Refused([Reason(says, clause)])
    if line.stands is not None and line.stands.locked_at is not None:
        says = Text("结果已随结班材料归档。", "The result is archived with the dossier.")
        raise Refused([Reason(says, clause)])
    decide_day(set_for, board.window, board.rules, allowed_for=reason).insist()
    one.set_for = set_for
    if set_for > one.until:
        one.allowed_for = reason.strip()
    if missed:
        one.state, one.held_on = MakeUp.State.OFFERED, None
        one.excused_for, one.excused_at = reason.strip(), at
    one.save()
    _note(row, "results.make_up_allowed", [line], board, by, {"set_for": str(set_for)},
          reason=reason.strip())  # fmt: skip
    follow(row.pk, [line.pk], by=by, at=at)
    _tell(row, [line], set_for, by=by, at=at)
    return one


def _insist_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput([Fault(NO_REASON, "reason")])
    if len(reason) > LONGEST:
        raise BadInput([Fault(TOO_LONG, "reason")])


def _note(
    row: TrainingClass, verb: str, lines: Sequence[Line], board: Board, by: Acting,
    values: dict[str, str], *, reason: str = "",
) -> None:  # fmt: skip
    record(
        by, verb, row, place=row.place.code, clause=board.rules.clauses.get("make-up") or "",
        reason=reason, values={"registrations": [line.pk for line in lines]} | values,
    )  # fmt: skip


def _tell(
    row: TrainingClass, lines: Sequence[Line], set_for: date | None, *, by: Acting, at: datetime
) -> None:
    """Tell the trainees who have an account what they repeat and when."""
    about = f"results.class:{row.pk}"
    day = Text(f"，补考日期 {set_for}", f", on {set_for}") if set_for else Text("", "")
    title = Text(
        f"“{row.title}”补考通知{day.zh}", f"Make-up of “{row.title}”{day.en}"
    )  # fmt: skip
    body = Text(
        "补考只有一次机会，不收费。科目和地点见“我的成绩”。",
        "There is one make-up; it is free. Parts and place stand on the page of your results.",
    )
    drafts = [
        Draft(
            Addressee(user_id=line.row.person.user_id), title, body,
            f"{about}:makeup:{line.pk}:{at.timestamp():.0f}", reverse("results:own_marks"), about,
        )
        for line in lines
        if line.row.person.user_id
    ]  # fmt: skip
    send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)
