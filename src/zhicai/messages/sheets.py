"""The receipts of what an office has sent, as Excel."""

from collections.abc import Iterable
from datetime import datetime

from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.messages.models import Message
from zhicai.messages.parcels import addressee_of
from zhicai.messages.presenters import ways_of
from zhicai.sheets.shape import Column, SheetShape
from zhicai.sheets.writing import write_table

RECEIPTS = SheetShape(
    name="message-receipts",
    title=Text("消息回执", "Receipts of messages"),
    columns=(
        Column("title", Text("消息", "Message"), width=44),
        Column("to", Text("收件单位", "To"), width=22),
        Column("sent", Text("送达", "Delivered"), width=18),
        Column("state", Text("状态", "State"), width=10),
        Column("readers", Text("阅读人", "Read by"), width=20),
        Column("read", Text("首次阅读", "First read"), width=18),
        Column("ways", Text("其他渠道", "Other channels"), width=24),
    ),
)


def receipts_sheet(messages: Iterable[Message], *, language: str) -> bytes:
    """Return messages with their readings and deliveries as an .xlsx, in the order given."""
    unread, read = Text("未读", "unread"), Text("已读", "read")
    rows = []
    for message in messages:
        readings = list(message.readings.all())
        ways = [way.label.in_language(language) for way in ways_of(message.deliveries.all())]
        rows.append(
            {
                "title": message.title.in_language(language),
                "to": addressee_of(message),
                "sent": _moment(message.sent_at),
                "state": (read if readings else unread).in_language(language),
                "readers": "、".join(str(reading.user) for reading in readings),
                "read": _moment(readings[0].read_at) if readings else "",
                "ways": "；".join(ways),
            }
        )
    return write_table(RECEIPTS, rows, language=language)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
