"""The city's side: one plan under review, the list of its counties with acceptance of many."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.filing.rules import RETURNING, State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.law.schema import Handling, Level
from zhicai.planning import actions
from zhicai.planning.forms import CountyFilters, day_from, notes_from
from zhicai.planning.models import Plan
from zhicai.planning.presenters.words import days_left, state_tag
from zhicai.planning.queries.lists import CountyRow, county_rows
from zhicai.planning.queries.plans import plan_for
from zhicai.planning.sheets import counties_sheet
from zhicai.planning.views.asked import Setting, setting_of
from zhicai.planning.views.reading import may_review, reading_context
from zhicai.ui.asked import faults_of, word
from zhicai.ui.lists import Column, ListPage

DAYS_TO_MEND = 5
"""So many days a return suggests for mending; the reviewer may set another day."""

COLUMNS = (
    Column("place", gettext_lazy("县（市、区）"), ("code",)),
    Column("unit", gettext_lazy("市州"), ("unit_code", "code")),
    Column("state", gettext_lazy("状态"), ("state", "code")),
    Column("sent", gettext_lazy("报送日期"), ("sent_on", "code")),
    Column("left", gettext_lazy("期限"), ("left", "code")),
    Column("classes", gettext_lazy("期数"), ("classes",), numeric=True),
    Column("people", gettext_lazy("人数"), ("people",), numeric=True),
    Column("budget", gettext_lazy("预算"), ("budget",), numeric=True, under=gettext_lazy("万元")),
)


@needs("planning.comment")
def review(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a plan with a box for an opinion at each field; take opinions, return, acceptance."""
    first = setting_of(request)
    plan = plan_for(request.acting, pk, on=first.on)
    setting = setting_of(request, plan.programme_year)
    if request.method != "POST":
        return _review_page(request, plan, setting)
    try:
        return _decided(request, plan)
    except (BadInput, Refused) as error:
        page = _review_page(request, plan, setting, faults=faults_of(error))
        page.status_code = error.status
        return page


def _review_page(
    request: OfficeRequest, plan: Plan, setting: Setting, faults: list[Any] | None = None
) -> HttpResponse:
    context = reading_context(request, plan, setting)
    if not context["may_comment"] and not context["may_review"]:
        raise OutOfScope
    typed = request.POST
    suggested = setting.on + timedelta(days=DAYS_TO_MEND)
    context |= {
        "faults": faults or [],
        "reviewing": True,
        "returns": Handling(plan.filing.handling) in RETURNING,
        "handling": plan.filing.handling,
        "opinion": typed.get("opinion", ""),
        "until": typed.get("until", suggested.isoformat()),
        "typed": {name: typed[name] for name in typed if name.startswith("note-")},
    }
    return render(request, "planning/review.html", context)


def _decided(request: OfficeRequest, plan: Plan) -> HttpResponse:
    at, by, notes = clock.now(), request.acting, notes_from(request.POST)
    do, opinion = word(request, "do"), request.POST.get("opinion", "")
    if do == "return":
        until = day_from(request.POST, "until")
        actions.return_plan(plan, by=by, opinion=opinion, notes=notes, until=until, at=at)
        messages.success(request, _("已退回修改，对方会收到意见"))
    elif do == "accept":
        if notes:
            actions.comment_on_plan(plan, by=by, notes=notes, at=at)
        number = word(request, "number")
        actions.accept_plan(plan, by=by, opinion=opinion, number=number, at=at)
        messages.success(request, _("已审核通过，班次已生效"))
    else:
        actions.comment_on_plan(plan, by=by, notes=notes, at=at)
        messages.success(request, _("意见已发给对方"))
        return HttpResponseRedirect(reverse("planning:review", args=[plan.pk]))
    return HttpResponseRedirect(reverse("planning:plan", args=[plan.pk]))


def _list(request: OfficeRequest, setting: Setting) -> ListPage[list[CountyRow]]:
    rows = county_rows(request.acting, setting.year, setting.settings, on=setting.on)
    units = {row.unit.code: row.unit for row in rows}
    columns = [c for c in COLUMNS if c.key != "unit" or len(units) > 1]
    page: ListPage[list[CountyRow]] = ListPage(
        request, rows, columns=columns, filters=CountyFilters, default_sort="place"
    )
    if isinstance(page.filters, CountyFilters):
        page.filters.offer([(code, unit.name) for code, unit in sorted(units.items())])
    return page


@needs("planning.read")
def counties(request: OfficeRequest) -> HttpResponse:
    """List the counties' plans in the user's reach; accept those chosen."""
    setting = setting_of(request)
    page = _list(request, setting)
    if page.exporting:
        return counties_sheet(page.matching, setting.year, setting.on)
    if request.method == "POST":
        return _batch(request, page)
    context = {
        "setting": setting,
        "page": page,
        "several": any(column.key == "unit" for column in page.columns),
        "rows": [_shown(request, row, setting) for row in page],
        "tally": _tally(page.rows),
        "accepts": holds(request.acting, "planning.review"),
        "batch": [
            {"label": _("审核通过所选"), "name": "do", "value": "accept", "icon": "circle-check",
             "primary": True, "confirm": _("通过后，这些计划的班次立即生效。")},
        ],
    }  # fmt: skip
    return render(request, "planning/counties.html", context)


def _shown(request: OfficeRequest, row: CountyRow, setting: Setting) -> dict[str, Any]:
    here = row.plan is not None and may_review(request, row.plan)
    guides = holds(request.acting, "planning.comment")
    tag = (
        {"label": _("未编制"), "tone": "idle", "icon": ""}
        if row.state == "none"
        else state_tag(row.state, waits_for=_("待审核"))
    )
    return {
        "row": row,
        "tag": tag,
        "left": days_left(row.due, setting.on) if row.left is not None else None,
        "review": here,
        "url": _address(row, here=here, guides=guides, setting=setting),
    }


def _address(row: CountyRow, *, here: bool, guides: bool, setting: Setting) -> str:
    if row.plan is None:
        return ""
    if here:
        return reverse("planning:review", args=[row.plan.pk])
    unsent = row.content is None
    if unsent and not (guides and setting.settings.get("city-guidance-right")):
        return ""
    return reverse("planning:plan", args=[row.plan.pk])


def _tally(rows: list[CountyRow]) -> dict[str, int]:
    """The sums above the list, of all rows and whatever the filter."""
    return {
        "offices": len(rows),
        "sent": sum(row.state == State.SENT for row in rows),
        "returned": sum(row.state == State.RETURNED for row in rows),
        "settled": sum(row.settled for row in rows),
        "late": sum(row.late and row.left is not None for row in rows),
        "classes": sum(row.classes or 0 for row in rows),
        "people": sum(row.people or 0 for row in rows),
        "budget": sum(row.budget or 0 for row in rows),
    }


def _batch(request: OfficeRequest, page: ListPage[list[CountyRow]]) -> HttpResponse:
    chosen = [row.plan for row in page.chosen(request.POST) if row.plan]
    waiting = [plan for plan in chosen if plan.filing.state == State.SENT]
    if not waiting:
        messages.warning(request, _("所选计划里没有待审核的"))
    else:
        done = actions.accept_plans(waiting, by=request.acting, at=clock.now())
        messages.success(request, _("已审核通过 %(n)d 份计划") % {"n": len(done)})
    return HttpResponseRedirect(request.get_full_path())


@needs("planning.read")
def home(request: OfficeRequest) -> HttpResponse:
    """Go to the page of planning that this office works on."""
    acting = request.acting
    if holds(acting, "planning.file") or acting.at_level(Level.PROVINCE):
        return HttpResponseRedirect(reverse("planning:summaries"))
    if holds(acting, "planning.review"):
        return HttpResponseRedirect(reverse("planning:counties"))
    if holds(acting, "planning.draft"):
        return HttpResponseRedirect(reverse("planning:mine"))
    return HttpResponseRedirect(reverse("planning:counties"))
