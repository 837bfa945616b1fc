"""What waits in the inbox: notices that the user's office has still to acknowledge."""

from datetime import date

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.text import Text
from zhicai.notices.queries import receipts_owed
from zhicai.programmes.queries import receipts_owed as programme_receipts_owed


def count(acting: Acting, on: date) -> int:
    """Return how many notices wait.

    The programme's own waits here for organisations only: for offices it is an obligation, which
    waits among the obligations.
    """
    owed = receipts_owed(acting).values("notice_id").distinct().count()
    return owed + (programme_receipts_owed(acting).count() if acting.organisation_id else 0)


def items(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the notices that wait, the earliest due first."""
    found: dict[int, Waiting] = {}
    for receipt in receipts_owed(acting).select_related("notice__place")[: limit * 2]:
        notice = receipt.notice
        found.setdefault(
            notice.pk,
            Waiting(
                title=Text(f"确认收悉：{notice.title}", f"Acknowledge: {notice.title}"),
                url=reverse("notices:notice", args=[notice.pk]),
                since=receipt.delivered_on,
                place=Text(notice.place.name, notice.place.english or notice.place.name),
                place_code=notice.place.code,
                due=notice.due,
            ),
        )
    waiting = list(found.values())
    if acting.organisation_id:
        waiting += [
            Waiting(
                title=Text(f"确认收悉：{one.notice.title}", f"Acknowledge: {one.notice.title}"),
                url=reverse("programmes:receipt", args=[one.pk]),
                since=one.delivered_on,
            )
            for one in programme_receipts_owed(acting)[:limit]
        ]
    return sorted(waiting, key=lambda one: (one.due is None, one.due or one.since))[:limit]


register_source(
    Source(
        "notices.to_acknowledge",
        Text("通知待确认收悉", "notices to acknowledge"),
        "mail",
        count,
        items,
    )
)
