"""The page of an enterprise's own desk."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.desk.employer import STATES, Colleague, EmployerDesk, Turn, employer_desk
from zhicai.foundation import clock
from zhicai.foundation.units import plain


@needs("desk.enterprise")
def enterprise(request: OfficeRequest) -> HttpResponse:
    """Show an enterprise its people, open classes, needs, lists and letters."""
    found = employer_desk(request.acting, on=clock.today())
    context = {
        "desk": found,
        "people": [_line(one) for one in found.people],
        "tiles": _tiles(found),
    }
    answer = render(request, "desk/enterprise.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _line(one: Colleague) -> dict[str, Any]:
    return {"one": one, "turns": [_turn(turn) for turn in one.turns]}


def _turn(turn: Turn) -> dict[str, Any]:
    word, tone = STATES[turn.row.state]
    return {
        "row": turn.row,
        "hours": plain(turn.hours),
        "completed": turn.completed,
        "word": word,
        "tone": tone,
    }


def _tiles(desk: EmployerDesk) -> list[dict[str, Any]]:
    people = len(desk.people) + desk.more_people
    return [
        {
            "icon": "users",
            "label": _("本单位人员"),
            "value": str(people),
            "of": _("人"),
            "note": _("已报名 %(n)d 人") % {"n": desk.registered},
            "url": reverse("people:people"),
        },
        {
            "icon": "circle-check",
            "label": _("结业"),
            "value": str(desk.completed),
            "of": _("人"),
            "note": _("持证专员 %(n)d 人") % {"n": desk.certified},
            "url": "#people",
        },
        {
            "icon": "school",
            "label": _("正在报名的班次"),
            "value": str(len(desk.classes)),
            "of": _("期"),
            "note": _("就近 %(n)d 期") % {"n": len(desk.near)},
            "url": "#classes",
        },
        {
            "icon": "message",
            "label": _("待答复的意见需求"),
            "value": str(desk.open_needs),
            "of": _("件"),
            "note": _("收到函 %(n)d 件") % {"n": len(desk.letters)},
            "url": reverse("outreach:opinions"),
        },
    ]
