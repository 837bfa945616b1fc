"""Assessment classes: opened from the package, seminars and tests, appointments, the filed list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.filing.queries import current_version, history_of
from zhicai.filing.rules import State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, Stale, ZhicaiError
from zhicai.planning.models import PackageLine
from zhicai.planning.presenters.timeline import Way, timeline
from zhicai.planning.presenters.words import days_left, state_tag
from zhicai.planning.queries.packages import asked_package, lines_in_force, package_of
from zhicai.programmes.queries import law_of
from zhicai.training import actions
from zhicai.training.models import Lesson, TrainingClass
from zhicai.training.queries.assessment import (
    appointments_of,
    appoints,
    changed_since,
    files_lists,
    has_assessment,
    in_assessment,
    line_for,
    list_due,
    list_of,
    list_row,
    opens_line,
    teaching_unlisted,
)
from zhicai.training.queries.classes import class_for, may_run, visible_to
from zhicai.training.queries.lecturers import active_pool
from zhicai.training.queries.timetable import lessons_of
from zhicai.training.rules.sessions import Group, read_groups, write_groups
from zhicai.training.rules.steps import CANCELLED, LIVE
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import class_context, hub, tag_of
from zhicai.ui.asked import faults_of, number, word


@needs("training.oversee")
def assessment(request: OfficeRequest) -> HttpResponse:
    """List the classes of the package in force, those opened and those to open, and their lists."""
    asked = frame(request)
    year, acting = asked.year, request.acting
    package = package_of(year) if has_assessment(year) else None
    mine = visible_to(acting, on=asked.on).filter(pk__in=in_assessment(year).values("pk"))
    classes = {row.line_id: row for row in mine.exclude(state=CANCELLED).select_related("run_by")}
    lists = appoints(acting, year, on=asked.on) or files_lists(acting)
    rows = []
    for line in lines_in_force(year) if package else ():
        found = classes.get(line.pk)
        opens = found is None and opens_line(acting, line, on=asked.on)
        if found is None and not opens and not lists and acting.organisation_id is not None:
            continue
        rows.append(_row(line, found, opens=opens, lists=lists, asked=asked))
    context = {
        "law": asked, "hub": hub(request, "assessment"), "rows": rows, "lists": lists,
        "package": package, "openable": sum(row["opens"] for row in rows),
        "clause": law_of(year).cites("training.approval"),
        "sums": _sums(rows),
    }  # fmt: skip
    return render(request, "training/assessment.html", context)


def _row(
    line: PackageLine, found: TrainingClass | None, *, opens: bool, lists: bool, asked: Any
) -> dict[str, Any]:
    row: dict[str, Any] = {"line": line, "found": found, "opens": opens, "tag": None, "list": None}
    if found is not None:
        row["tag"] = tag_of(found)
        row["changed"] = changed_since(found, on=asked.on)
        if lists:
            row["list"] = one = list_row(found, on=asked.on)
            row["left"] = days_left(one.due, asked.on) if one.state == "none" else None
            row["list_tag"] = state_tag(one.state) if one.state != "none" else None
    return row


def _sums(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {
        "classes": len(rows),
        "seats": sum(row["line"].seats for row in rows),
        "cities": len({row["line"].city_id for row in rows}),
        "batches": len({row["line"].batch for row in rows}),
        "opened": sum(row["found"] is not None for row in rows),
    }


@require_POST
def _open_line(request: OfficeRequest, pk: int) -> HttpResponse:
    """Set up the class of a package line."""
    line = line_for(request.acting, pk)
    found = actions.open_from_package(line, by=request.acting, at=clock.now())
    messages.success(request, _("已建班，主办、承办单位和课表已按材料填好"))
    return HttpResponseRedirect(reverse("training:class", args=[found.pk]))


open_line = needs("training.oversee")(_open_line)


# --- sessions ------------------------------------------------------------------------------------


def _found(request: OfficeRequest, pk: int) -> TrainingClass:
    found = class_for(request.acting, pk, on=clock.today())
    if found.line_id is None:
        raise OutOfScope
    return found


@needs("training.read")
def sessions(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show which sessions teach, discuss and assess; who runs the class arranges them."""
    found = _found(request, pk)
    error: ZhicaiError | None = None
    if request.method == "POST":
        if not may_run(request.acting, found):
            raise OutOfScope
        kinds, groups = _read_sessions(request, found)
        try:
            actions.arrange_sessions(
                found, kinds, groups, by=request.acting, at=clock.now(),
                revision=number(request, "revision"),
            )  # fmt: skip
        except (BadInput, Refused, Stale) as refusal:
            error = refusal
        else:
            messages.success(request, _("研讨分组和考核环节已保存"))
            return HttpResponseRedirect(reverse("training:sessions", args=[pk]))
    asked = frame(request, found.programme_year)
    lessons = list(lessons_of(found).prefetch_related("groups"))
    kinds_present = {one.kind for one in lessons}
    law = law_of(found.programme_year)
    context = class_context(request, found, asked, "sessions") | {
        "lessons": [_session(request, one) for one in lessons],
        "kinds": Lesson.Kind.choices,
        "edits": may_run(request.acting, found) and found.state in LIVE,
        "faults": faults_of(error) if error else [],
        "needs": [
            (Lesson.Kind.SEMINAR.label, Lesson.Kind.SEMINAR in kinds_present,
             law.cites("training.seminar"), False),
            (Lesson.Kind.EXAM.label, Lesson.Kind.EXAM in kinds_present,
             law.cites("training.assessing"), True),
            (Lesson.Kind.PRACTICAL_TEST.label, Lesson.Kind.PRACTICAL_TEST in kinds_present,
             law.cites("training.practical-test"), True),
        ],
    }  # fmt: skip
    status = error.status if error else 200
    return render(request, "training/sessions.html", context, status=status)


def _session(request: OfficeRequest, lesson: Lesson) -> dict[str, Any]:
    groups = [Group(one.name, one.topic, one.room, one.chair) for one in lesson.groups.all()]
    field = f"groups-{lesson.pk}"
    return {
        "row": lesson,
        "groups": groups,
        "kind": request.POST.get(f"kind-{lesson.pk}", lesson.kind),
        "written": request.POST.get(field, write_groups(groups)),
    }


def _read_sessions(
    request: OfficeRequest, found: TrainingClass
) -> tuple[dict[int, str], dict[int, list[Group]]]:
    pks = list(found.lessons.filter(cancelled=False).values_list("pk", flat=True))
    kinds = {pk: request.POST[f"kind-{pk}"] for pk in pks if f"kind-{pk}" in request.POST}
    groups = {pk: read_groups(request.POST.get(f"groups-{pk}", "")) for pk in pks}
    return kinds, groups


# --- lecturers -----------------------------------------------------------------------------------


@needs("training.read")
def lecturer_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show who is appointed to a class and the versions of the list; appoint, send, file."""
    found = _found(request, pk)
    if request.method == "POST":
        try:
            return _changed(request, found)
        except (BadInput, Refused) as error:
            return _list_page(request, _found(request, pk), error)
    return _list_page(request, found)


def _changed(request: OfficeRequest, found: TrainingClass) -> HttpResponse:
    do, by, at = word(request, "do"), request.acting, clock.now()
    if do == "appoint":
        lecturer = (
            active_pool(found.programme_year.province_id)
            .filter(pk=number(request, "lecturer") or 0)
            .first()
        )
        if lecturer is None:
            raise OutOfScope
        actions.appoint(found, lecturer, teaches=word(request, "teaches"), by=by, at=at)
        messages.success(request, _("已委派"))
    elif do == "take":
        n = actions.appoint_taught(found, by=by, at=at)
        messages.success(request, _("已从课表带入 %(n)d 位讲师") % {"n": n})
    elif do == "end":
        appointment = appointments_of(found).filter(pk=number(request, "appointment") or 0).first()
        if appointment is None:
            raise OutOfScope
        actions.end_appointment(appointment, reason=word(request, "reason"), by=by, at=at)
        messages.success(request, _("已取消委派，名单有变动，请重新报送"))
    elif do == "send":
        actions.send_list(found, by=by, at=at)
        messages.success(request, _("名单已报省局办公室备案"))
    elif do == "file":
        listed = list_of(found)
        if listed is None:
            raise OutOfScope
        actions.file_list(listed, number=word(request, "number"), by=by, at=at)
        messages.success(request, _("名单已备案"))
    else:
        raise OutOfScope
    return HttpResponseRedirect(reverse("training:lecturer_list", args=[found.pk]))


def _list_page(
    request: OfficeRequest, found: TrainingClass, error: ZhicaiError | None = None
) -> HttpResponse:
    asked = frame(request, found.programme_year)
    keeps = appoints(request.acting, found.programme_year, on=asked.on)
    row = list_row(found, on=asked.on)
    filing = row.filing
    wanted = number(request, "version")
    version = None
    if filing is not None:
        version = filing.versions.filter(number=wanted).first() if wanted else None
        version = version or current_version(filing)
    law = law_of(found.programme_year)
    context = class_context(request, found, asked, "lecturer-list") | {
        "row": row,
        "due": list_due(found, on=asked.on),
        "left": days_left(row.due, asked.on) if row.state == "none" else None,
        "list_tag": state_tag(filing.state) if filing else None,
        "appointments": list(appointments_of(found)),
        "ended": list(found.appointments.exclude(ended_on=None).select_related("lecturer")),
        "unlisted": teaching_unlisted(found),
        "keeps": keeps and found.state in LIVE,
        "pool": list(active_pool(found.programme_year.province_id)) if keeps else [],
        "files": files_lists(request.acting) and filing is not None and filing.state == State.SENT,
        "version": version,
        "versions": list(filing.versions.order_by("-number")) if filing else [],
        "steps": timeline(
            filing, list(history_of(filing)), Way(_("工作组"), _("省局")), due=row.due, on=asked.on
        )
        if filing
        else [],
        "lead": asked_package(found.programme_year, on=asked.on).lead_days,
        "clauses": {
            "appointing": law.cites("training.appointing"),
            "filing": law.cites("training.filing-lecturers"),
        },
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "training/lecturer_list.html", context, status=status)
