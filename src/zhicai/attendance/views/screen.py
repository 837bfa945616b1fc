"""The big screen of a lesson: the code to scan, renewed every few seconds, and who is in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.attendance.codes import screen_code
from zhicai.attendance.queries.boards import board_of
from zhicai.attendance.queries.limits import limits_of
from zhicai.attendance.queries.scope import TAKEN, lesson_entered
from zhicai.attendance.views.parts import address
from zhicai.documents.qr import qr_svg
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.training.models import Lesson, TrainingClass

WAYS = {"in": False, "out": True}


def _context(
    request: OfficeRequest, lesson: Lesson, found: TrainingClass, way: str
) -> dict[str, Any]:
    at = clock.now()
    limits = limits_of(found.programme_year, on=found.starts_on)
    seconds = limits.code_seconds
    code = screen_code(lesson.pk, out=WAYS[way], at=at, seconds=seconds)
    url = address(request, reverse("attendance:scan", args=[code]))
    board = board_of(found, at=at)
    rows = [board.presence(who, lesson.pk) for who in board.people]
    return {
        "found": found,
        "lesson": lesson,
        "way": way,
        "out": WAYS[way],
        "qr": qr_svg(url),
        "seconds": seconds,
        "people": len(board.people),
        "there": sum(one.left is not None if WAYS[way] else one.there for one in rows),
        "taken": found.state in TAKEN and not lesson.cancelled,
        "at": at,
    }


@needs("attendance.enter")
@never_cache
def screen(request: OfficeRequest, pk: int, way: str) -> HttpResponse:
    """Show the code of a lesson, large; it renews itself."""
    lesson, found = lesson_entered(request.acting, pk, on=clock.today())
    if way not in WAYS:
        raise OutOfScope
    part = "parts/code" if request.headers.get("HX-Request") else "screen"
    return render(request, f"attendance/{part}.html", _context(request, lesson, found, way))
