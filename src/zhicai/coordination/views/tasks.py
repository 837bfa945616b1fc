"""Tasks and guidance: sent, received, one with its offices; answering, reminding, closing."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.coordination import actions
from zhicai.coordination.actions.tasks import Letter
from zhicai.coordination.forms import NoteForm, OwnerForm, TaskForm
from zhicai.coordination.models import Assignment, Copy, Step
from zhicai.coordination.queries.desk import Desk, Office
from zhicai.coordination.queries.files import attachments_of
from zhicai.coordination.queries.tasks import (
    assignment_for,
    copies_of,
    is_late,
    is_recipient,
    is_sender,
    received,
    sent_in,
    steps_of,
)
from zhicai.coordination.views.asked import checked, desk_in, done, number, typed
from zhicai.coordination.views.attaching import shown_files
from zhicai.coordination.views.tabs import frame, may_send
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.programmes.queries.targets import seat_name
from zhicai.ui.asked import faults_of, word


def _senders(desk: Desk) -> list[Office]:
    """The user's own seats that have offices below them."""
    own = desk.own
    if own is None or not may_send(desk):
        return []
    return [(own, level) for level in desk.own_levels if desk.below(own, level)]


@needs("coordination.read")
def tasks(request: OfficeRequest) -> HttpResponse:
    """List what has come to the user's office, and what the offices in reach have sent."""
    desk = desk_in(request)
    mine = list(received(desk)[:200])
    sent = list(sent_in(desk)[:200])
    context = frame(
        desk, "tasks",
        received=[
            {"copy": copy, "late": copy.done_on is None and is_late(copy.assignment, desk.on)}
            for copy in mine
        ],
        sent=[
            {"task": row, "late": is_late(row, desk.on) and row.done < row.sent_to,
             "own": is_sender(request.acting, row)}
            for row in sent
        ],
        ownerless=sum(
            row.ownerless for row in sent if not row.guidance and row.closed_on is None
        ),
        may_send=may_send(desk), clause=desk.cites("tasks"),
    )  # fmt: skip
    return render(request, "coordination/tasks.html", context)


@needs("coordination.send")
def new_task(request: OfficeRequest) -> HttpResponse:
    """Write a task or guidance and send it to one or all of the offices below."""
    desk = desk_in(request)
    own = desk.own
    if own is None:
        raise OutOfScope
    place, level = next(iter(_senders(desk)), (own, desk.own_levels[0]))
    below = desk.below(place, level)
    form, faults, status = TaskForm(), [], 200
    chosen: list[str] = []
    if request.method == "POST":
        form = TaskForm(request.POST)
        chosen = request.POST.getlist("to")
        if word(request, "everyone") == "1":
            chosen = [one.code for one, _level in below]
        try:
            checked(form)
            data = form.cleaned_data
            letter = Letter(data["title"], data["text"], data["due"], data["guidance"])
            row = actions.send_assignment(
                desk, (place, level), letter, chosen, by=request.acting, at=clock.now()
            )
        except BadInput as error:
            faults, status = faults_of(error), 422
        else:
            n = len(set(chosen))
            words = ngettext("已发给 %(n)d 个单位", "已发给 %(n)d 个单位", n) % {"n": n}
            return done(request, words, reverse("coordination:task", args=[row.pk]))
    context = frame(
        desk, "tasks", form=form, faults=faults,
        below=[(one, seat_name(one, lower), one.code in chosen) for one, lower in below],
        clause=desk.cites("tasks"),
    )  # fmt: skip
    return render(request, "coordination/task_new.html", context, status=status)


@needs("coordination.read")
def task(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one task: to the sender who has done it, to an office what it has to do."""
    desk = desk_in(request)
    return _page(request, desk, assignment_for(desk, pk))


def _page(
    request: OfficeRequest,
    desk: Desk,
    row: Assignment,
    *,
    faults: list[Fault] | None = None,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    copies = copies_of(desk, row)
    sends = is_sender(request.acting, row)
    own = next((copy for copy in copies if is_recipient(request.acting, copy)), None)
    lines = [
        {
            "copy": copy,
            "seat": seat_name(desk.tree.by_id[copy.place_id], Level(copy.level)),
            "late": copy.done_on is None and is_late(row, desk.on),
            "files": files,
        }
        for copy, files in _with_files(copies)
    ]
    given = forms or {}
    context = frame(
        desk, "tasks", task=row, lines=lines, sends=sends, own=own, faults=faults or [],
        owner_form=given.get("owner")
        or OwnerForm(initial={"unit": own.unit, "person": own.person} if own else None),
        note_form=given.get("note") or NoteForm(initial={"note": own.note if own else ""}),
        left=sum(copy.done_on is None for copy in copies), late=is_late(row, desk.on),
        steps=_steps(row, copies, own),
        attachments=shown_files(desk, f"copy:{own.pk}", writes=row.closed_on is None)
        if own else None,
        clause=desk.cites("tasks"), sent_to=len(copies),
    )  # fmt: skip
    return render(request, "coordination/task.html", context, status=status)


def _steps(row: Assignment, copies: list[Copy], own: Copy | None) -> list[Step]:
    """The steps of the task and of one's own copy; of others' what was sent back."""
    about = [f"task:{row.pk}", *(f"copy:{copy.pk}" for copy in copies)]
    mine = {f"task:{row.pk}", f"copy:{own.pk}" if own else ""}
    return [step for step in steps_of(*about) if step.about in mine or step.what == "returned"]


def _with_files(copies: list[Copy]) -> list[tuple[Copy, list[Any]]]:
    files = attachments_of([f"copy:{copy.pk}" for copy in copies])
    return [(copy, files.get(f"copy:{copy.pk}", [])) for copy in copies]


def _own_copy(request: OfficeRequest, pk: int) -> tuple[Desk, Assignment, Copy]:
    desk = desk_in(request)
    row = assignment_for(desk, pk)
    for copy in copies_of(desk, row):
        if is_recipient(request.acting, copy):
            return desk, row, copy
    raise OutOfScope


@require_POST
def _answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Name who sees to the task, or say that it is done."""
    desk, row, copy = _own_copy(request, pk)
    owner, note = OwnerForm(request.POST), NoteForm(request.POST)
    at, here = clock.now(), reverse("coordination:task", args=[pk])
    names = typed(owner)
    try:
        if names["unit"] or names["person"] or word(request, "do") != "done":
            copy = actions.name_owner(
                copy, unit=names["unit"], person=names["person"], by=request.acting, at=at
            )
        if word(request, "do") == "done":
            actions.finish_copy(copy, note=typed(note)["note"], by=request.acting, at=at)
            return done(request, _("已登记完成，上级可以看到"), here)
    except (BadInput, Refused) as error:
        forms = {"owner": owner, "note": note}
        return _page(request, desk, row, faults=faults_of(error), forms=forms, status=error.status)
    return done(request, _("责任单位和责任人已保存"), here)


answer = needs("coordination.answer")(_answer)


def _sent_by_me(request: OfficeRequest, pk: int) -> tuple[Desk, Assignment]:
    desk = desk_in(request)
    row = assignment_for(desk, pk)
    if not is_sender(request.acting, row):
        raise OutOfScope
    return desk, row


@require_POST
def _follow(request: OfficeRequest, pk: int) -> HttpResponse:
    """Remind those who have not done it, send one back, or close the task."""
    desk, row = _sent_by_me(request, pk)
    at, here = clock.now(), reverse("coordination:task", args=[pk])
    wish = word(request, "do")
    try:
        if wish == "remind":
            n = actions.remind_copies(row, by=request.acting, at=at)
            words = ngettext("已催办 %(n)d 个单位", "已催办 %(n)d 个单位", n) % {"n": n}
            return done(request, words if n else _("今天已经催办过"), here)
        if wish == "return":
            wanted = number(request, "copy")
            copy = next((one for one in copies_of(desk, row) if one.pk == wanted), None)
            if copy is None:
                raise OutOfScope
            actions.reopen_copy(copy, reason=word(request, "reason"), by=request.acting, at=at)
            return done(request, _("已退回，对方会收到消息"), here)
        if wish != "close":
            return HttpResponseRedirect(here)
        actions.close_assignment(row, note=word(request, "note"), by=request.acting, at=at)
    except (BadInput, Refused) as error:
        return _page(request, desk, row, faults=faults_of(error), status=error.status)
    return done(request, _("任务已办结"), here)


follow = needs("coordination.send")(_follow)
