"""A record goes to another county: one of the two asks, the other or the province decides."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.homes import move_home
from zhicai.people.models import Person, Transfer
from zhicai.people.queries.moving import decides_transfer, transfer_for
from zhicai.places.models import Place
from zhicai.places.queries import is_within, path_of

RIGHT = "people.transfer"
State = Transfer.State
SETTLED = Text("这项转移已经办结。", "This transfer is settled already.")
GONE = Text(
    "档案已随工作单位转到别处，请撤回这项转移。",
    "The record has gone elsewhere with the employer meanwhile; take this transfer back.",
)
WHY = Text("请写明理由，至少 4 个字。", "Say why, in at least four characters.")


@transaction.atomic
def ask_transfer(
    person: Person, destination: Place, *, reason: str, by: Acting, at: datetime
) -> Transfer:
    """Ask that a record go to another place; the other office decides, or the province.

    The office that keeps the record asks, or the one that is to keep it. An office above both moves
    it at once. BadInput by field; OutOfScope for who is neither.
    """
    on = at.astimezone(CHINA).date()
    require(by, RIGHT)
    held = _locked(person)
    origin_path, to_path = path_of(held.home, on=on), path_of(destination, on=on)
    gives, takes = (_reaches(by, path) for path in (origin_path, to_path))
    if by.organisation_id is not None or not (gives or takes):
        raise OutOfScope
    faults = []
    if destination.pk == held.home_id or not is_within(to_path, by.province):
        says = Text("请选择本省另一个县（市、区）。", "Choose another county of the province.")
        faults.append(Fault(says, field="destination"))
    if len(reason.strip()) < 4:
        faults.append(Fault(WHY, field="reason"))
    if faults:
        raise BadInput(faults)
    asked = Transfer(
        person=held, origin=held.home, destination=destination,
        asked_by_destination=takes and not gives, reason=reason.strip(), asked_at=at,
        asked_by=by.name, asked_office=by.office,
    )  # fmt: skip
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as error:
        says = Text(
            "这份档案已有一项转移待确认，先办结它。",
            "A transfer of this record waits already; settle it first.",
        )
        raise Refused([Reason(says)]) from error
    values = {"from": held.home.code, "to": destination.code}
    record(by, "people.transfer_asked", held, place=held.home.code, reason=reason.strip(),
           values=values)  # fmt: skip
    if gives and takes:
        _move(asked, held, by, at, answer="")
    return asked


def _locked(person: Person) -> Person:
    rows = Person.objects.select_for_update(of=("self",)).select_related("home")
    held = rows.filter(pk=person.pk, erased_at=None, merged_into=None).first()
    if held is None:
        raise OutOfScope
    return held


def _reaches(by: Acting, path: str) -> bool:
    return any(is_within(path, own) for own in by.paths)


@transaction.atomic
def decide_transfer(
    asked: Transfer, *, agree: bool, answer: str, by: Acting, at: datetime
) -> Transfer:
    """Agree, and the record moves on this day; or refuse, saying why.

    Who asked does not decide: the other county does, or an office above both.
    """
    on = at.astimezone(CHINA).date()
    held = Transfer.objects.select_for_update(of=("self",)).get(
        pk=transfer_for(by, asked.pk, on=on).pk
    )
    if held.state != State.ASKED:
        raise Refused([Reason(SETTLED)])
    if not decides_transfer(by, held, on=on):
        raise OutOfScope
    person = _locked(held.person)
    if person.home_id != held.origin_id:
        raise Refused([Reason(GONE)])
    if not agree and len(answer.strip()) < 4:
        raise BadInput([Fault(WHY, field="answer")])
    if agree:
        return _move(held, person, by, at, answer=answer.strip())
    _decide(held, State.REFUSED, by, at, answer.strip())
    return held


def _move(asked: Transfer, person: Person, by: Acting, at: datetime, *, answer: str) -> Transfer:
    on: date = at.astimezone(CHINA).date()
    move_home(person, asked.destination, on=on)
    _decide(asked, State.DONE, by, at, answer)
    return asked


def _decide(asked: Transfer, state: State, by: Acting, at: datetime, answer: str) -> None:
    asked.state, asked.decided_at, asked.answer = state, at, answer[:400]
    asked.decided_by, asked.decided_office = by.name, by.office
    asked.save(update_fields=["state", "decided_at", "answer", "decided_by", "decided_office"])
    record(by, "people.transfer_decided", asked.person, place=asked.destination.code,
           reason=answer, values={"state": str(state)})  # fmt: skip


@transaction.atomic
def withdraw_transfer(asked: Transfer, *, by: Acting, at: datetime) -> Transfer:
    """Take a transfer back that one's own side asked for; nothing where it is settled."""
    on = at.astimezone(CHINA).date()
    held = Transfer.objects.select_for_update(of=("self",)).get(
        pk=transfer_for(by, asked.pk, on=on).pk
    )
    own = held.destination if held.asked_by_destination else held.origin
    if not _reaches(by, path_of(own, on=on)):
        raise OutOfScope
    if held.state == State.ASKED:
        held.state, held.decided_at = State.WITHDRAWN, at
        held.decided_by, held.decided_office = by.name, by.office
        held.save(update_fields=["state", "decided_at", "decided_by", "decided_office"])
        record(by, "people.transfer_withdrawn", held.person, place=held.origin.code)
    return held
