"""A trainee says what the lessons and the class were like, once each."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Oneself
from zhicai.admission.models import FeedbackGiven, Registration
from zhicai.admission.queries.mine import feedback_due
from zhicai.audit.actions import Actor
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.actions import keep_feedback
from zhicai.training.rules.teaching import Said, said_faults

NOTHING = Text("请至少评价一节课或全班。", "Say something of one lesson or of the class.")
GIVEN = Text(
    "这部分已经评价过，或不在评价时间内，每人只评价一次。",
    "This has been said already or is not asked now; each person says it once.",
)


@transaction.atomic
def give_feedback(
    registration: Registration, said: Sequence[Said], *, by: Actor, at: datetime
) -> int:
    """Give feedback on lessons that are over and on the class once it has ended; return the parts.

    What is not filled in is left for later. BadInput names every question without a mark; Refused
    the second time, before a lesson is over and after the last day. Where the setting says
    anonymous, nothing leads from what was said to the person. The caller has checked that the
    registration is one's own.
    """
    rows = Registration.objects.select_for_update(of=("self",)).select_related(
        "training_class__programme_year", "person"
    )
    row = rows.get(pk=registration.pk)
    due = feedback_due(row, at=at)
    parts = [one for one in said if one.touched]
    if not parts:
        raise BadInput([Fault(NOTHING)])
    lessons = {one.pk: one for one in due.lessons}
    for one in parts:
        if one.lesson not in lessons and (one.lesson is not None or not due.whole):
            raise Refused([Reason(GIVEN)])
    faults = [
        fault
        for one in parts
        for fault in said_faults(
            one, due.asked.table, title=lessons[one.lesson].title if one.lesson else "全班"
        )
    ]
    if faults:
        raise BadInput(faults)
    FeedbackGiven.objects.bulk_create(
        FeedbackGiven(registration=row, lesson=lessons[one.lesson] if one.lesson else None)
        for one in parts
    )
    whose = Oneself(by.username, row.person.name)
    keep_feedback(row.training_class, parts, anonymous=due.asked.anonymous, by=whose, at=at)
    return len(parts)
