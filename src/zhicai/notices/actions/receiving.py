"""Receiving: open, acknowledge; reminding those who have not."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.notices.letters import remind
from zhicai.notices.models import Notice, Receipt
from zhicai.notices.queries import own_notice_for, receipts_for
from zhicai.programmes.actions.receiving import mark_acknowledged, mark_opened


@transaction.atomic
def open_notice(notice: Notice, *, by: Acting, on: date) -> None:
    """Note that the user's office has opened a notice; anyone else who looks opens nothing."""
    if not holds(by, "notices.acknowledge"):
        return
    for receipt in receipts_for(by).filter(notice=notice, opened_on=None):
        _open(receipt, by, on)


def _open(receipt: Receipt, by: Acting, on: date) -> None:
    mark_opened(receipt, by=by, on=on)
    Receipt.objects.filter(pk=receipt.pk, opened_by="").update(opened_by=by.name)


@transaction.atomic
def acknowledge_notice(notice: Notice, *, by: Acting, on: date) -> None:
    """Confirm receipt for the user's office at every level it holds; the first time counts.

    OutOfScope where it did not come for the office; Refused where it is no longer in force.
    """
    require(by, "notices.acknowledge")
    mine = list(receipts_for(by).filter(notice=notice).select_for_update(of=("self",)))
    if not mine:
        raise OutOfScope
    if notice.state != Notice.State.SENT:
        says = Text(
            "这份通知已撤回或被替代，不用再确认。",
            "This notice is no longer in force; there is nothing to acknowledge.",
        )
        raise Refused([Reason(says)])
    for receipt in mine:
        if receipt.acknowledged_on is None:
            if receipt.opened_on is None:
                _open(receipt, by, on)
            mark_acknowledged(receipt, by=by, on=on)
            values = {"notice": notice.pk, "level": receipt.level}
            record(by, "notices.acknowledged", receipt, place=by.place_code, values=values)


@transaction.atomic
def remind_addressees(notice: Notice, *, by: Acting, at: datetime) -> int:
    """Write to everyone who has not acknowledged, once a day each; return to how many."""
    require(by, "notices.write")
    found = own_notice_for(by, notice.pk)
    if found.state != Notice.State.SENT:
        says = Text("这份通知已撤回或被替代，不用再催。", "It is no longer in force.")
        raise Refused([Reason(says)])
    on = at.astimezone(CHINA).date()
    late = list(found.receipts.filter(acknowledged_on=None).exclude(reminded_on=on))
    if not late:
        return 0
    remind(found, late, by=by, at=at)
    Receipt.objects.filter(pk__in=[one.pk for one in late]).update(reminded_on=on)
    record(by, "notices.reminded", found, place=by.place_code, values={"offices": len(late)})
    return len(late)
