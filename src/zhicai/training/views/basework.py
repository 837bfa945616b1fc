"""The workspace of a base over its counties, and the libraries of courses with their handouts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.files.rules import EVIDENCE, accept_attribute
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused, Stale
from zhicai.planning.rules.content import FORM_WORDS, Form
from zhicai.training import actions
from zhicai.training.forms import read_date, read_time
from zhicai.training.queries.basework import (
    course_for,
    courses_for_class,
    guidance_given,
    guided_classes,
    handout_for,
    lecturers_of_base,
    own_courses,
)
from zhicai.training.queries.classes import own_class_for
from zhicai.training.queries.feedback import lecturer_ratings
from zhicai.training.queries.lecturers import taught_by
from zhicai.training.queries.own import handouts_of
from zhicai.training.rules.steps import LIVE
from zhicai.training.rules.timetable import MORNING
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import class_context, hub, tag_of
from zhicai.ui.asked import faults_of, number, word

NOTES = 30
"""Guidance that the workspace lists."""
LECTURER_TONES = {"proposed": "amber", "active": "green", "resting": "idle", "left": "idle"}


@needs("training.base")
def workspace(request: OfficeRequest) -> HttpResponse:
    """Show the classes of the counties a base guides, its lecturers, the guidance it gave."""
    asked = frame(request)
    acting = request.acting
    classes = list(guided_classes(acting, asked.year, on=asked.on))
    lecturers = list(lecturers_of_base(acting))
    keys = [one.pk for one in lecturers]
    taught, ratings = taught_by(keys), lecturer_ratings(keys)
    notes = list(guidance_given(acting, asked.year)[:NOTES])
    context = {
        "law": asked,
        "hub": hub(request, "base"),
        "classes": [(one, tag_of(one)) for one in classes],
        "live": sum(one.state in LIVE for one in classes),
        "unfilled": sum(getattr(one, "unfilled", 0) for one in classes if one.state in LIVE),
        "lecturers": [
            (one, LECTURER_TONES[one.state], taught.get(one.pk), ratings.get(one.pk))
            for one in lecturers
        ],
        "notes": notes,
        "unanswered": sum(not one.answer for one in notes),
        "faults": [],
    }
    return render(request, "training/base.html", context)


@needs("training.library")
def library(request: OfficeRequest) -> HttpResponse:
    """List the own courses with their handouts and the classes that use them."""
    asked = frame(request)
    context = {
        "law": asked,
        "hub": hub(request, "library"),
        "rows": [
            (one, FORM_WORDS[Form(one.course.form)], asked.labels(one.course.items))
            for one in own_courses(request.acting)
        ],
        "faults": [],
    }
    return render(request, "training/library.html", context)


@needs("training.library")
def course(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a course with every version of its handout; add the next one."""
    found = course_for(request.acting, pk)
    asked = frame(request)
    error: BadInput | None = None
    if request.method == "POST":
        try:
            made = actions.add_handout(
                found.course, request.FILES.get("file"), says=word(request, "says"),
                by=request.acting, at=clock.now(),
            )  # fmt: skip
            messages.success(request, _("讲义第 %(n)d 版已存入课程库") % {"n": made.version})
            return HttpResponseRedirect(reverse("training:course", args=[pk]))
        except BadInput as failed:
            error = failed
    context = {
        "law": asked,
        "hub": hub(request, "library"),
        "found": found,
        "form": FORM_WORDS[Form(found.course.form)],
        "items": asked.labels(found.course.items),
        "accept": accept_attribute(EVIDENCE),
        "faults": faults_of(error) if error else [],
    }
    return render(request, "training/course.html", context, status=error.status if error else 200)


@require_safe
def _handout(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out one version of a handout."""
    found = handout_for(request.acting, pk)
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


handout = needs("training.library")(_handout)


@needs("training.run")
def take_course(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a course of the libraries at hand into the timetable of a class."""
    found = own_class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    rows = list(courses_for_class(found, on=asked.on))
    error: BadInput | Refused | Stale | None = None
    if request.method == "POST":
        chosen = next((one for one in rows if one.pk == number(request, "course")), None)
        try:
            made = actions.add_course(
                found, chosen, day=read_date(word(request, "day")),
                starts=read_time(word(request, "starts")), room=word(request, "room"),
                by=request.acting, at=clock.now(), revision=number(request, "revision"),
            )  # fmt: skip
            messages.success(request, _("《%(title)s》已排入课表") % {"title": made.title})
            return HttpResponseRedirect(reverse("training:timetable", args=[pk]))
        except (BadInput, Refused, Stale) as failed:
            error = failed
    latest = handouts_of(one.pk for one in rows)
    offered: list[dict[str, Any]] = [
        {
            "row": one,
            "form": FORM_WORDS[Form(one.form)],
            "items": asked.labels(one.items),
            "handout": latest.get(one.pk),
            "owner": one.organisation.name if one.organisation else one.place.name,
        }
        for one in rows
    ]
    context = class_context(request, found, asked, "timetable") | {
        "courses": offered,
        "chosen": number(request, "course"),
        "day": word(request, "day") or found.starts_on.isoformat(),
        "starts": word(request, "starts") or f"{MORNING:%H:%M}",
        "room": word(request, "room"),
        "revision": found.revision,
        "open": found.state in LIVE,
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "training/take_course.html", context, status=status)
