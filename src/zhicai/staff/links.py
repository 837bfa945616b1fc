"""Sends the link for a lost password by SMS or mail, where the office has either; else paper.

The worker of the outbox does it, so that the page which takes the name answers as fast for a name
that does not exist.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import issue_ticket
from zhicai.accounts.models import User
from zhicai.foundation.text import Text
from zhicai.messages.actions import Contact, send_to_contact
from zhicai.messages.channels.registry import configured
from zhicai.messages.chores import register_chore
from zhicai.staff.queries import asked_with_contact

TITLE = Text("重置知才密码", "Set a new password for Zhicai")


def send_links(at: datetime) -> int:
    """Send a link to each who asked and can be reached; return how many were put out."""
    ways = configured().keys() & {"sms", "mail"}
    if not ways or not settings.ZHICAI_SITE:
        return 0
    people = asked_with_contact(phone="sms" in ways, email="mail" in ways, on=localtime(at).date())
    for user in people:
        _send(user, at)
    return len(people)


@transaction.atomic
def _send(user: User, at: datetime) -> None:
    ticket, token = issue_ticket(user, by=SYSTEM, at=at)
    link = settings.ZHICAI_SITE + reverse("staff:enter", args=[token])
    until = f"{localtime(ticket.expires_at):%m-%d %H:%M}"
    short = Text(
        f"知才：重置账号 {user.username} 的密码，{until} 前有效：{link} 非本人申请请忽略。",
        f"Zhicai: set a new password for {user.username} by {until}: {link} Ignore this if it was "
        "not you.",
    )
    send_to_contact(
        Contact(user.name, user.phone, user.email, user.language),
        key=f"staff.reset:{ticket.selector}",
        title=TITLE,
        body=short,
        short=short,
        by=SYSTEM,
        at=at,
        until=ticket.expires_at,
    )


register_chore("staff.reset_links", send_links)
