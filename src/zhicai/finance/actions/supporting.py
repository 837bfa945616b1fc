"""Enter what an office gives to the training in staff, money and policies; withdraw a mistake."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file
from zhicai.finance.actions.locking import day_of
from zhicai.finance.models import Support
from zhicai.finance.queries.supports import own_support_for, support_levels
from zhicai.finance.rules.supports import MONEY, STAFF, SupportFacts, support_faults
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level


@transaction.atomic
def enter_support(
    facts: SupportFacts,
    *,
    by: Acting,
    at: datetime,
    level: Level | None = None,
    upload: "UploadedFile[Any] | None" = None,
    clause: str = "",
) -> Support:
    """Enter support that the user's own office gives (HB-4.2.c), with its evidence if sent along.

    BadInput with everything that is wrong; the same support again returns what stands.
    """
    require(by, "finance.support")
    levels = support_levels(by)
    if not levels or (level or levels[-1]) not in levels:
        raise OutOfScope
    chosen = level or levels[-1]
    on = day_of(at)
    faults = support_faults(facts, last_year=on.year + 1)
    if faults:
        raise BadInput(faults)
    stored = {
        "kind": facts.kind, "year": facts.year, "title": facts.title.strip()[:200], "on": facts.on,
        "people": facts.people if facts.kind == STAFF else None,
        "amount": facts.amount if facts.kind == MONEY else None,
        "number": facts.number.strip()[:80],
    }  # fmt: skip
    mine = Support.objects.filter(place_id=by.place_id, level=chosen.value, withdrawn_on=None)
    known = mine.filter(**stored).first()
    if known is not None:
        return known
    file = keep_file(upload, by=by, at=at) if upload is not None else None
    row = Support.objects.create(
        place_id=by.place_id, level=chosen.value, **stored, says=facts.says.strip()[:400],
        file=file, entered_at=at, entered_by=by.name, office=by.office,
    )  # fmt: skip
    values = {"kind": row.kind, "year": row.year, "people": row.people, "fen": row.amount}
    record(by, "finance.support_entered", row, place=by.place_code, clause=clause, values=values)
    return row


@transaction.atomic
def withdraw_support(support: Support, *, reason: str, by: Acting, at: datetime) -> Support:
    """Withdraw support that was entered by mistake; it stays, with the reason."""
    require(by, "finance.support")
    found = own_support_for(by, support.pk)
    row = Support.objects.select_for_update().get(pk=found.pk)
    if row.withdrawn_on is not None:
        says = Text("这条支持已经撤销。", "This has been withdrawn already.")
        raise Refused([Reason(says)])
    if not reason.strip():
        raise BadInput([Fault(Text("请写明撤销的原因。", "Say why it is withdrawn."), "reason")])
    row.withdrawn_on, row.withdrawn_for = day_of(at), reason.strip()[:400]
    row.save(update_fields=["withdrawn_on", "withdrawn_for"])
    record(by, "finance.support_withdrawn", row, place=by.place_code, reason=row.withdrawn_for)
    return row
