"""Data whose time is over: listed at night, erased when an officer has approved, never silently."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.actions.erasing import erase
from zhicai.people.holds import holds_on
from zhicai.people.models import Disposal, DisposalItem, Person
from zhicai.people.queries.retention import batch_for, last_noted, overdue, rules
from zhicai.places.queries import path_of

RIGHT = "people.dispose"
MOST = 500
"""People listed in one night under one rule; the next night lists the next."""
State = Disposal.State


@transaction.atomic
def list_overdue(*, by: Actor, at: datetime) -> int:
    """List whose time is over, a batch a rule and place; return how many. Nothing is erased.

    Whom a legal hold concerns is not listed.
    """
    on = at.astimezone(CHINA).date()
    listed = 0
    for rule in rules():
        for person in overdue(rule, on=on)[:MOST]:
            if holds_on(person):
                continue
            batch, fresh = Disposal.objects.get_or_create(
                rule=rule.id, place=person.home, state=State.LISTED, defaults={"listed_at": at}
            )
            DisposalItem.objects.create(batch=batch, person=person, since=last_noted(person))
            listed += 1
            if fresh:
                values = {"rule": rule.id}
                record(by, "people.overdue_listed", batch, place=person.home.code, values=values)
    return listed


@transaction.atomic
def approve_batch(batch: Disposal, *, by: Acting, at: datetime) -> Disposal:
    """Erase everybody of a batch whom no hold concerns by now; those stay, and it is said why.

    Refused where the batch is settled.
    """
    held = _open(batch, by, at)
    on = at.astimezone(CHINA).date()
    people = Person.objects.select_for_update(of=("self",)).select_related("home")
    erased = 0
    for item in held.items.select_related(None).order_by("pk"):
        person = people.get(pk=item.person_id)
        if person.erased_at is not None or person.merged_into_id is not None:
            item.held = "档案已删除或合并"
        elif reasons := holds_on(person):
            item.held = "；".join(one.says.zh for one in reasons)[:400]
        elif last_noted(person) != item.since:
            item.held = "列出后又有新的记录"
        else:
            erase(person, by=by, at=at)
            item.done, erased = True, erased + 1
        item.save(update_fields=["done", "held"])
    _settle(held, State.DONE, by, at)
    values = {"rule": held.rule, "erased": erased, "on": on.isoformat()}
    record(by, "people.overdue_erased", held, place=held.place.code, values=values)
    return held


@transaction.atomic
def keep_batch(batch: Disposal, *, reason: str, by: Acting, at: datetime) -> Disposal:
    """Erase nobody of a batch, saying why; it is listed again after a year."""
    if len(reason.strip()) < 4:
        says = Text("请写明理由，至少 4 个字。", "Say why, in at least four characters.")
        raise BadInput([Fault(says, field="reason")])
    held = _open(batch, by, at)
    held.reason = reason.strip()[:400]
    _settle(held, State.REFUSED, by, at)
    record(by, "people.kept_longer", held, place=held.place.code, reason=held.reason)
    return held


def _open(batch: Disposal, by: Acting, at: datetime) -> Disposal:
    on = at.astimezone(CHINA).date()
    batch_for(by, batch.pk, on=on)
    rows = Disposal.objects.select_for_update(of=("self",)).select_related("place")
    held = rows.get(pk=batch.pk)
    require(by, RIGHT, path_of(held.place, on=on))
    if held.state != State.LISTED:
        raise Refused([Reason(Text("这一批已经办结。", "This batch is settled already."))])
    return held


def _settle(held: Disposal, state: State, by: Acting, at: datetime) -> None:
    held.state, held.decided_at, held.decided_by, held.office = state, at, by.name, by.office
    held.save(update_fields=["state", "decided_at", "decided_by", "office", "reason"])
