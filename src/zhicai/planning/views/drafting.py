"""One's own plans: the list, the editor with autosave, sending, taking back, last year's plan."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.filing.models import Remark
from zhicai.filing.queries import remarks_on
from zhicai.filing.rules import State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale
from zhicai.law.schema import Level
from zhicai.planning import actions
from zhicai.planning.forms import course_from, draft_from
from zhicai.planning.models import Plan
from zhicai.planning.presenters.attachments import attachments_shown
from zhicai.planning.presenters.editor import Editor, editor_of, forms, picks
from zhicai.planning.presenters.words import days_left, moment
from zhicai.planning.queries.attachments import draft_attachments
from zhicai.planning.queries.courses import facts_of, library_of
from zhicai.planning.queries.plans import (
    due_of,
    may_edit,
    own_plan_for,
    own_plans,
    previous_plan,
    remarks_by_field,
    returned_until,
)
from zhicai.planning.rules.asked import Asked
from zhicai.planning.rules.drafts import (
    Draft,
    course_draft,
    empty_course,
    with_class,
    with_course,
    without_class,
    without_course,
)
from zhicai.planning.rules.labels import label_of
from zhicai.planning.views.asked import Setting, setting_of
from zhicai.planning.views.parts import office_words, plan_head, way_of
from zhicai.ui.asked import faults_of, said, word


@needs("planning.draft")
def mine(request: OfficeRequest) -> HttpResponse:
    """Show the office's own plans, this year's first, and offer to open what is missing."""
    if word(request, "place") not in ("", request.acting.place_code):
        return HttpResponseRedirect(
            reverse("planning:counties") + f"?place={word(request, 'place')}"
        )
    setting = setting_of(request)
    plans = list(own_plans(request.acting))
    seats = _seats(request)
    held = {plan.level for plan in plans if plan.programme_year_id == setting.year.pk}
    rows = []
    for plan in plans:
        due = due_of(plan, on=setting.on)
        until = returned_until(plan.filing)
        open_still = plan.filing.state in (State.DRAFT, State.RETURNED)
        rows.append(
            {
                "plan": plan,
                "head": plan_head(plan),
                "due": until or due,
                "left": days_left(until or due, setting.on) if open_still else None,
                "edit": may_edit(request.acting, plan),
                "open_remarks": remarks_on(plan.filing, unanswered=True).count(),
            }
        )
    context = {
        "setting": setting,
        "rows": rows,
        "missing": [seat for seat in seats if (seat.value if seat else "") not in held],
    }
    return render(request, "planning/mine.html", context)


def _seats(request: OfficeRequest) -> list[Level | None]:
    if request.acting.organisation_id is not None:
        return [None]
    return [seat for seat in (Level.COUNTY, Level.CITY) if request.acting.at_level(seat)]


@require_POST
def _open(request: OfficeRequest) -> HttpResponse:
    """Open the office's plan of the year and go to its editor."""
    setting = setting_of(request)
    written = word(request, "level")
    level = Level(written) if written in set(Level) else None
    plan = actions.open_plan(setting.year, by=request.acting, at=clock.now(), level=level)
    return HttpResponseRedirect(reverse("planning:edit", args=[plan.pk]))


open_plan = needs("planning.draft")(_open)


@needs("planning.draft")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the editor; take what is posted and do what its button says."""
    plan = own_plan_for(request.acting, pk)
    setting = setting_of(request, plan.programme_year)
    if not may_edit(request.acting, plan):
        return HttpResponseRedirect(reverse("planning:plan", args=[pk]))
    if request.method != "POST":
        return editor_page(request, plan, setting, plan.draft)
    draft = draft_from(request.POST)
    do, _space, target = word(request, "do").partition(" ")
    try:
        return _done(request, plan, setting, draft, do, target)
    except Stale as error:
        fault = Fault(error.says)
        return editor_page(request, plan, setting, draft, faults=[fault], stale=True)
    except (Refused, BadInput) as error:
        plan = own_plan_for(request.acting, pk)
        page = editor_page(request, plan, setting, draft, faults=faults_of(error), strict=True)
        page.status_code = error.status
        return page


def _revision(request: OfficeRequest) -> int:
    written = request.POST.get("revision", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _done(
    request: OfficeRequest, plan: Plan, setting: Setting, draft: Draft, do: str, target: str
) -> HttpResponse:
    """Save the draft, changed as the button asks, and do the rest of what it asks."""
    at, by = clock.now(), request.acting
    changed, anchor = _changed(request, setting.asked(plan), draft, do, target)
    saved = actions.save_draft(plan, by=by, draft=changed, revision=_revision(request), at=at)
    if do == "send":
        actions.send_plan(saved, by=by, at=at, revision=saved.revision)
        messages.success(request, _("已报送，对方会收到通知"))
        return HttpResponseRedirect(reverse("planning:plan", args=[plan.pk]))
    if do == "copy":
        actions.copy_forward(saved, by=by, revision=saved.revision, at=at)
        messages.success(request, _("已带入上年计划，日期顺延到本年"))
    elif do == "keep":
        course = course_from(request.POST, target)
        actions.keep_course(course, by=by, known=setting.asked(plan).known)
        messages.success(request, _("已存入课程库"))
    elif do in ("save", ""):
        messages.success(request, _("草稿已保存"))
    return HttpResponseRedirect(reverse("planning:edit", args=[plan.pk]) + anchor)


def _changed(
    request: OfficeRequest, asked: Asked, draft: Draft, do: str, target: str
) -> tuple[Draft, str]:
    """Return the draft after a line was added or removed, and the anchor to come back to."""
    if do == "add-class":
        grown = with_class(draft)
        return grown, f"#{grown['classes'][-1]['key']}"
    if do == "drop-class":
        return without_class(draft, target), "#classes"
    if do == "add-course":
        return with_course(draft, target, _picked(request, asked, target)), f"#{target}"
    if do == "drop-course":
        class_key, _dash, course_key = target.partition("-")
        return without_course(draft, class_key, course_key), f"#{class_key}"
    return draft, f"#{target.partition('-')[0]}" if do == "keep" else ""


def _picked(request: OfficeRequest, asked: Asked, class_key: str) -> Draft:
    """The course that was picked: of the curriculum, of the library, or an empty one."""
    kind, _colon, key = request.POST.get(f"{class_key}-pick", "").partition(":")
    if kind == "item" and (item := asked.item(key)):
        form = "practice" if item.compulsory else "lecture"
        return {**empty_course(), "title": said(item.name), "items": [item.id], "form": form}
    if kind == "kept" and key.isdigit():
        kept = library_of(request.acting).filter(pk=int(key)).first()
        if kept is not None:
            return course_draft(facts_of(kept))
    return empty_course()


def _editor(
    request: OfficeRequest, plan: Plan, setting: Setting, draft: Draft, *, strict: bool = False
) -> tuple[Editor, dict[str, Any]]:
    asked = setting.asked(plan)
    editor = editor_of(draft, asked, remarks=remarks_by_field(plan), strict=strict)
    parts = {
        "plan": plan,
        "editor": editor,
        "asked": asked,
        "forms": forms(),
        "picks": picks(asked, library_of(request.acting)),
    }
    return editor, parts


def editor_page(
    request: OfficeRequest,
    plan: Plan,
    setting: Setting,
    draft: Draft,
    *,
    faults: Sequence[Fault] = (),
    strict: bool = False,
    stale: bool = False,
    file_faults: Sequence[Fault] = (),
) -> HttpResponse:
    """Answer with the editor; ``file_faults`` is what was wrong with a file sent to be attached."""
    editor, parts = _editor(request, plan, setting, draft, strict=strict)
    due = due_of(plan, on=setting.on)
    until = returned_until(plan.filing)
    context = {
        **parts,
        "setting": setting,
        "head": plan_head(plan),
        "steps": way_of(plan, setting, due=due),
        "faults": faults,
        "stale": stale,
        "left": days_left(until or due, setting.on),
        "due": until or due,
        "remarks": _open_remarks(plan, editor),
        "returned": plan.filing.state == State.RETURNED,
        "saved_at": moment(plan.edited_at),
        "previous": previous_plan(plan),
        "buttons": _buttons(plan),
        "revision": _revision(request) if stale else plan.revision,
        "attachments": attachments_shown(plan, draft_attachments(plan), faults=file_faults),
    }
    return render(request, "planning/edit.html", context, status=409 if stale else 200)


def _open_remarks(plan: Plan, editor: Editor) -> list[dict[str, Any]]:
    """The opinions still to be met, each with the words of its field."""
    rows: list[Remark] = list(remarks_on(plan.filing, unanswered=True))
    return [
        {"remark": row, "label": label_of(row.field, editor.content), "url": f"#id_{row.field}"}
        for row in rows
    ]


def _buttons(plan: Plan) -> list[dict[str, Any]]:
    again = plan.filing.versions.exists()
    words = _("重新报送%(name)s") if again else _("报送%(name)s")
    send = words % {"name": office_words(plan.filing)}
    return [
        {"label": _("保存草稿"), "name": "do", "value": "save"},
        {"label": send, "name": "do", "value": "send", "icon": "send", "primary": True},
    ]


@require_POST
def _autosave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Save what is typed and answer with the parts of the page that follow from it."""
    plan = own_plan_for(request.acting, pk)
    setting = setting_of(request, plan.programme_year)
    draft = draft_from(request.POST)
    try:
        saved = actions.save_draft(
            plan, by=request.acting, draft=draft, revision=_revision(request), at=clock.now()
        )
    except Stale as error:
        answer = {"by": error.by, "at": error.at, "message": ""}
        return JsonResponse(answer, status=409)
    editor, parts = _editor(request, saved, setting, saved.draft)
    return JsonResponse(
        {
            "revision": saved.revision,
            "saved_at": moment(saved.edited_at)[-5:],
            "parts": _live_parts(request, editor, parts),
        }
    )


autosave = needs("planning.draft")(_autosave)


def _live_parts(request: OfficeRequest, editor: Editor, parts: dict[str, Any]) -> dict[str, str]:
    """The page's parts that follow from what is typed: sections, checks, sums, faults, coverage."""
    found: dict[str, str] = {
        "plan-steps": render_to_string("planning/parts/steps.html", parts, request),
        "plan-checks": render_to_string("planning/parts/checks.html", parts, request),
        "plan-sums": render_to_string("planning/parts/sums.html", parts, request),
    }
    for one in editor.classes:
        found[f"cover-{one.key}"] = render_to_string(
            "planning/parts/cover.html", {**parts, "one": one}, request
        )
        names = [field.name for field in one.fields]
        names += [f"{course.prefix}-hours" for course in one.courses]
        for name in names:
            fault = editor.faults.get(name)
            words = conditional_escape(said(fault)) if fault else ""
            found[f"id_{name}_fault"] = str(words)
    return found


@require_POST
def _lines(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer with the class lines after one was added or removed; saved by the next autosave."""
    plan = own_plan_for(request.acting, pk)
    setting = setting_of(request, plan.programme_year)
    draft = draft_from(request.POST)
    do, _space, target = word(request, "do").partition(" ")
    changed, anchor = _changed(request, setting.asked(plan), draft, do, target)
    _editor_view, parts = _editor(request, plan, setting, changed)
    parts["fresh"] = anchor.removeprefix("#")
    parts["fresh_course"] = do == "add-course"
    return render(request, "planning/parts/lines.html", parts)


lines = needs("planning.draft")(_lines)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back what was sent."""
    plan = own_plan_for(request.acting, pk)
    actions.withdraw_plan(plan, by=request.acting, at=clock.now())
    messages.success(request, _("已撤回，可以继续修改"))
    return HttpResponseRedirect(reverse("planning:edit", args=[pk]))


withdraw = needs("planning.draft")(_withdraw)


@require_POST
def _answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer an opinion on one's own plan."""
    plan = own_plan_for(request.acting, pk)
    written = word(request, "remark")
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        raise OutOfScope
    actions.answer_opinion(
        plan, remark_id=int(written), by=request.acting, answer=word(request, "answer"),
        at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("已答复意见"))
    target = "edit" if may_edit(request.acting, plan) else "plan"
    return HttpResponseRedirect(reverse(f"planning:{target}", args=[pk]))


answer = needs("planning.draft")(_answer)
