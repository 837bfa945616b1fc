"""Objections to a published list: raised by anyone within its days, answered by the core team."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.admission.actions.deciding import OVER
from zhicai.admission.actions.registering import new_code
from zhicai.admission.lists import list_rules
from zhicai.admission.models import AdmissionList, ListEntry, Objection
from zhicai.admission.queries.lists import objection_for
from zhicai.audit.actions import Actor, record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text

LEAST, MOST, LONGEST_ANSWER = 10, 2000, 1000
State = Objection.State


@dataclass(frozen=True, slots=True)
class ObjectionFacts:
    """What somebody says against a list; ``position`` is whom it is about, None for the list.

    ``key`` makes a form that is sent twice one objection.
    """

    says: str
    key: str
    position: int | None = None
    name: str = ""
    phone: str = ""


@transaction.atomic
def raise_objection(
    row: AdmissionList, facts: ObjectionFacts, *, by: Actor = SYSTEM, at: datetime
) -> Objection:
    """Take an objection to a published list; Refused after its last day, BadInput by field."""
    on = at.astimezone(CHINA).date()
    before = Objection.objects.filter(key=facts.key, admission_list=row).first()
    if before is not None:
        return before
    clause = list_rules(row.call.programme_year, on=on).list_clause
    if row.objections_until is None or not (row.published_on or on) <= on <= row.objections_until:
        says = Text(
            f"异议已于 {row.objections_until} 截止。",
            f"Objections ended on {row.objections_until}.",
        )
        raise Refused([Reason(says, clause)])
    _check(row, facts)
    try:
        with transaction.atomic():
            found = Objection.objects.create(
                admission_list=row, position=facts.position, name=facts.name.strip()[:60],
                phone=facts.phone.strip()[:30], says=facts.says.strip(), key=facts.key,
                code=new_code(), raised_at=at, raised_on=on,
            )  # fmt: skip
    except IntegrityError:
        return Objection.objects.get(key=facts.key)
    record(by, "admission.objection_raised", found, clause=clause or "",
           values={"list": row.pk, "position": facts.position})  # fmt: skip
    return found


def _check(row: AdmissionList, facts: ObjectionFacts) -> None:
    faults = []
    if not LEAST <= len(facts.says.strip()) <= MOST:
        says = Text(
            f"请写明异议的事实和理由，{LEAST} 至 {MOST} 个字。",
            f"Say what you object to and why, in {LEAST} to {MOST} characters.",
        )
        faults.append(Fault(says, field="says"))
    there = ListEntry.objects.filter(admission_list=row, position=facts.position or 0)
    if facts.position is not None and not there.exists():
        says = Text("名单里没有这个序号。", "The list has no such number.")
        faults.append(Fault(says, field="position"))
    if faults:
        raise BadInput(faults)


@transaction.atomic
def answer_objection(
    objection: Objection, *, upheld: bool, answer: str, by: Acting, at: datetime
) -> Objection:
    """Answer an objection in words, upheld or not; the sender reads it by the code.

    The list stays as it was sealed: who must not be on it leaves it by an addendum.
    """
    seen, desk = objection_for(by, objection.pk, on=at.astimezone(CHINA).date())
    if not desk.team:
        raise OutOfScope
    row = Objection.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    if row.state != State.OPEN:
        raise Refused([Reason(OVER, desk.rules.list_clause)])
    says = answer.strip()
    if not LEAST <= len(says) <= LONGEST_ANSWER:
        wanted = Text(
            f"请写明答复，{LEAST} 至 {LONGEST_ANSWER} 个字。",
            f"Write the answer in {LEAST} to {LONGEST_ANSWER} characters.",
        )
        raise BadInput([Fault(wanted, field="answer")])
    row.state = State.UPHELD if upheld else State.DISMISSED
    row.answer, row.answered_at = says, at
    row.answered_by, row.office = by.name, by.office
    row.save(update_fields=["state", "answer", "answered_at", "answered_by", "office"])
    record(by, "admission.objection_answered", row, clause=desk.rules.list_clause or "",
           values={"upheld": upheld})  # fmt: skip
    return row
