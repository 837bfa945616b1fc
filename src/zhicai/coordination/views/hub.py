"""The hub: what stands where, with links to the pages that exist."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.coordination.models import Problem
from zhicai.coordination.queries.arrangements import agreed_open, listed, to_be_opened
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.duties import duties_of, without_owner
from zhicai.coordination.queries.leaders import leader_rows
from zhicai.coordination.queries.problems import owned_by, tally
from zhicai.coordination.queries.problems import visible as problems_in
from zhicai.coordination.queries.targets import sheets_of
from zhicai.coordination.queries.tasks import open_copies, sent_in
from zhicai.coordination.views.asked import desk_in
from zhicai.coordination.views.tabs import frame, may_send


def _card(icon: str, label: str, value: int, of: str, name: str, query: str = "") -> dict[str, Any]:
    return {
        "icon": icon,
        "label": label,
        "value": str(value),
        "of": of,
        "url": reverse(f"coordination:{name}") + query,
    }


@needs("coordination.read")
def home(request: OfficeRequest) -> HttpResponse:
    """Show what waits for the user's own office, and how the work below stands."""
    desk = desk_in(request)
    context = frame(
        desk,
        "home",
        cards=_cards(desk),
        mine=_mine(desk),
        may_send=may_send(desk),
        title=_("市州工作"),
    )
    return render(request, "coordination/home.html", context)


def _cards(desk: Desk) -> list[dict[str, Any]]:
    counts = tally(problems_in(desk), desk.on)
    late = _("其中超期 %(n)d 个") % {"n": counts.late} if counts.late else _("未销号的问题")
    problems = _card("alert-triangle", _("问题"), counts.open, late, "problems", "?state=unsolved")
    if desk.acting.organisation_id is not None:
        return [problems, *_of_arrangements(desk)]
    duties = duties_of(desk)
    bare = without_owner(duties)
    rows = leader_rows(desk)
    unnamed = sum(not row.named for row in rows)
    return [
        *_of_targets(desk),
        _card(
            "user-check", _("没有责任人的任务"), len(bare),
            _("共 %(n)d 项任务") % {"n": len(duties)}, "duties", "?owner=none",
        ),
        *_of_tasks(desk),
        problems,
        *_of_arrangements(desk),
        _card(
            "id", _("没有登记负责人的单位"), unnamed,
            _("共 %(n)d 个单位") % {"n": len(rows)}, "leaders", "?named=no",
        ),
    ]  # fmt: skip


def _of_targets(desk: Desk) -> list[dict[str, Any]]:
    sheets = sheets_of(desk, [city for city in desk.cities if desk.sees(city)])
    sheets = [sheet for sheet in sheets if sheet.targets]
    if not sheets:
        return []
    issued = sum(sheet.row is not None and sheet.row.issued_on is not None for sheet in sheets)
    of = _("共 %(n)d 个市州") % {"n": len(sheets)}
    return [_card("target-arrow", _("已下达目标的市州"), issued, of, "targets")]


def _of_tasks(desk: Desk) -> list[dict[str, Any]]:
    rows = list(sent_in(desk).filter(closed_on=None, guidance=False))
    left = sum(row.sent_to - row.done for row in rows)
    of = _("%(n)d 项任务还没有办结") % {"n": len(rows)}
    return [_card("send", _("未完成的交办"), left, of, "tasks")]


def _of_arrangements(desk: Desk) -> list[dict[str, Any]]:
    rows = list(listed(desk))
    missing = len(to_be_opened(desk))
    if not rows and not missing:
        return []
    complete = sum(row.complete_on is not None for row in rows)
    of = _("共 %(n)d 对市州与基地") % {"n": len(rows) + missing}
    return [_card("affiliate", _("已建立工作机制"), complete, of, "arrangements")]


def _mine(desk: Desk) -> list[dict[str, Any]]:
    """What waits for the user's own office, the earliest first."""
    found: list[dict[str, Any]] = []
    for copy in open_copies(desk.acting).select_related("assignment")[:8]:
        found.append(
            {
                "kind": _("交办任务"),
                "title": copy.assignment.title,
                "url": reverse("coordination:task", args=[copy.assignment_id]),
                "due": copy.assignment.due,
            }
        )
    for problem in owned_by(desk.acting)[:8]:
        found.append(
            {
                "kind": Problem.State(problem.state).label,
                "title": problem.title,
                "title_en": problem.title_en,
                "url": reverse("coordination:problem", args=[problem.pk]),
                "due": problem.due,
            }
        )
    for task in agreed_open(desk.acting)[:8]:
        found.append(
            {
                "kind": _("约定事项"),
                "title": task.title,
                "url": reverse("coordination:arrangement", args=[task.arrangement_id]),
                "due": task.due,
            }
        )
    for line in found:
        line["late"] = line["due"] is not None and line["due"] < desk.on
    return sorted(found, key=lambda line: (line["due"] is None, line["due"] or desk.on))
