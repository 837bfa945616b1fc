"""Beside a sealed list: somebody leaves, the first reserve moves up, under a seal of its own."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from zhicai.accounts.acting import Acting
from zhicai.admission.actions.applying import tell_candidates, written_reason
from zhicai.admission.actions.deciding import OVER
from zhicai.admission.actions.listing import held_list, row_of
from zhicai.admission.actions.placing import lock_classes
from zhicai.admission.actions.sealing import admit_entries, admitted
from zhicai.admission.announcements import Registered, Withdrawn
from zhicai.admission.models import (
    Addendum,
    AdmissionList,
    Call,
    Candidate,
    ListEntry,
    Placement,
    Registration,
)
from zhicai.admission.queries.lists import (
    addendum_seal,
    entries_of,
    has_left,
    present_class,
    reserves_of,
)
from zhicai.admission.queries.placing import free_for
from zhicai.admission.queries.rosters import LIVE
from zhicai.admission.rules.lists import BEGUN, next_reserve
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import TrainingClass

LEFT = "本人退出。"
MOVED_UP = "有人退出，按名次递补录取。"


@transaction.atomic
def take_off(call: Call, entry: int, *, reason: str, by: Acting, at: datetime) -> Addendum:
    """Let a trainee leave a sealed list, with a reason; the first reserve moves up.

    The list itself stays as it was sealed: an addendum with its own seal says who left and who
    came. Refused once the class has begun.
    """
    desk = held_list(call, by, at)
    if not desk.team:
        raise OutOfScope
    if not desk.sealed:
        raise Refused([Reason(OVER, desk.rules.list_clause)])
    says = written_reason(reason)
    found = entries_of(row_of(desk)).filter(pk=entry).first()
    if found is None:
        raise OutOfScope
    if has_left(found):
        raise Refused([Reason(OVER, desk.rules.list_clause)])
    now = present_class(found)
    if now is not None and now.training_class.state in BEGUN:
        says_no = Text(
            f"{now.training_class.title}已开班，退出按班次管理办理，不再递补。",
            f"{now.training_class.title} has begun; nobody moves up any more.",
        )
        raise Refused([Reason(says_no, desk.rules.list_clause)])
    return leave(row_of(desk), found, reason=says, by=by, at=at)


@transaction.atomic
def leave(
    row: AdmissionList, entry: ListEntry, *, reason: str, by: Actor, at: datetime
) -> Addendum:
    """Write the addendum of somebody who leaves a sealed list that is locked already."""
    now = present_class(entry)
    classes = {one.pk: one for one in lock_classes([now.training_class])} if now else {}
    if now is not None:
        now.until, now.ended_for, now.ended_by = at, reason, by.name
        now.save(update_fields=["until", "ended_for", "ended_by"])
        _close_registration(entry, now, reason=reason, by=by, at=at)
    candidate = entry.candidate
    if candidate.state == Candidate.State.CONFIRMED:
        candidate.state, candidate.said = Candidate.State.WITHDRAWN, reason
        candidate.revision += 1
        candidate.save(update_fields=["state", "said", "revision"])
    last = Addendum.objects.filter(admission_list=row).aggregate(last=Max("number"))["last"] or 0
    number = last + 1
    target = classes[now.training_class_id] if now is not None else None
    entered = _move_up(row, number, target, by=by, at=at)
    addendum = Addendum(
        admission_list=row, number=number, left=entry, entered=entered, reason=reason,
        sealed_at=at, sealed_by=by.name, office=by.office,
    )  # fmt: skip
    addendum.sha256 = addendum_seal(row, addendum)
    addendum.save()
    row.revision += 1
    row.save(update_fields=["revision"])
    values = {"number": number, "left": entry.position, "sha256": addendum.sha256,
              "entered": entered.position if entered is not None else None}  # fmt: skip
    record(by, "admission.list_supplemented", row, reason=reason, values=values)
    return addendum


@transaction.atomic
def follow_withdrawal(
    person: int, training_class: int | None, *, reason: str, by: Actor, at: datetime
) -> Addendum | None:
    """Let somebody leave the sealed list who has withdrawn elsewhere; None where none concerns.

    ``training_class`` narrows to whom stands in that class. Once it has begun the list stays: who
    leaves then leaves the class alone, and a candidacy is not withdrawn any more (Refused).
    """
    rows = Placement.objects.filter(
        until=None, entry__candidate__person=person,
        entry__admission_list__state=AdmissionList.State.SEALED,
    )  # fmt: skip
    if training_class is not None:
        rows = rows.filter(training_class=training_class)
    now = rows.select_related("entry", "training_class").first()
    if now is None:
        return None
    if now.training_class.state in BEGUN:
        if training_class is not None:
            return None
        title = now.training_class.title
        says = Text(
            f"{title}已开班，退出由承办单位在班次里办理。",
            f"{title} has begun; who undertakes it takes you off the class.",
        )
        raise Refused([Reason(says)])
    held = AdmissionList.objects.select_for_update(of=("self",)).select_related(
        "call__programme_year"
    )
    row = held.get(pk=now.entry.admission_list_id)
    found = entries_of(row).get(pk=now.entry_id)
    return leave(row, found, reason=reason or LEFT, by=by, at=at)


def _close_registration(
    entry: ListEntry, now: Placement, *, reason: str, by: Actor, at: datetime
) -> None:
    """Withdraw the registration of who leaves; the seat is for the reserve of the list."""
    rows = Registration.objects.select_for_update(of=("self",)).filter(
        person=entry.candidate.person_id, training_class=now.training_class_id, state__in=LIVE
    )
    live = rows.first()
    if live is None:
        return
    live.state, live.line, live.said = Registration.State.WITHDRAWN, None, reason
    live.decided_at, live.decided_by = at, by.name
    live.save(update_fields=["state", "line", "said", "decided_at", "decided_by"])
    record(by, "admission.withdrawn", live, place=now.training_class.place.code, reason=reason)
    announce(Withdrawn(now.training_class_id, live.pk, at))


def _move_up(
    row: AdmissionList, number: int, found: TrainingClass | None, *, by: Actor, at: datetime
) -> ListEntry | None:
    """Give the place to the first reserve of the call; None where there is none, or no seat."""
    wanted = next_reserve(reserves_of(row.call).values_list("pk", "rank"))
    if wanted is None or (found is not None and _full(row, found)):
        return None
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("person")
    one = rows.get(pk=wanted)
    one.decision, one.reason = Candidate.Decision.ACCEPT, MOVED_UP
    one.decided_at, one.decided_by = at, by.name
    one.revision += 1
    one.save(update_fields=["decision", "reason", "decided_at", "decided_by", "revision"])
    last = ListEntry.objects.filter(admission_list=row).aggregate(last=Max("position"))["last"]
    entry = ListEntry.objects.create(
        admission_list=row, candidate=one, position=(last or 0) + 1, addendum=number
    )
    if found is None:
        return entry
    Placement.objects.create(
        entry=entry, training_class=found, since=at, by_hand=True, reason=MOVED_UP,
        placed_by=by.name, office=by.office,
    )  # fmt: skip
    if row.placed_sha256:
        fresh = entries_of(row).get(pk=entry.pk)
        made = admit_entries([fresh], {found.pk: found}, by=by, at=at)
        for pk, keys in made.items():
            announce(Registered(pk, tuple(keys), at))
        tell_candidates([one], admitted(found), key="admitted", at=at)
    return entry


def _full(row: AdmissionList, found: TrainingClass) -> bool:
    mine = Placement.objects.filter(
        until=None, training_class=found, entry__admission_list=row
    ).count()
    return free_for(row, [found])[found.pk] - mine < 1 or found.state in BEGUN
