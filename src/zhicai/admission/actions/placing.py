"""Placing: by the solver, by hand, and, once the classes are sealed, moves and swaps with a reason.

Seats are counted under the locks of the classes, always taken in the same order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.actions.applying import tell_candidates, written_reason
from zhicai.admission.actions.deciding import OVER
from zhicai.admission.actions.listing import held_list, only_as_seen, row_of
from zhicai.admission.actions.seats import locked
from zhicai.admission.models import AdmissionList, Call, ListEntry, Placement, Registration
from zhicai.admission.queries.lists import ListDesk, entries_of, has_left, present_class
from zhicai.admission.queries.placing import class_name, classes_used, free_for, placing_of
from zhicai.admission.queries.rosters import LIVE
from zhicai.admission.rules.lists import BEGUN, may_move
from zhicai.admission.rules.placement import Decision, place
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import TrainingClass

NO_CLASSES = Text(
    "还没有可编的班次：先在工作组的材料审定后设立班次。",
    "There is no class to place into: set one up once the package is approved.",
)
SAME = Text("两人在同一个班，不用对调。", "Both are in the same class.")
UNPLACED = Text("两人都编了班才能对调。", "Both have to be placed before they are swapped.")


def lock_classes(classes: Iterable[TrainingClass]) -> list[TrainingClass]:
    """Return classes under lock, in the order in which everyone locks them."""
    return [locked(one) for one in sorted(classes, key=lambda one: one.pk)]


@transaction.atomic
def place_list(
    call: Call, *, keep: bool = True, revision: int | None = None, by: Acting, at: datetime
) -> Decision:
    """Place everyone on a list by the solver, and keep why; ``keep``: whom a hand placed stays.

    Refused where the quotas clash: with which, and what would mend it (HB-2.2.2.m).
    """
    desk = held_list(call, by, at)
    row = row_of(desk)
    if not desk.places:
        raise Refused([Reason(OVER, desk.rules.placing_clause)])
    only_as_seen(row, revision)
    used = classes_used(desk)
    if not used:
        raise Refused([Reason(NO_CLASSES, desk.rules.placing_clause)])
    lock_classes(used)
    entries = list(entries_of(row))
    question = placing_of(desk, entries, keep=keep)
    decision = place(question)
    if not decision.feasible:
        clause = desk.rules.placing_clause
        raise Refused([Reason(one, clause) for one in (*decision.clashes, *decision.mends)])
    _write(row, decision, by=by, at=at)
    row.outcome = _outcome(decision, entries, by=by, at=at)
    row.revision += 1
    row.save(update_fields=["outcome", "revision"])
    record(
        by, "admission.list_placed", row, clause=desk.rules.placing_clause or "",
        values=asdict(decision.reached) | {"proven": decision.proven},
    )  # fmt: skip
    return decision


def _write(row: AdmissionList, decision: Decision, *, by: Acting, at: datetime) -> None:
    """Put what was decided in place of what stood; a draft keeps no history of it."""
    keys = list(decision.places)
    Placement.objects.filter(entry__admission_list=row, entry__in=keys).delete()
    Placement.objects.bulk_create(
        [
            Placement(
                entry_id=key, training_class_id=one.offer, since=at, why=_kept(one.why),
                placed_by=by.name, office=by.office,
            )
            for key, one in decision.places.items()
            if one.offer is not None
        ],
        batch_size=500,
    )  # fmt: skip


def _kept(why: Iterable[Text]) -> list[dict[str, str]]:
    return [{"zh": one.zh, "en": one.en} for one in why]


def _outcome(
    decision: Decision, entries: Sequence[ListEntry], *, by: Acting, at: datetime
) -> dict[str, Any]:
    candidates = {one.pk: one.candidate_id for one in entries}
    return asdict(decision.reached) | {
        "proven": decision.proven,
        "at": at.isoformat(),
        "by": by.name,
        "unplaced": {
            str(candidates[key]): _kept(one.why)
            for key, one in decision.places.items()
            if one.offer is None
        },
    }


@transaction.atomic
def move_trainees(
    call: Call,
    entries: Sequence[int],
    training_class: int,
    *,
    reason: str,
    by: Acting,
    at: datetime,
) -> int:
    """Place trainees (keys of entries) in a class by hand, with a reason; return how many moved.

    Within the seats; once the classes are sealed the registrations move with them. Refused for a
    class that has begun.
    """
    desk = held_list(call, by, at)
    if not (desk.places or desk.shifts):
        raise Refused([Reason(OVER, desk.rules.placing_clause)])
    says = written_reason(reason)
    found = _entries(desk, entries)
    rows = {one.pk: one for one in classes_used(desk)}
    if training_class not in rows:
        raise BadInput([Fault(Text("请选择班次。", "Choose the class."), "training_class")])
    moving = [one for one in found if _class_of(one) != training_class]
    old = {now.training_class_id: now.training_class for one in moving
           if (now := present_class(one)) is not None}  # fmt: skip
    held = {
        one.pk: one for one in lock_classes({**old, training_class: rows[training_class]}.values())
    }
    target = held[training_class]
    _not_begun(desk, (held[pk] for pk in old))
    left = free_for(row_of(desk), [target])[training_class] - _standing(desk, training_class)
    decision = may_move(target.title, target.state, left - len(moving) + 1,
                        clause=desk.rules.placing_clause)  # fmt: skip
    if moving and not decision.allowed:
        raise Refused(decision.reasons)
    _shift(desk, dict.fromkeys(moving, target), reason=says, by=by, at=at)
    return len(moving)


@transaction.atomic
def swap_trainees(
    call: Call, one: int, other: int, *, reason: str, by: Acting, at: datetime
) -> None:
    """Let two trainees (keys of entries) change their classes, with a reason.

    Two placements end and two begin; once the classes are sealed the registrations move.
    """
    desk = held_list(call, by, at)
    if not (desk.places or desk.shifts):
        raise Refused([Reason(OVER, desk.rules.placing_clause)])
    says = written_reason(reason)
    first, second = _entries(desk, [one, other])
    here, there = present_class(first), present_class(second)
    if here is None or there is None:
        raise Refused([Reason(UNPLACED, desk.rules.placing_clause)])
    if here.training_class_id == there.training_class_id:
        raise Refused([Reason(SAME, desk.rules.placing_clause)])
    held = {one.pk: one for one in lock_classes([here.training_class, there.training_class])}
    _not_begun(desk, held.values())
    _shift(
        desk,
        {first: held[there.training_class_id], second: held[here.training_class_id]},
        reason=says, by=by, at=at,
    )  # fmt: skip


def _entries(desk: ListDesk, keys: Sequence[int]) -> list[ListEntry]:
    """Return the entries of a list by their keys, in this order; none of them has left."""
    rows = {one.pk: one for one in entries_of(row_of(desk)).filter(pk__in=keys)}
    if not keys or len(rows) != len(set(keys)) or len(keys) != len(set(keys)):
        raise OutOfScope if keys else BadInput([Fault(NOBODY, "selected")])
    found = [rows[key] for key in keys]
    if any(has_left(one) for one in found):
        raise Refused([Reason(OVER, desk.rules.placing_clause)])
    return found


NOBODY = Text("请选择学员。", "Choose the trainees.")


def _class_of(entry: ListEntry) -> int | None:
    now = present_class(entry)
    return now.training_class_id if now is not None else None


def _standing(desk: ListDesk, training_class: int) -> int:
    rows = Placement.objects.filter(until=None, training_class=training_class)
    return rows.filter(entry__admission_list=row_of(desk)).count()


def _not_begun(desk: ListDesk, classes: Iterable[TrainingClass]) -> None:
    begun = [one for one in classes if one.state in BEGUN]
    decisions = [may_move(one.title, one.state, 1, clause=desk.rules.placing_clause)
                 for one in begun]  # fmt: skip
    if decisions:
        raise Refused([reason for one in decisions for reason in one.reasons])


def _shift(
    desk: ListDesk,
    to: Mapping[ListEntry, TrainingClass],
    *,
    reason: str,
    by: Acting,
    at: datetime,
) -> None:
    """End the placements of trainees and begin others; move the registrations of a settled list."""
    row = row_of(desk)
    ended = [now for one in to if (now := present_class(one)) is not None]
    for now in ended:
        now.until, now.ended_for, now.ended_by = at, reason, by.name
    Placement.objects.bulk_update(ended, ["until", "ended_for", "ended_by"])
    Placement.objects.bulk_create(
        [
            Placement(
                entry=one, training_class=found, since=at, by_hand=True, reason=reason,
                placed_by=by.name, office=by.office,
            )
            for one, found in to.items()
        ]
    )  # fmt: skip
    if desk.settled:
        for one, found in to.items():
            _move_registration(one, found, by=by, at=at)
    row.revision += 1
    row.save(update_fields=["revision"])
    values = {"moves": [[one.position, found.number] for one, found in to.items()][:500]}
    record(
        by, "admission.trainees_moved", row, clause=desk.rules.placing_clause or "",
        reason=reason, values=values,
    )  # fmt: skip


def _move_registration(entry: ListEntry, found: TrainingClass, *, by: Actor, at: datetime) -> None:
    """Let a trainee's registration follow into another class; the trainee is told."""
    now = present_class(entry)
    candidate = entry.candidate
    rows = Registration.objects.select_for_update(of=("self",)).filter(
        person=candidate.person_id, state__in=LIVE
    )
    live = rows.filter(training_class=now.training_class_id).first() if now is not None else None
    if live is None or rows.filter(training_class=found).exists():
        raise Refused([Reason(OVER)])
    live.training_class = found
    live.save(update_fields=["training_class"])
    record(by, "admission.registration_moved", live, place=found.place.code,
           values={"class": found.number})  # fmt: skip
    says = Text(
        f"你的考核培训班次改为：{class_name(found).zh}，{found.starts_on} 开班。",
        f"Your assessment class is now {found.title}, from {found.starts_on}.",
    )
    tell_candidates([candidate], says, key=f"moved:{at:%Y%m%d%H%M%S}", at=at)
