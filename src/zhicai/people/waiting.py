"""What waits in people: requests to be answered, posts to be confirmed."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.text import Text
from zhicai.people.models import Person, RightsRequest
from zhicai.people.queries import unconfirmed_of, waiting_requests
from zhicai.people.queries.moving import awaiting_transfers
from zhicai.people.queries.retention import open_batches

_ASKS = {
    RightsRequest.Kind.ACCESS: Text("申请查阅个人信息", "asks to read the own data"),
    RightsRequest.Kind.CORRECTION: Text("申请更正个人信息", "asks for a correction"),
    RightsRequest.Kind.ERASURE: Text("申请删除个人信息", "asks for erasure"),
    RightsRequest.Kind.CONTEST: Text("对记录提出异议", "contests a record"),
}


def _answers(acting: Acting) -> bool:
    return acting.organisation_id is None and holds(acting, "people.decide")


def _confirms(acting: Acting) -> bool:
    return acting.organisation_id is not None and holds(acting, "people.confirm_post")


def count_requests(acting: Acting, on: date) -> int:
    """Count the open requests of people at the office's own place."""
    return waiting_requests(acting).count() if _answers(acting) else 0


def requests(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the open requests, the first due first."""
    if not _answers(acting):
        return []
    return [_request(row) for row in waiting_requests(acting)[:limit]]


def _request(row: RightsRequest) -> Waiting:
    says = _ASKS[RightsRequest.Kind(row.kind)]
    home = row.person.home
    return Waiting(
        title=Text(f"{row.person.name}{says.zh}", f"{row.person.name} {says.en}"),
        url=reverse("people:request", args=[row.pk]),
        since=localtime(row.asked_at).date(),
        place=Text(home.name, home.english or home.name),
        place_code=home.code,
        due=row.due,
    )


def count_posts(acting: Acting, on: date) -> int:
    """Count the organisation's specialists whose post it has not confirmed."""
    return unconfirmed_of(acting, on=on).count() if _confirms(acting) else 0


def posts(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the specialists whose post is to be confirmed."""
    if not _confirms(acting):
        return []
    return [_post(person, on) for person in unconfirmed_of(acting, on=on).order_by("pk")[:limit]]


def _post(person: Person, on: date) -> Waiting:
    since: date | None = person.certified_since  # type: ignore[attr-defined]
    return Waiting(
        title=Text(
            f"确认{person.name}的专员岗位", f"Confirm the post of the specialist {person.name}"
        ),
        url=reverse("people:confirm_post", args=[person.pk]),
        since=since or on,
    )


def count_transfers(acting: Acting, on: date) -> int:
    """Count the transfers that the office's own place is to confirm."""
    return awaiting_transfers(acting, on=on).count()


def transfers(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the transfers to be confirmed, the oldest first."""
    return [
        Waiting(
            title=Text(
                f"{one.person.name}的档案从{one.origin.name}转到{one.destination.name}",
                f"The record of {one.person.name} goes from {one.origin.name} to "
                f"{one.destination.name}",
            ),
            url=reverse("people:transfer", args=[one.pk]),
            since=localtime(one.asked_at).date(),
        )
        for one in awaiting_transfers(acting, on=on)[:limit]
    ]


def count_batches(acting: Acting, on: date) -> int:
    """Count the batches of data whose time is over at the office's own place."""
    return open_batches(acting).count()


def batches(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the batches that wait for approval."""
    return [
        Waiting(
            title=Text(
                f"{one.place.name}到期的个人信息", f"Data past their time, {one.place.name}"
            ),
            url=reverse("people:batch", args=[one.pk]),
            since=localtime(one.listed_at).date(),
        )
        for one in open_batches(acting)[:limit]
    ]


register_source(
    Source(
        "people.requests",
        Text("本人对个人信息的申请", "requests about personal data"),
        "user-check",
        count_requests,
        requests,
    )
)
register_source(
    Source(
        "people.posts",
        Text("待确认的专员岗位", "posts of specialists to be confirmed"),
        "id",
        count_posts,
        posts,
    )
)
register_source(
    Source(
        "people.transfers",
        Text("待确认的档案转移", "transfers of records to be confirmed"),
        "send",
        count_transfers,
        transfers,
    )
)
register_source(
    Source(
        "people.retention",
        Text("待审批的到期删除", "data past their time to be decided on"),
        "trash",
        count_batches,
        batches,
    )
)
