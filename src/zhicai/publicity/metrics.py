"""What publicity can count: actions of an office by channel, items published."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.programmes.registry import Counting, Metric, register
from zhicai.publicity.models import Activity, Item
from zhicai.publicity.rules.items import State
from zhicai.publicity.rules.logging import Channel


def _actions(*channels: Channel) -> Callable[[Counting], QuerySet[Any]]:
    def rows(counting: Counting) -> QuerySet[Any]:
        return Activity.objects.filter(
            programme_year_id=counting.programme_year_id, struck_at=None, channel__in=channels
        )

    return rows


def _published(counting: Counting) -> QuerySet[Any]:
    return Item.objects.filter(programme_year_id=counting.programme_year_id, state=State.PUBLISHED)


_KINDS = (
    ("publicity.actions", Text("宣传活动", "publicity actions"), tuple(Channel)),
    ("publicity.actions_online", Text("线上宣传", "online publicity"), (Channel.ONLINE,)),
    ("publicity.actions_offline", Text("线下宣传", "offline publicity"), (Channel.OFFLINE,)),
)
for _name, _says, _channels in _KINDS:
    register(
        Metric(
            name=_name,
            unit="campaign",
            says=_says,
            rows=_actions(*_channels),
            place="place_id",
            dated="on",
            level="level",
            list_page="publicity:activities",
            mend_page="publicity:activities",
        )
    )
register(
    Metric(
        name="publicity.items_published",
        unit="item",
        says=Text("发布的稿件", "items published"),
        rows=_published,
        place="place_id",
        dated="published_on",
        list_page="publicity:items",
        mend_page="publicity:items",
    )
)
