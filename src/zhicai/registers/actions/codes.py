"""The province's word on a credit code whose check sign does not fit."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.registers.models import DoubtfulCode
from zhicai.registers.queries.uploads import code_for

DECIDED = Text("这个代码已经核对过。", "This code was looked at already.")


@transaction.atomic
def decide_code(
    code: DoubtfulCode, *, accepted: bool, reason: str, by: Acting, at: datetime
) -> DoubtfulCode:
    """Accept a code as it is written on the licence, or say that it is wrong, with a reason."""
    code_for(by, code.pk)
    held = DoubtfulCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
    if held.state != DoubtfulCode.State.ASKED:
        raise Refused([Reason(DECIDED)])
    if not reason.strip():
        says = Text("请写明依据，如“已核对营业执照”。", "Say on what ground.")
        raise BadInput([Fault(says, field="reason")])
    states = DoubtfulCode.State
    held.state = states.ACCEPTED if accepted else states.REFUSED
    held.decided_at, held.decided_by, held.reason = at, by.name, reason.strip()[:400]
    held.save()
    values = {"code": held.code, "state": held.state, "reason": held.reason}
    record(by, "registers.code_decided", held, place=held.place.code, values=values)
    return held
