"""Items to review and objections to answer, in the inbox 待我办理."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.publicity.queries import items_to_review, objections_waiting


def _said(place: Place) -> Text:
    return Text(place.name, place.english or place.name)


def _reviews(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    return [
        Waiting(
            title=Text(f"审核稿件：{item.title}", f"Review the item: {item.title}"),
            url=reverse("publicity:item", args=[item.pk]),
            since=item.sent_on or on,
            place=_said(item.place),
            place_code=item.place.code,
        )
        for item in items_to_review(acting)[:limit]
    ]


def _objections(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    return [_objection(one) for one in objections_waiting(acting)[:limit]]


def _objection(one: Any) -> Waiting:
    title = one.public_list.title
    return Waiting(
        title=Text(f"答复公示异议：{title}", f"Answer an objection: {title}"),
        url=reverse("publicity:list", args=[one.public_list_id]) + f"#objection-{one.pk}",
        since=localtime(one.received_at).date(),
        place=_said(one.public_list.place),
        place_code=one.public_list.place.code,
    )


register_source(
    Source(
        "publicity.reviews",
        Text("待审核的稿件", "items to review"),
        "news",
        lambda acting, _on: items_to_review(acting).count(),
        _reviews,
    )
)
register_source(
    Source(
        "publicity.objections",
        Text("待答复的公示异议", "objections to answer"),
        "message-circle",
        lambda acting, _on: objections_waiting(acting).count(),
        _objections,
    )
)
