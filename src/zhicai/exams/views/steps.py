"""What a candidate tries in a practical task while working: recorded, answered within the page."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.exams.actions.sittings import take_step
from zhicai.exams.models import Sitting
from zhicai.exams.practical.registry import TaskKind, task_kind
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.sittings import own_sitting, steps_of
from zhicai.exams.rules.answers import name_of, read_answer
from zhicai.exams.rules.items import Task
from zhicai.exams.views.devices import device_of
from zhicai.exams.views.writing import GO, keep_form, page
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, ZhicaiError
from zhicai.ui.asked import faults_of

BY_SCRIPT = "X-Step"
"""The header by which the script of a task asks for its part of the page alone."""


@require_POST
def _step(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Take a try: answer the part of the page to a script, else keep the form and show it again."""
    found, device = own_sitting(request.acting, code), device_of(request)
    question, task, kind = _task(found, number)
    if found.state != Sitting.State.WRITING:
        return HttpResponseRedirect(reverse("exams:sitting", args=[code]))
    answer = read_answer(question.kind, task, number, dict(request.POST.lists())) or {}
    alone = BY_SCRIPT in request.headers
    if not alone and (refused := keep_form(request, found, device)) is not None:
        return refused
    error: ZhicaiError | None = None
    try:
        take_step(found, number, answer, device=device.key, by=request.acting, at=clock.now())
    except (BadInput, Refused) as refusal:
        error = refusal
    if alone:
        return _part(request, found, number, task, kind, answer, error)
    if error is not None:
        return page(request, found, faults=faults_of(error), status=error.status)
    return HttpResponseRedirect(reverse("exams:write", args=[code]) + f"#{GO}{number}")


step = signed_in(_step)


def _task(found: Sitting, number: int) -> tuple[Question, Task, TaskKind]:
    question = next((one for one in opened(found.exam.paper_id) if one.number == number), None)
    if question is not None and isinstance(question.content, Task):
        kind = task_kind(question.content.task)
        if kind is not None and kind.steps is not None:
            return question, question.content, kind
    raise OutOfScope


def _part(
    request: OfficeRequest, found: Sitting, number: int, task: Task, kind: TaskKind, answer: Any,
    error: ZhicaiError | None,
) -> HttpResponse:  # fmt: skip
    assert kind.steps is not None
    shown = kind.steps.show(task.config, steps_of(found).get(number, ()))
    context = {
        "task": {**kind.page(task.config, answer), **shown},
        "field": name_of(number),
        "faults": faults_of(error) if error else [],
    }
    answered = render(
        request, kind.steps.template, context, status=error.status if error else 200
    )  # fmt: skip
    answered["Cache-Control"] = "private, no-store"
    return answered
