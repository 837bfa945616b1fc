"""Reading a plan: a version with its differences, the history, the A4 sheet."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.filing.actions.seats import receives_for
from zhicai.filing.rules import State
from zhicai.foundation.errors import OutOfScope
from zhicai.planning.models import Plan
from zhicai.planning.presenters.attachments import attachments_shown
from zhicai.planning.presenters.body import body_of
from zhicai.planning.presenters.words import days_left
from zhicai.planning.queries.attachments import attachments_in
from zhicai.planning.queries.plans import (
    due_of,
    is_own,
    may_comment,
    may_edit,
    may_see_draft,
    owner_name,
    plan_for,
    reading_of,
    remarks_by_field,
    returned_until,
)
from zhicai.planning.rules.content import from_json
from zhicai.planning.views.asked import Setting, names, setting_of
from zhicai.planning.views.parts import plan_head, way_of
from zhicai.ui.asked import number, word


def may_review(request: OfficeRequest, plan: Plan) -> bool:
    """Say whether the user decides about this plan now: it waits at the user's own seat."""
    waits = plan.filing.state == State.SENT and receives_for(request.acting, plan.filing)
    return waits and holds(request.acting, "planning.review")


def reading_context(request: OfficeRequest, plan: Plan, setting: Setting) -> dict[str, Any]:
    """Return what a page that shows a plan needs; OutOfScope for what the user may not read."""
    see_draft = may_see_draft(request.acting, plan, setting.settings, on=setting.on)
    wanted = number(request, "version")
    unsent = not plan.filing.versions.exists() or plan.filing.state == State.DRAFT
    draft = see_draft and (word(request, "version") == "draft" or (wanted is None and unsent))
    if unsent and not see_draft and wanted is None:
        raise OutOfScope
    reading = reading_of(plan, number=wanted, draft=draft)
    asked = setting.asked(plan)
    before = from_json(reading.before.content) if reading.before else None
    due = due_of(plan, on=setting.on)
    until = returned_until(plan.filing)
    open_still = plan.filing.state in (State.DRAFT, State.RETURNED)
    return {
        "plan": plan,
        "setting": setting,
        "head": plan_head(plan),
        "reading": reading,
        "asked": asked,
        "body": body_of(
            reading.content, asked, names(asked), before=before, remarks=remarks_by_field(plan)
        ),
        "versions": list(plan.filing.versions.order_by("-number")),
        "steps": way_of(plan, setting, due=due),
        "due": until or due,
        "left": days_left(until or due, setting.on) if open_still else None,
        "own": is_own(request.acting, plan),
        "may_edit": may_edit(request.acting, plan),
        "may_review": may_review(request, plan),
        "may_comment": may_comment(request.acting, plan, setting.settings, on=setting.on),
        "may_withdraw": is_own(request.acting, plan) and plan.filing.state == State.SENT,
        "see_draft": see_draft,
        "attachments": attachments_shown(plan, attachments_in(plan, reading), may_change=False),
    }


@needs("planning.read")
def plan(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a plan in the version asked for, what changed, and where it is on its way."""
    setting, found = _found(request, pk)
    return render(request, "planning/plan.html", reading_context(request, found, setting))


@require_safe
def _sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a plan as the A4 document that is signed."""
    setting, found = _found(request, pk)
    context = reading_context(request, found, setting)
    context["owner"] = owner_name(found)
    return render(request, "planning/print.html", context)


sheet = needs("planning.read")(_sheet)


def _found(request: OfficeRequest, pk: int) -> tuple[Setting, Plan]:
    first = setting_of(request)
    found = plan_for(request.acting, pk, on=first.on)
    setting = first if found.programme_year_id == first.year.pk else None
    return setting or setting_of(request, found.programme_year), found
