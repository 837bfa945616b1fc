"""Deciding: accept, put on the waiting list, let someone jump, refuse, withdraw."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.actions.seats import free_seats, locked, move_up, waiting_of
from zhicai.admission.announcements import Withdrawn
from zhicai.admission.models import Registration
from zhicai.admission.queries.rosters import (
    LIVE,
    SHUT,
    may_decide,
    registration_for,
    sends_people,
)
from zhicai.admission.rules.line import first_place, last_place
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text

State = Registration.State
LEAST_WORDS = 4
NOBODY_WAITS = Text(
    "没有人在候补，转候补后这个名额会空着；不录取的请写明理由退回。",
    "Nobody waits, so that the seat would stay empty; refuse with a reason instead.",
)
OVER = Text("这一步已办理过，请刷新页面。", "This was settled meanwhile; load the page again.")
ENDED = Text("本班已结班或取消，报名不再变动。", "The class is closed; nothing changes any more.")


@transaction.atomic
def accept(registration: Registration, *, by: Acting, at: datetime) -> Registration:
    """Accept an application. Refused where it was decided already or the class is full."""
    row = _held(registration, by, at)
    if row.state != State.APPLIED:
        raise Refused([Reason(OVER)])
    return _decide(row, State.ACCEPTED, "admission.accepted", by=by, at=at)


@transaction.atomic
def put_on_list(registration: Registration, *, by: Acting, at: datetime) -> Registration:
    """Put an applicant or a seated one at the end of the waiting list; the seat to the next."""
    row = _held(registration, by, at)
    if row.state not in (State.APPLIED, State.ACCEPTED):
        raise Refused([Reason(OVER)])
    waiting = waiting_of(row.training_class)
    if not waiting:
        raise Refused([Reason(NOBODY_WAITS)])
    row.state, row.line = State.WAITING, last_place(waiting)
    row.save(update_fields=["state", "line"])
    record(by, "admission.put_on_list", row, place=row.training_class.place.code)
    move_up(row.training_class, by=by, at=at)
    row.refresh_from_db()
    return row


@transaction.atomic
def jump(registration: Registration, *, reason: str, by: Acting, at: datetime) -> Registration:
    """Let one who waits overtake the others, with a reason: to a free seat, else to the front."""
    row = _held(registration, by, at)
    if row.state != State.WAITING:
        raise Refused([Reason(OVER)])
    says = _reason(reason)
    row.jumped_for = says
    if free_seats(row.training_class):
        row.state, row.line = State.ACCEPTED, None
        row.decided_at, row.decided_by = at, by.name
    else:
        row.line = first_place(waiting_of(row.training_class))
    row.save()
    record(by, "admission.jumped", row, place=row.training_class.place.code, reason=says)
    return row


@transaction.atomic
def refuse(registration: Registration, *, reason: str, by: Acting, at: datetime) -> Registration:
    """Refuse someone with a reason that the person reads; a seat set free goes to the next."""
    row = _held(registration, by, at)
    if row.state not in LIVE:
        raise Refused([Reason(OVER)])
    row.said = _reason(reason)
    return _leave(row, State.REFUSED, "admission.refused", by=by, at=at)


@transaction.atomic
def withdraw(
    registration: Registration, *, by: Acting, at: datetime, reason: str = ""
) -> Registration:
    """Withdraw a registration: by who runs the class, or by the enterprise for its own people."""
    row = _held(registration, by, at, own=True)
    return _withdraw(row, reason, by=by, at=at)


@transaction.atomic
def withdraw_oneself(registration: Registration, *, by: Actor, at: datetime) -> Registration:
    """Withdraw one's own registration; the caller has checked that it is one's own."""
    return _withdraw(_locked(registration), "", by=by, at=at)


def _withdraw(row: Registration, reason: str, *, by: Actor, at: datetime) -> Registration:
    if row.training_class.state in SHUT:
        raise Refused([Reason(ENDED)])
    if row.state not in LIVE:
        raise Refused([Reason(OVER)])
    row.said = reason.strip()[:400]
    return _leave(row, State.WITHDRAWN, "admission.withdrawn", by=by, at=at)


def _locked(registration: Registration) -> Registration:
    found = locked(registration.training_class)
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    row.training_class = found
    return row


def _held(
    registration: Registration, by: Acting, at: datetime, *, own: bool = False
) -> Registration:
    """Return the row under its class's lock; OutOfScope where it is not the user's to decide."""
    seen = registration_for(by, registration.pk, on=at.astimezone(CHINA).date())
    mine = own and sends_people(by) and seen.organisation_id == by.organisation_id
    if not (may_decide(by, seen.training_class) or mine):
        raise OutOfScope
    row = _locked(seen)
    if row.training_class.state in SHUT:
        raise Refused([Reason(ENDED)])
    return row


def _reason(written: str) -> str:
    says = written.strip()[:400]
    if len(says) < LEAST_WORDS:
        wanted = Text(
            f"请写明理由，至少 {LEAST_WORDS} 个字；理由会留痕。",
            f"Say why in at least {LEAST_WORDS} characters; it is recorded.",
        )
        raise BadInput([Fault(wanted, field="reason")])
    return says


def _decide(row: Registration, state: str, verb: str, *, by: Acting, at: datetime) -> Registration:
    row.state, row.decided_at, row.decided_by = state, at, by.name
    row.save(update_fields=["state", "decided_at", "decided_by"])
    record(by, verb, row, place=row.training_class.place.code)
    return row


def _leave(row: Registration, state: str, verb: str, *, by: Actor, at: datetime) -> Registration:
    row.state, row.line, row.decided_at, row.decided_by = state, None, at, by.name
    row.save(update_fields=["state", "line", "said", "decided_at", "decided_by"])
    record(by, verb, row, place=row.training_class.place.code, reason=row.said)
    move_up(row.training_class, by=by, at=at)
    announce(Withdrawn(row.training_class_id, row.pk, at))
    return row
