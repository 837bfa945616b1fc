"""One class: set it up, read it, print it, hand out its notice, change its facts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.coordination.queries.problems import about, problems_about
from zhicai.documents.writing import write_paper
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, Stale, ZhicaiError
from zhicai.places.queries import tree
from zhicai.planning.queries.classes import class_for as planned_for
from zhicai.sheets.downloads import download
from zhicai.training import actions
from zhicai.training.forms import (
    ClassForm,
    MoveForm,
    PostponeForm,
    ReasonForm,
    UnplannedForm,
    initial_of,
)
from zhicai.training.models import TrainingClass
from zhicai.training.papers import class_paper
from zhicai.training.queries.classes import (
    class_for,
    may_guide,
    may_open,
    may_run,
    own_class_for,
)
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.organisers import organiser_rows, partners_offered
from zhicai.training.queries.steps import decision_on, next_step, step_facts
from zhicai.training.queries.timetable import facts_of, lessons_of
from zhicai.training.rules.steps import (
    CANCELLED,
    LIVE,
    OPEN,
    PLANNED,
    STEP_WORDS,
    decide_window,
)
from zhicai.training.rules.timetable import shares
from zhicai.training.views.asked import frame, posted
from zhicai.training.views.parts import areas, class_context
from zhicai.ui.asked import faults_of, form_faults, number


def _areas(request: OfficeRequest, asked: Frame) -> list[tuple[str, str]]:
    places = tree(asked.year.province.code, on=asked.on)
    return areas(places, request.acting.place_path)


@needs("training.run")
def open_planned(request: OfficeRequest, pk: int) -> HttpResponse:
    """Set up the class of a plan line; the plan's facts stand in the form already."""
    planned = planned_for(request.acting, pk, on=clock.today())
    if not may_open(request.acting, planned):
        raise OutOfScope
    asked = frame(request, planned.plan.programme_year)
    initial = initial_of(actions.facts_from_plan(planned))
    form = ClassForm(posted(request), initial=initial)
    form.offer(_areas(request, asked))
    faults: list[Any] = []
    status = 200
    if request.method == "POST":
        try:
            faults = form_faults(form)
            if not faults:
                found = actions.open_from_plan(
                    planned, by=request.acting, at=clock.now(), facts=form.facts()
                )
                return _set_up(request, found)
            status = 422
        except (BadInput, Refused) as error:
            faults, status = faults_of(error), error.status
    context = {
        "law": asked, "form": form, "faults": faults, "planned": planned,
        "title": _("按计划建班"),
    }  # fmt: skip
    return render(request, "training/form.html", context, status=status)


@needs("training.run")
def open_new(request: OfficeRequest) -> HttpResponse:
    """Set up a class that no plan holds, with the reason."""
    asked = frame(request)
    form = UnplannedForm(posted(request), initial={"venue_place": request.acting.place_code})
    form.offer(_areas(request, asked))
    faults: list[Any] = []
    status = 200
    if request.method == "POST":
        try:
            faults = form_faults(form)
            if not faults:
                found = actions.open_unplanned(
                    asked.year, form.facts(), reason=form.cleaned_data["reason"],
                    by=request.acting, at=clock.now(),
                )  # fmt: skip
                return _set_up(request, found)
            status = 422
        except (BadInput, Refused) as error:
            faults, status = faults_of(error), error.status
    context = {"law": asked, "form": form, "faults": faults, "title": _("新建计划外班次")}
    return render(request, "training/form.html", context, status=status)


def _set_up(request: OfficeRequest, found: TrainingClass) -> HttpResponse:
    messages.success(request, _("已建班，请核对课表后开放报名"))
    return HttpResponseRedirect(reverse("training:class", args=[found.pk]))


@needs("training.run")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change the facts of a class of one's own."""
    found = own_class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    form = ClassForm(posted(request), initial=initial_of(actions.facts_as_stored(found)))
    form.offer(_areas(request, asked))
    faults: list[Any] = []
    status = 200
    if request.method == "POST":
        try:
            faults = form_faults(form)
            if not faults:
                actions.change_class(
                    found, form.facts(), by=request.acting, at=clock.now(),
                    revision=number(request, "revision"),
                )  # fmt: skip
                messages.success(request, _("班次信息已保存"))
                return HttpResponseRedirect(reverse("training:class", args=[pk]))
            status = 422
        except (BadInput, Refused, Stale) as error:
            faults, status = faults_of(error), error.status
    context = class_context(request, found, asked, "class") | {
        "form": form, "faults": faults, "title": _("修改班次信息"),
        "fixed": found.state != PLANNED,
    }  # fmt: skip
    return render(request, "training/form.html", context, status=status)


@needs("training.read")
def training_class(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a class: facts, organisers, the next step and what it lacks, history, guidance."""
    return class_page(request, pk)


def class_page(request: OfficeRequest, pk: int, error: ZhicaiError | None = None) -> HttpResponse:
    """Return the page of a class, with what was refused if anything was."""
    acting = request.acting
    found = class_for(acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    own = may_run(acting, found)
    step = next_step(found)
    offered = _areas(request, asked) if own and found.state in LIVE else []
    move = MoveForm(initial={"venue": found.venue, "venue_place": found.venue_place.code})
    move.offer(offered)
    lessons = [facts_of(row) for row in lessons_of(found)]
    outside = decide_window(step_facts(found, "", asked))
    problem_key = about("class", found.pk)
    context = class_context(request, found, asked, "class") | {
        "step": step,
        "step_words": STEP_WORDS.get(step or ""),
        "decision": decision_on(found, step, asked) if step else None,
        "organisers": organiser_rows(found, asked),
        "partners": list(partners_offered(asked, found)) if own else [],
        "history": list(found.changes.order_by("-pk")),
        "guidance": list(found.guidance.all()),
        "may_guide": may_guide(acting, found, on=asked.on),
        "problem_key": problem_key,
        "problems": list(problems_about(problem_key)),
        "may_log": holds(acting, "coordination.log"),
        "shares": shares(lessons),
        "lessons": len(lessons),
        "outside": outside.reasons if found.state in (PLANNED, OPEN) and not outside else (),
        "may_allow": holds(acting, "training.allow") and found.state in (PLANNED, OPEN),
        "live": found.state in LIVE,
        "movable": found.state in (PLANNED, OPEN),
        "postpone_form": PostponeForm(
            initial={"starts_on": found.starts_on, "ends_on": found.ends_on}
        ),
        "move_form": move,
        "reason_form": ReasonForm(),
        "faults": faults_of(error) if error else [],
        "cancelled": found.state == CANCELLED,
    }
    return render(request, "training/class.html", context, status=error.status if error else 200)


@require_safe
def _sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a class on paper: facts, organisers, timetable."""
    found = class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    context = class_context(request, found, asked, "class") | {
        "organisers": organiser_rows(found, asked),
        "lessons": lessons_of(found),
    }
    return render(request, "training/class_print.html", context)


sheet = needs("training.read")(_sheet)


@require_safe
def _notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the notice of a class as .docx with the QR code of its public page."""
    found = class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    address = request.build_absolute_uri(reverse("classes:class", args=[found.number]))
    paper = class_paper(
        found, organiser_rows(found, asked), list(lessons_of(found)), asked, address=address
    )
    return download(write_paper(paper), f"{found.title}通知.docx")


notice = needs("training.read")(_notice)
