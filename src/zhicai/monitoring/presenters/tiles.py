"""The tiles and headline figures as shown."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhicai.monitoring.presenters.words import Addresses, figure, named, page_for
from zhicai.monitoring.queries.figures import Figure, Overdue
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import GOOD_SHARE
from zhicai.ui.asked import said

NAMED_UNITS = 4
"""So many late units stand on the tile by name."""


def tile(one: Figure, scope: Scope, to: Addresses) -> dict[str, Any]:
    """Return one tile for ``components/kpi.html``."""
    shown = {
        "icon": one.icon,
        "label": said(one.label),
        "value": figure(one.value),
        "of": f"/ {figure(one.goal)} {said(one.unit)}",
        "url": _list_behind(one, scope, to),
        "share": one.share,
        "tick": one.pace,
        "tone": _tone(one),
    }
    if one.value is None:
        return {
            **shown,
            "share": None,
            "note": _("还没有数据来源，未计量"),
            "left": "",
            "right": "",
        }
    left = _("完成 %(percent)s%%") % {"percent": f"{(one.share or 0) * 100:.1f}"}
    right, tone = _ahead(one, scope)
    return {**shown, "left": left, "right": right, "right_tone": tone}


def _list_behind(one: Figure, scope: Scope, to: Addresses) -> str:
    if one.rule:
        return to.obligations(rule=one.rule)
    return page_for(one.list_page, scope.place, scope.acting) or to.obligations()


def _tone(one: Figure) -> str:
    if one.share is None:
        return "info"
    if one.pace is not None and one.share < one.pace:
        return "amber"
    return "green" if one.share >= GOOD_SHARE else "info"


def _ahead(one: Figure, scope: Scope) -> tuple[str, str]:
    """How far ahead of or behind the time-proportional target, in points."""
    ahead = one.ahead
    if ahead is None:
        return _("没有期限"), ""
    if one.due is not None and scope.on > one.due and (one.share or 0) < 1:
        return _("%(due)s 已到期") % {"due": f"{one.due:%m-%d}"}, "red"
    if (one.share or Decimal(0)) >= 1:
        return _("已全部完成"), "green"
    points = f"{abs(ahead):.1f}"
    if ahead < 0:
        return _("低序时 %(points)s 点") % {"points": points}, "amber"
    return _("超序时 %(points)s 点") % {"points": points}, "green"


def overdue_tile(late: Overdue, to: Addresses) -> dict[str, Any]:
    """Return the one loud tile: what is overdue, where, for how long."""
    units = len(late.units)
    names = _("、").join(named(place, short=True) for place in late.units[:NAMED_UNITS])
    if units > NAMED_UNITS:
        names = _("%(names)s 等") % {"names": names}
    of = ngettext("项 · %(count)d 个单位", "项 · %(count)d 个单位", units) % {"count": units}
    if not late.count:
        return {
            "icon": "circle-check",
            "label": _("逾期事项"),
            "value": "0",
            "of": _("项"),
            "url": to.obligations(state="overdue"),
            "note": _("目前没有逾期"),
        }
    return {
        "icon": "alert-triangle",
        "label": _("逾期事项"),
        "value": figure(Decimal(late.count)),
        "of": of,
        "note": names,
        "url": to.obligations(state="overdue"),
        "action": _("查看并催办"),
        "right": _("最长 %(days)d 天") % {"days": late.longest},
        "alarm": True,
    }


def headline(one: Figure, scope: Scope) -> dict[str, Any]:
    """Return one headline figure: shown, never judged (HB-0.d)."""
    return {
        "label": said(one.label),
        "value": figure(one.value) if one.value is not None else _("未计量"),
        "counted": one.value is not None,
        "goal": f"{figure(one.goal)} {said(one.unit)}",
        "share": one.share,
        "tick": one.pace,
        "url": page_for(one.list_page, scope.place, scope.acting) if one.value is not None else "",
        "clause": one.clause,
    }
