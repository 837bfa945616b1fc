"""Publicity actions as an Excel file."""

from collections.abc import Iterable

from zhicai.foundation.text import Text
from zhicai.publicity.models import Activity
from zhicai.publicity.rules.logging import CHANNEL_WORDS, Channel
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

ACTIVITIES = SheetShape(
    name="publicity",
    title=Text("宣传活动台账", "Log of publicity actions"),
    columns=(
        Column("office", Text("单位", "Office"), width=28),
        Column("title", Text("活动", "Action"), width=40),
        Column("on", Text("日期", "Date"), Kind.DATE),
        Column(
            "channel",
            Text("渠道", "Channel"),
            Kind.CHOICE,
            choices=tuple(Choice(c.value, words) for c, words in CHANNEL_WORDS.items()),
        ),
        Column("medium", Text("方式", "Medium"), width=20),
        Column("reach", Text("触达人数", "Reach"), Kind.INTEGER),
        Column("venue", Text("地点", "Place"), width=24),
        Column("link", Text("链接", "Link"), width=40),
        Column("struck", Text("作废理由", "Struck out because"), width=24),
    ),
)


def activities_sheet(rows: Iterable[Activity], *, language: str) -> bytes:
    """Return the log of actions; those struck out say why."""
    lines = (
        {
            "office": one.office,
            "title": one.title,
            "on": one.on,
            "channel": Channel(one.channel).value,
            "medium": one.medium,
            "reach": one.reach,
            "venue": one.venue,
            "link": one.link,
            "struck": one.struck_why,
        }
        for one in rows
    )
    return write_table(ACTIVITIES, lines, language=language)
