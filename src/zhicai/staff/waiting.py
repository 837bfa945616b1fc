"""What waits in staff: invitations about to run out, passwords that were asked for."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.permissions import holds
from zhicai.accounts.rules import INVITATION_LASTS
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.staff.queries import invitations_running_out, resets_asked

SOON = timedelta(days=3)
"""So long before its end an unused slip asks for another."""


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=CHINA)


def count_invitations(acting: Acting, on: date) -> int:
    """Count the slips that run out within three days or have run out."""
    if not holds(acting, "staff.manage"):
        return 0
    return invitations_running_out(acting, on=on, at=_end_of(on), within=SOON).count()


def invitations(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the slips that run out, the earliest first."""
    if not holds(acting, "staff.manage"):
        return []
    people = invitations_running_out(acting, on=on, at=_end_of(on), within=SOON)
    return [_invitation(user, on) for user in people[:limit]]


def _invitation(user: User, on: date) -> Waiting:
    until: datetime = user.ticket_until  # type: ignore[attr-defined]
    day = localtime(until).date()
    return Waiting(
        title=Text(
            f"{user.name} 还没有首次登录，开通单{'即将到期' if day >= on else '已过期'}",
            f"{user.name} has not signed in yet; the slip {'runs' if day >= on else 'has run'} out",
        ),
        url=reverse("staff:person", args=[user.pk]),
        since=localtime(until - INVITATION_LASTS).date(),
        due=day,
    )


def count_resets(acting: Acting, on: date) -> int:
    """Count those who have asked for a new password."""
    if not holds(acting, "staff.manage"):
        return 0
    return resets_asked(acting, on=on, at=_end_of(on)).count()


def resets(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return those who have asked for a new password, the earliest first."""
    if not holds(acting, "staff.manage"):
        return []
    return [_reset(user) for user in resets_asked(acting, on=on, at=_end_of(on))[:limit]]


def _reset(user: User) -> Waiting:
    asked = user.reset_asked_at
    return Waiting(
        title=Text(
            f"{user.name} 忘记密码，请打印重置单",
            f"{user.name} has lost the password; print a reset slip",
        ),
        url=reverse("staff:person", args=[user.pk]),
        since=localtime(asked).date() if asked else date.min,
    )


register_source(
    Source(
        "staff.invitations",
        Text("开通单即将到期", "invitations running out"),
        "hourglass",
        count_invitations,
        invitations,
    )
)
register_source(
    Source(
        "staff.resets",
        Text("申请重置密码", "passwords to be reset"),
        "refresh",
        count_resets,
        resets,
    )
)
