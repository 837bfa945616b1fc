"""Where monitoring stands in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.permissions import holds
from zhicai.messages.models import Message
from zhicai.messages.topbar import unread
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user may see how far the programme is."""
    acting = getattr(request, "acting", None)
    return acting is not None and holds(acting, "monitoring.read")


def unread_reminders(request: HttpRequest) -> int:
    """Return how many reminders the user has not opened: what waits on nobody else."""
    return unread(request).get(Message.Kind.REMINDER, 0)


slots.register_nav(
    slots.NavItem(
        "cockpit",
        "desk",
        _("驾驶舱"),
        "layout-dashboard",
        "monitoring:cockpit",
        order=20,
        shown=reads,
        also=(
            "monitoring:obligations",
            "monitoring:why",
            "monitoring:progress",
            "monitoring:progress_why",
        ),
    )
)
slots.register_nav(
    slots.NavItem(
        "tasks",
        "desk",
        _("我的任务"),
        "checklist",
        "monitoring:tasks",
        order=30,
        shown=reads,
        waiting=unread_reminders,
    )
)
slots.register_nav(
    slots.NavItem(
        "deadlines",
        "desk",
        _("期限日历"),
        "calendar-due",
        "monitoring:calendar",
        order=40,
        shown=reads,
    )
)
