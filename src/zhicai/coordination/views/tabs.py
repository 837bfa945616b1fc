"""The tabs of the hub page, as far as the user has them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.permissions import holds
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.waiting import counts_of
from zhicai.law.schema import Level


def tabs_of(desk: Desk, current: str) -> list[dict[str, Any]]:
    """Return the tabs with what waits for the user's own office in each."""
    tasks, problems, agreed = counts_of(desk.acting)
    acting = desk.acting
    is_base = acting.organisation_kind == "base"
    is_office = acting.organisation_id is None
    evaluates = acting.at_level(Level.PROVINCE, Level.CITY) and is_office
    offered = (
        ("home", _("总览"), True, 0),
        ("targets", _("目标分解"), is_office or is_base, 0),
        ("duties", _("责任分工"), is_office, 0),
        ("tasks", _("交办与指导"), is_office, tasks),
        ("arrangements", _("基地机制"), is_base or evaluates, agreed),
        ("problems", _("问题"), True, problems),
        ("leaders", _("分管负责人"), is_office, 0),
        ("indicators", _("考核指标"), evaluates, 0),
    )
    return [
        {
            "label": label,
            "url": reverse(f"coordination:{name}"),
            "current": name == current,
            "count": waiting or None,
            "alarm": bool(waiting),
        }
        for name, label, shown, waiting in offered
        if shown
    ]


def frame(desk: Desk, current: str, **context: Any) -> dict[str, Any]:
    """Return the context that every page of the hub shares, with its own."""
    return {"desk": desk, "tabs": tabs_of(desk, current), "faults": [], **context}


def may_send(desk: Desk) -> bool:
    """Say whether the user's office has offices below it to send tasks to."""
    return bool(
        holds(desk.acting, "coordination.send")
        and desk.own is not None
        and any(desk.below(desk.own, level) for level in desk.own_levels)
    )
