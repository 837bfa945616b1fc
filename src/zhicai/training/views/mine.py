"""What a lecturer does on the phone: answer, own timetable, materials, feedback, fee sheet."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.files.attachments import Attached, Attachments
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.training import actions
from zhicai.training.ics import timetable_file
from zhicai.training.models import Lesson, LessonMaterial
from zhicai.training.queries.feedback import lecturer_ratings, lesson_ratings, words_on
from zhicai.training.queries.own import (
    clashing,
    fee_sheet,
    handouts_of,
    material_for,
    materials_of,
    own_and_past,
    own_lecturer,
    own_lesson_for,
    own_lessons,
)
from zhicai.training.rules.steps import LIVE
from zhicai.ui.asked import faults_of, word

PAST = 30
"""Lessons already held that the page lists."""
TAB = "training"


def _show(
    request: OfficeRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = own_frame(request.acting, TAB)
    answer = render(request, f"training/{template}.html", frame | context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
def mine(request: OfficeRequest) -> HttpResponse:
    """Show the lessons that wait for an answer, the own timetable with clashes, what was held."""
    lecturer = own_lecturer(request.acting)
    if lecturer is None:
        return _show(request, "mine_none", {})
    on = clock.today()
    rows = list(own_lessons(request.acting))
    coming = [one for one in rows if one.day >= on and one.training_class.state in LIVE]
    past = [one for one in rows if one not in coming][::-1][:PAST]
    clash = clashing(coming)
    files = materials_of(one.pk for one in coming)
    ratings = lesson_ratings(one.pk for one in past)
    context = {
        "lecturer": lecturer,
        "asked": [_line(one, clash, files) for one in coming if one.lecturer_state == "asked"],
        "days": [
            (day, [_line(one, clash, files) for one in lessons])
            for day, lessons in groupby(
                (one for one in coming if one.lecturer_state != "asked"), key=lambda one: one.day
            )
        ],
        "past": [(one, ratings.get(one.pk)) for one in past],
        "rating": lecturer_ratings([lecturer.pk]).get(lecturer.pk),
        "clashes": len(clash),
        "today": on,
    }
    return _show(request, "mine", context)


def _line(
    one: Lesson, clash: dict[int, list[Lesson]], files: dict[int, list[LessonMaterial]]
) -> dict[str, Any]:
    return {
        "row": one,
        "clash": clash.get(one.pk, []),
        "files": len(files.get(one.pk, [])),
    }


@signed_in
def lesson(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one of the own lessons: when and where, answer, materials, what trainees said."""
    return _lesson(request, own_lesson_for(request.acting, pk))


def _lesson(
    request: OfficeRequest,
    row: Lesson,
    *,
    error: BadInput | Refused | None = None,
    file_faults: list[Fault] | None = None,
) -> HttpResponse:
    on = clock.today()
    open_still = row.training_class.state in LIVE and row.day >= on
    course = row.course_id
    context = {
        "row": row,
        "found": row.training_class,
        "clash": clashing(list(own_lessons(request.acting).filter(day=row.day))).get(row.pk, []),
        "open": open_still,
        "attachments": attachments_of(row, materials_of([row.pk]).get(row.pk, []), file_faults),
        "kinds": LessonMaterial.Kind.choices,
        "handout": handouts_of([course]).get(course) if course else None,
        "rating": lesson_ratings([row.pk]).get(row.pk),
        "words": words_on([row.pk]).get(row.pk, []),
        "faults": faults_of(error) if error else [],
        "reason": word(request, "reason"),
    }
    status = error.status if error else 422 if file_faults else 200
    return _show(request, "mine_lesson", context, status)


def attachments_of(
    row: Lesson, rows: list[LessonMaterial], faults: list[Fault] | None = None
) -> Attachments:
    """Return the files of a lesson for ``files/parts/attachments.html``."""
    return Attachments(
        [
            Attached(
                one.file,
                reverse("training:material", args=[one.pk]),
                reverse("training:material_remove", args=[one.pk]),
            )
            for one in rows
        ],
        reverse("training:material_add", args=[row.pk]),
        faults=faults or (),
    )


@require_POST
def _reply(request: OfficeRequest, pk: int) -> HttpResponse:
    """Accept or decline to teach a lesson."""
    row = own_lesson_for(request.acting, pk)
    at, by = clock.now(), request.acting
    try:
        if word(request, "do") == "decline":
            actions.decline_lesson(row, reason=word(request, "reason"), by=by, at=at)
            messages.success(request, _("已告知办班单位和主办单位，由他们另行安排"))
            return HttpResponseRedirect(reverse("training:mine"))
        actions.accept_lesson(row, by=by, at=at)
    except (BadInput, Refused) as error:
        return _lesson(request, row, error=error)
    messages.success(request, _("已接受授课"))
    return HttpResponseRedirect(reverse("training:mine"))


reply = signed_in(_reply)


@require_POST
def _material_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand in a file for a lesson."""
    row = own_lesson_for(request.acting, pk)
    kind = word(request, "kind") or LessonMaterial.Kind.HANDOUT
    try:
        actions.add_material(
            row, request.FILES.get("file"), kind=kind, by=request.acting, at=clock.now()
        )
    except BadInput as error:
        return _lesson(request, row, file_faults=list(error.faults))
    messages.success(request, _("资料已上传，学员可以下载"))
    return HttpResponseRedirect(reverse("training:mine_lesson", args=[pk]) + "#attachments")


material_add = signed_in(_material_add)


@require_POST
def _material_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a file of a lesson away."""
    found = material_for(request.acting, pk, on=clock.today())
    actions.remove_material(found, by=request.acting)
    messages.success(request, _("资料已移除"))
    if (
        found.lesson.lecturer is not None
        and found.lesson.lecturer.user_id == request.acting.user_id
    ):
        url = reverse("training:mine_lesson", args=[found.lesson_id])
    else:
        url = reverse("training:lecturers", args=[found.lesson.training_class_id])
    return HttpResponseRedirect(url)


material_remove = signed_in(_material_remove)


@require_safe
def _material(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out a file of a lesson."""
    found = material_for(request.acting, pk, on=clock.today())
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


material = signed_in(_material)


@require_safe
def _calendar(request: OfficeRequest) -> HttpResponse:
    """Hand out the own lessons to come as a calendar file."""
    lecturer = own_lecturer(request.acting)
    if lecturer is None:
        return HttpResponseRedirect(reverse("training:mine"))
    rows = own_lessons(request.acting).filter(day__gte=clock.today())
    content = timetable_file(
        rows,
        name=f"{lecturer.name} {_('授课安排')}",
        at=clock.now(),
        root=request.build_absolute_uri("/").rstrip("/"),
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="zhicai-lessons.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


calendar = signed_in(_calendar)


@signed_in
def fees(request: OfficeRequest) -> HttpResponse:
    """Show what was held, its hours and the agreed fee of each lesson; to be printed."""
    lecturer = own_lecturer(request.acting)
    if lecturer is None:
        return HttpResponseRedirect(reverse("training:mine"))
    on = clock.today()
    context = {
        "lecturer": lecturer,
        "sheet": fee_sheet(own_and_past(request.acting, on=on)),
        "coming": fee_sheet(
            own_lessons(request.acting).filter(day__gt=on, training_class__state__in=LIVE)
        ),
        "on": on,
    }
    return _show(request, "mine_fees", context)
