"""Notices that an office sends and gets, and their acknowledgement."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhicai.api.actions import write_by_token
from zhicai.api.rules import Scope
from zhicai.api.views.v1.answers import PROBLEMS, Key, Page, Paging, page_of
from zhicai.api.views.v1.site import calling, reading
from zhicai.documents.numbers import Number
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.notices import actions
from zhicai.notices.models import Notice, Receipt
from zhicai.notices.queries import notice_for, notices_sent, receipts_for, received

router = Router(tags=["notices"])

READ, ACKNOWLEDGE = "notices.read", "notices.acknowledge"


class Head(Schema):
    """A notice in a list; ``due`` is the day by which it is to be acknowledged."""

    id: int
    title: str
    number: str
    place: str
    level: str
    state: str
    sent_at: str | None
    due: str | None


class Received(Head):
    """A notice that came for the office, at which of its seats, and what has been done."""

    at: str
    delivered_on: str | None
    opened_on: str | None
    acknowledged_on: str | None


class Sent(Head):
    """A notice of the office's own, and how many have acknowledged it."""

    addressees: int
    confirmed: int


class Whole(Head):
    """A notice as it was sent."""

    content: dict[str, Any]
    receipts: list[Received]


def _head(notice: Notice) -> dict[str, Any]:
    number = ""
    if notice.number_year is not None and notice.count is not None:
        number = str(Number(notice.prefix, notice.number_year, notice.count))
    return {
        "id": notice.pk,
        "title": notice.title,
        "number": number,
        "place": notice.place.code,
        "level": notice.level,
        "state": notice.state,
        "sent_at": notice.sent_at.isoformat() if notice.sent_at else None,
        "due": notice.due.isoformat() if notice.due else None,
    }


def _received(receipt: Receipt) -> dict[str, Any]:
    days = ("delivered_on", "opened_on", "acknowledged_on")
    told = {day: getattr(receipt, day) for day in days}
    dates = {name: day.isoformat() if day else None for name, day in told.items()}
    return {**_head(receipt.notice), "at": receipt.level, **dates}


@router.get("/notices/received", response={200: Page[Received], **PROBLEMS}, summary="收到的通知")
def received_notices(request: HttpRequest, paging: Query[Paging]) -> Any:
    """List what has come for the office, the newest first."""
    return page_of(received(reading(request, READ).acting), paging, _received)


@router.get("/notices/sent", response={200: Page[Sent], **PROBLEMS}, summary="发出的通知")
def sent_notices(request: HttpRequest, paging: Query[Paging]) -> Any:
    """List what the office has sent, the newest first."""
    rows = notices_sent(reading(request, READ).acting).select_related("place")

    def show(row: Any) -> dict[str, Any]:
        return {**_head(row), "addressees": row.addressees, "confirmed": row.confirmed}

    return page_of(rows, paging, show)


@router.get("/notices/{pk}", response={200: Whole, **PROBLEMS}, summary="一份通知")
def notice(request: HttpRequest, pk: Key) -> Any:
    """Show a notice that came or was sent; reading it here opens no receipt."""
    acting = reading(request, READ).acting
    return _whole(_sent(notice_for(acting, pk)), list(receipts_for(acting).filter(notice_id=pk)))


def _sent(notice: Notice) -> Notice:
    if notice.content is None:
        raise OutOfScope
    return notice


def _whole(notice: Notice, receipts: list[Receipt]) -> dict[str, Any]:
    told = [_received(one) for one in receipts]
    return {**_head(notice), "content": notice.content, "receipts": told}


@router.post("/notices/{pk}/acknowledge", response={200: Whole, **PROBLEMS}, summary="确认收悉")
def acknowledge(request: HttpRequest, pk: Key) -> Any:
    """Confirm receipt for the office; again changes nothing."""
    caller = calling(request, Scope.NOTICES, ACKNOWLEDGE)
    found = _sent(notice_for(caller.acting, pk))

    def acknowledged() -> None:
        actions.acknowledge_notice(found, by=caller.acting, on=clock.today())

    write_by_token(caller, f"notice {pk} acknowledged", acknowledged, by=caller.acting)
    return _whole(found, list(receipts_for(caller.acting).filter(notice=found)))
