"""When someone leaves an office, the address of its calendar that they may have saved ends.

The office is told, so that those who stay open another.
"""

from django.urls import reverse

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.announcements import OfficeLeft
from zhicai.foundation import clock
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.monitoring.actions import revoke_feed_left_behind
from zhicai.places.models import Seat

TITLE = Text("日历订阅地址已停用，请重新生成", "The calendar address has ended; make another")
BODY = Text(
    "有同事离开本单位，原来的订阅地址随即停用。请在期限日历页重新生成，再更新手机和电脑里的订阅。",
    "A colleague has left, so the old address answers no more. Make another on the calendar page "
    "and renew the subscriptions on phones and computers.",
)


def end_feed(event: OfficeLeft) -> None:
    """Revoke the address of the office that was left, and tell those who stay."""
    at = clock.now()
    if not revoke_feed_left_behind(
        place_id=event.place_id, organisation_id=event.organisation_id, by=SYSTEM, at=at
    ):
        return
    link = reverse("monitoring:calendar")
    key = f"feed-ended-{event.user_id}-{at:%Y%m%d%H%M%S}"
    drafts = [
        Draft(to, TITLE, BODY, f"{key}-{number}", link=link)
        for number, to in enumerate(_staying(event))
    ]
    send_messages(drafts, kind=Message.Kind.SYSTEM, by=SYSTEM, at=at)


def _staying(event: OfficeLeft) -> list[Addressee]:
    if event.organisation_id is not None:
        return [Addressee(organisation_id=event.organisation_id)]
    seats = Seat.objects.filter(place_id=event.place_id, valid_to=None)
    return [Addressee(place_id=event.place_id, level=Level(seat.level)) for seat in seats]


subscribe(OfficeLeft, end_feed, within=True)
