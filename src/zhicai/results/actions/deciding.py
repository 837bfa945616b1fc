"""Decide what the three facts of each trainee come to, publish it, lock it with the dossier."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM, Acting, System
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.results.actions.locking import day_of, locked
from zhicai.results.announcements import Decided
from zhicai.results.certified import held_by_certificates
from zhicai.results.decision import is_assessed
from zhicai.results.models import Outcome
from zhicai.results.queries.completions import ENDED
from zhicai.results.queries.keeping import MARK, may_mark
from zhicai.results.queries.marks import Board, Line, board_of, reasons_of
from zhicai.results.rules.decision import EXAM, PRACTICAL
from zhicai.training.models import TrainingClass

BATCH = 500
FINAL = (Outcome.State.QUALIFIED, Outcome.State.NOT_QUALIFIED)
CHANGED = (
    "state", "hours", "hours_needed", "exam", "practical", "made_up", "hours_by_test",
    "hours_done", "exam_passed", "practical_passed", "reasons", "decided_on", "decided_at", "by",
    "published_at",
)  # fmt: skip


@transaction.atomic
def decide_outcomes(
    found: TrainingClass, *, by: Acting, at: datetime, only: Collection[int] | None = None
) -> int:
    """Decide anew for everyone of a class, or registrations ``only``; return how many changed.

    Who keeps its results alone. Refused before the class has ended. No way of overruling exists.
    """
    require(by, MARK)
    if not may_mark(by, found):
        raise OutOfScope
    row = locked(found.pk)
    if row.state not in ENDED:
        says = Text(
            "班次还没有结束，结束后自动计算结果。",
            "The class has not ended; results are worked out once it has.",
        )
        raise Refused([Reason(says)])
    return len(_decide(row, by=by, at=at, only=only))


@transaction.atomic
def follow(
    class_id: int, registrations: Iterable[int] | None, *, by: Acting | System = SYSTEM,
    at: datetime,
) -> list[int]:  # fmt: skip
    """Decide anew after facts changed, for registrations or (None) all; nothing before the class
    has ended, nor for classes that are not assessed. Called within the act that changed them.
    """
    row = locked(class_id)
    if row.state not in ENDED or not is_assessed(row):
        return []
    only = None if registrations is None else set(registrations)
    return _decide(row, by=by, at=at, only=only)


def _decide(
    row: TrainingClass, *, by: Acting | System, at: datetime, only: Collection[int] | None
) -> list[int]:
    board = board_of(row, only=only)
    changed = [line for line in board.lines if line.stands is None or line.stale]
    if not changed:
        return []
    lost = [line.pk for line in changed if _loses(line)]
    if held := held_by_certificates(lost):
        raise Refused(list(held.values()))
    Outcome.objects.bulk_create(
        [_outcome(board, line, by=by, at=at) for line in changed],
        batch_size=BATCH, update_conflicts=True, unique_fields=["registration"],
        update_fields=CHANGED,
    )  # fmt: skip
    _repeat_what_failed(changed)
    states: dict[str, int] = {}
    for line in changed:
        states[line.verdict.state.value] = states.get(line.verdict.state.value, 0) + 1
    record(
        by, "results.outcomes_decided", row, place=row.place.code,
        clause=board.rules.clauses.get("hours") or "", values={"changed": len(changed)} | states,
    )  # fmt: skip
    keys = [line.pk for line in changed]
    announce(Decided(row.pk, tuple(keys), at))
    return keys


def _loses(line: Line) -> bool:
    """Say whether somebody who is qualified would no longer be."""
    qualified = Outcome.State.QUALIFIED
    stood = line.stands is not None and line.stands.state == qualified
    return stood and line.verdict.state.value != qualified


def _outcome(board: Board, line: Line, *, by: Acting | System, at: datetime) -> Outcome:
    verdict, was, found = line.verdict, line.stands, board.found
    kept = was is not None and was.state == verdict.state.value
    told = kept and was is not None and shown_facts(was) == (line.hours, line.exam, line.practical)
    return Outcome(
        registration_id=line.pk,
        programme_year_id=found.programme_year_id,
        track=found.track,
        place_id=found.venue_place_id,
        state=verdict.state.value,
        hours=line.facts.hours,
        hours_needed=line.facts.needed,
        exam=line.exam,
        practical=line.practical,
        made_up=verdict.made_up,
        hours_by_test=verdict.hours_by_test,
        hours_done=verdict.hours_done,
        exam_passed=EXAM in verdict.passed,
        practical_passed=PRACTICAL in verdict.passed,
        reasons=reasons_of(verdict),
        decided_on=was.decided_on if kept and was is not None else day_of(at),
        decided_at=at,
        by=by.name,
        published_at=was.published_at if told and was is not None else None,
    )


def shown_facts(row: Outcome) -> tuple[Decimal | None, ...]:
    """Return what a trainee was told beside the outcome: where it changes, it is published anew."""
    return row.hours, row.exam, row.practical


def _repeat_what_failed(lines: Sequence[Line]) -> None:
    """Let a make-up that is still ahead repeat what the facts say now."""
    for line in lines:
        again, owed = line.make_up, list(line.verdict.owed)
        if again is not None and again.state == "offered" and owed and again.parts != owed:
            again.parts = owed
            again.save(update_fields=["parts"])


@transaction.atomic
def publish(found: TrainingClass, *, by: Acting, at: datetime) -> int:
    """Publish what was decided and tell the trainees who have an account; return how many.

    Refused while there is nothing to publish, or facts changed since it was decided.
    """
    require(by, MARK)
    if not may_mark(by, found):
        raise OutOfScope
    row = locked(found.pk)
    board = board_of(row)
    if board.stale:
        says = Text(
            f"{board.stale} 人的事实有变动，请先重新计算。",
            f"Facts of {board.stale} changed; work the results out again first.",
        )
        raise Refused([Reason(says, board.rules.clauses.get("hours"))])
    lines = [
        line
        for line in board.lines
        if line.stands and line.state != "pending" and line.stands.published_at is None
    ]
    if not lines:
        raise Refused([Reason(Text("没有待公布的结果。", "There is nothing to publish."))])
    Outcome.objects.filter(registration__in=[line.pk for line in lines]).update(published_at=at)
    record(
        by, "results.outcomes_published", row, place=row.place.code, values={"people": len(lines)}
    )
    _tell(row, lines, by=by, at=at)
    return len(lines)


def _tell(row: TrainingClass, lines: Sequence[Line], *, by: Acting, at: datetime) -> None:
    title = Text(f"“{row.title}”成绩已公布", f"Results of “{row.title}” are published")
    link, about = reverse("results:own_marks"), f"results.class:{row.pk}"
    drafts = []
    for line in lines:
        user = line.row.person.user_id
        if user is None:
            continue
        reasons = line.verdict.decision.reasons
        body = Text(
            "".join(one.says.zh for one in reasons) or "学时、考试、实操均合格。",
            " ".join(one.says.en for one in reasons) or "Hours, examination and practical: passed.",
        )
        key = f"{about}:published:{line.pk}:{at.timestamp():.0f}"
        drafts.append(Draft(Addressee(user_id=user), title, body, key, link, about))
    send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)


@transaction.atomic
def lock_results(class_id: int, *, by: Acting | System, at: datetime) -> int:
    """Lock what is final in a class once its dossier is accepted; return how many were locked.

    What is still open (a make-up ahead) may be brought to its end and locked later. The database
    refuses any later change of a locked one.
    """
    row = locked(class_id)
    rows = Outcome.objects.filter(registration__training_class=row, state__in=FINAL, locked_at=None)
    n = rows.update(locked_at=at)
    if n:
        record(by, "results.outcomes_locked", row, place=row.place.code, values={"people": n})
    return n
