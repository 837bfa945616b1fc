"""What programmes write to offices: that the notice has come, that a due date was moved or waived.

Written within the transaction of what they tell of: both are there or neither. Keys make each
letter go once.
"""

from django.urls import reverse

from zhicai.accounts.acting import System
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.clock import midday
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_message, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.programmes.announcements import DeadlineChanged, NoticeIssued
from zhicai.programmes.models import DeadlineDecision, Receipt
from zhicai.programmes.queries import law_of

CHANGES = {
    DeadlineDecision.Kind.EXTENDED: Text("延期至 {due}", "extended to {due}"),
    DeadlineDecision.Kind.WAIVED: Text("本年度免除", "waived for this year"),
    DeadlineDecision.Kind.RESTORED: Text("恢复原期限", "back to its own date"),
}


def deliver_notice(event: NoticeIssued) -> None:
    """Write to every new addressee that the notice has come and waits to be acknowledged."""
    rows = list(Receipt.objects.filter(pk__in=event.receipt_ids).select_related("notice"))
    if rows:
        notice = rows[0].notice
        send_messages(
            [_arrival(receipt) for receipt in rows],
            kind=Message.Kind.NOTICE,
            by=System(name=notice.issued_by),
            at=midday(rows[0].delivered_on),
        )


def _arrival(receipt: Receipt) -> Draft:
    if receipt.organisation_id is not None:
        to = Addressee(organisation_id=receipt.organisation_id)
    else:
        to = Addressee(place_id=receipt.place_id, level=Level(receipt.level))
    notice = receipt.notice
    return Draft(
        to,
        Text(f"收到通知：{notice.title}", f"A notice has come: {notice.title}"),
        Text("请阅读后确认收悉。", "Read it and confirm receipt."),
        key=f"receipt-{receipt.pk}",
        link=reverse("programmes:receipt", args=[receipt.pk]),
        about=f"notice-{notice.pk}",
    )


def tell_of_deadline(event: DeadlineChanged) -> None:
    """Write to the office whose due date was decided on, with the reason."""
    decision = (
        DeadlineDecision.objects.filter(
            programme_year_id=event.programme_year_id,
            obligation=event.obligation,
            place_id=event.place_id,
            level=event.level,
            kind=event.kind,
        )
        .select_related("programme_year")
        .order_by("-pk")[0]
    )
    rule = law_of(decision.programme_year).obligations[event.obligation]
    change = CHANGES[DeadlineDecision.Kind(event.kind)].format_map({"due": event.due})
    send_message(
        Addressee(place_id=event.place_id, level=event.level),
        kind=Message.Kind.NOTICE,
        title=Text("{rule}：{change}", "{rule}: {change}").format_map(
            {"rule": rule.short, "change": change}
        ),
        body=Text(decision.reason, decision.reason),
        by=System(name=decision.decided_by, office=decision.office),
        at=decision.decided_at,
        key=f"deadline-{decision.pk}",
        link=reverse("programmes:deadlines"),
        about=f"deadline-{event.obligation}",
    )


subscribe(NoticeIssued, deliver_notice, within=True)
subscribe(DeadlineChanged, tell_of_deadline, within=True)
