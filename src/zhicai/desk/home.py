"""What the desk puts on the first page of who acts for nobody else: what waits, messages, tabs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import HomeCard, HomeTab, register_card, register_tab
from zhicai.accounts.permissions import holds
from zhicai.desk.presenters import rows_of
from zhicai.desk.queries import inbox_of
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.messages.models import Message
from zhicai.messages.queries import unread_of

SHOWN = 3


def waiting(acting: Acting, at: datetime) -> Mapping[str, Any] | None:
    """Return what waits for who is signed in, None where nothing does."""
    found = inbox_of(acting, on=at.astimezone(CHINA).date())
    return {"rows": rows_of(found), "total": found.total} if found.total else None


def title_of(message: Message) -> Text:
    """Return the title of a message in both languages."""
    return Text(message.title_zh, message.title_en or message.title_zh)


def unread(acting: Acting, _at: datetime) -> Mapping[str, Any] | None:
    """Return the newest messages that were not opened, None where there are none."""
    if not holds(acting, "messages.own"):
        return None
    rows = list(unread_of(acting).order_by("-sent_at", "-pk")[:SHOWN])
    return {"rows": [(row, title_of(row)) for row in rows]} if rows else None


register_card(HomeCard("desk.waiting", "desk/parts/home_waiting.html", waiting, order=12))
register_card(HomeCard("desk.messages", "desk/parts/home_messages.html", unread, 50, "aside"))
register_tab(HomeTab("home", _("首页"), "home", "desk:home", order=10))
register_tab(
    HomeTab(
        "messages",
        _("消息"),
        "bell",
        "desk:messages",
        order=60,
        shown=lambda acting: holds(acting, "messages.own"),
    )
)
