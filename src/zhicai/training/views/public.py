"""What anyone sees before signing in: the classes open for enrolment, and each of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhicai.accounts.guard import public
from zhicai.foundation import clock
from zhicai.training.joining import join_address
from zhicai.training.papers import FARE_ONLY
from zhicai.training.queries.classes import open_classes, public_class
from zhicai.training.queries.frames import frame_of
from zhicai.training.queries.organisers import organiser_rows
from zhicai.training.queries.timetable import lessons_of
from zhicai.training.rules.steps import ABILITY_WORDS
from zhicai.training.views.parts import tag_of
from zhicai.ui.lists import ListPage


@public
def classes(request: HttpRequest) -> HttpResponse:
    """List the classes that anyone may join."""
    on = clock.today()
    words = request.GET.get("q", "").strip()[:40]
    page: ListPage[Any] = ListPage(request, open_classes(on, words=words), columns=(), page_size=20)
    context = {"page": page, "q": words, "on": on}
    return render(request, "training/public_classes.html", context)


@public
def training_class(request: HttpRequest, number: str) -> HttpResponse:
    """Show one class to everyone: when, where, what is taught, what one pays."""
    on = clock.today()
    found = public_class(number, on=on)
    frame = frame_of(found.programme_year, on=on)
    opens, closes = found.registration_opens, found.registration_closes
    takes = (
        found.state == "open"
        and found.line_id is None
        and on <= found.ends_on
        and (opens is None or opens <= on)
        and (closes is None or on <= closes)
    )
    context = {
        "found": found,
        "law": frame,
        "tag": tag_of(found),
        "ability": ABILITY_WORDS.get(found.ability),
        "organisers": organiser_rows(found, frame),
        "lessons": list(lessons_of(found)),
        "fare": FARE_ONLY,
        "takes": takes,
        "join": join_address(found.pk) if takes else "",
        "on": on,
    }
    return render(request, "training/public_class.html", context)
