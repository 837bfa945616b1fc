"""What waits in the inbox: items to read a second time or to mend, exams to watch over."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.exams.models import Exam, Item
from zhicai.exams.queries.bank import READ_AGAIN, WRITE, is_named, sent_back, to_read
from zhicai.exams.queries.room import watching_soon
from zhicai.exams.queries.running import SEE
from zhicai.foundation.clock import CHINA, midday
from zhicai.foundation.text import Text
from zhicai.programmes.queries import pick_year, years_for

DAYS_BEFORE = 2
"""Days before an exam from which it waits in the inbox of who watches over it."""


def _programme(acting: Acting, on: date, permission: str) -> str:
    """Return the programme whose bank the person was named for, empty where none."""
    year = pick_year(list(years_for(acting)), on=on) if holds(acting, permission) else None
    return year.programme if year and is_named(acting, year.programme) else ""


def readings_waiting(acting: Acting, on: date) -> int:
    """Return how many items wait for the user's second reading."""
    programme = _programme(acting, on, READ_AGAIN)
    return to_read(acting, programme).count() if programme else 0


def _readings(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    programme = _programme(acting, on, READ_AGAIN)
    if not programme:
        return ()
    return [
        _waiting(item, Text(f"二读试题 {item.code}", f"Read item {item.code} a second time"),
                 "exams:bank_read")
        for item in to_read(acting, programme)[:limit]
    ]  # fmt: skip


def returned_waiting(acting: Acting, on: date) -> int:
    """Return how many of the user's own items came back or have to be looked at again."""
    programme = _programme(acting, on, WRITE)
    return sent_back(acting, programme).count() if programme else 0


def _returned(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    programme = _programme(acting, on, WRITE)
    if not programme:
        return ()
    return [
        _waiting(item, Text(f"修改试题 {item.code}：{item.why_review}",
                            f"Change item {item.code}: {item.why_review}"), "exams:bank_item")
        for item in sent_back(acting, programme)[:limit]
    ]  # fmt: skip


def _waiting(item: Item, title: Text, page: str) -> Waiting:
    since = item.changed_at.astimezone(CHINA).date()
    return Waiting(title=title, url=reverse(page, args=[item.pk]), since=since)


def _watched(acting: Acting, on: date) -> QuerySet[Exam]:
    return watching_soon(acting, midday(on + timedelta(days=DAYS_BEFORE)))


def watches_waiting(acting: Acting, on: date) -> int:
    """Return how many exams the user watches over that run or begin within two days."""
    return _watched(acting, on).count() if holds(acting, SEE) else 0


def _watches(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    rows = _watched(acting, on)[:limit] if holds(acting, SEE) else ()
    return [
        Waiting(
            title=Text(f"监考“{row.title}”", f"Watch over “{row.title}”"),
            url=reverse("exams:room", args=[row.pk]),
            since=row.made_at.astimezone(CHINA).date(),
            due=row.starts_at.astimezone(CHINA).date(),
        )
        for row in rows
    ]


register_source(
    Source(
        key="exams.to_read",
        says=Text("试题待二读", "items to read a second time"),
        icon="eye",
        count=readings_waiting,
        items=_readings,
    )
)
register_source(
    Source(
        key="exams.sent_back",
        says=Text("试题待修改", "items that came back"),
        icon="pencil",
        count=returned_waiting,
        items=_returned,
    )
)
register_source(
    Source(
        key="exams.to_watch",
        says=Text("监考", "exams to watch over"),
        icon="eye",
        count=watches_waiting,
        items=_watches,
    )
)
