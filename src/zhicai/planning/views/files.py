"""Excel in and out of one plan; a file with faults changes nothing and comes back marked."""

from base64 import b64encode
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.planning import actions
from zhicai.planning.models import Plan
from zhicai.planning.queries.plans import may_edit, own_plan_for, plan_for
from zhicai.planning.rules.drafts import draft_of
from zhicai.planning.rules.reading import read_draft
from zhicai.planning.sheets import Unreadable, plan_sheet, read_plan, template_sheet
from zhicai.planning.views.asked import Setting, setting_of
from zhicai.planning.views.parts import plan_head
from zhicai.planning.views.reading import reading_context
from zhicai.sheets.marking import mark_faults
from zhicai.ui.asked import faults_of, number

MOST_BYTES = 1_500_000
"""A marked file larger than this is not handed back inside the page."""

NO_FILE = Text("请选择要导入的 Excel 文件。", "Choose the Excel file to import.")


@require_safe
def _template(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the empty table."""
    plan = own_plan_for(request.acting, pk)
    return template_sheet(setting_of(request, plan.programme_year).asked(plan))


template = needs("planning.draft")(_template)


@require_safe
def _export(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out a plan's lines, as drafted or in a version."""
    first = setting_of(request)
    plan = plan_for(request.acting, pk, on=first.on)
    setting = setting_of(request, plan.programme_year)
    content = reading_context(request, plan, setting)["reading"].content
    return plan_sheet(content, setting.asked(plan), plan_head(plan)["title"])


export = needs("planning.read")(_export)


@needs("planning.draft")
def import_lines(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the class lines of a file in place of the draft's; BadInput changes nothing."""
    plan = own_plan_for(request.acting, pk)
    setting = setting_of(request, plan.programme_year)
    if not may_edit(request.acting, plan):
        return HttpResponseRedirect(reverse("planning:plan", args=[pk]))
    if request.method != "POST":
        return _page(request, plan, setting)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, plan, setting, BadInput([Fault(NO_FILE, field="file")]))
    original = upload.read()
    try:
        table, classes = read_plan(original, setting.asked(plan))
        facts = replace(read_draft(plan.draft)[0], classes=classes)
        draft = {**plan.draft, "classes": draft_of(facts)["classes"]}
        actions.carry_draft(
            plan, by=request.acting, draft=draft, revision=number(request, "revision") or 0,
            at=clock.now(), source=upload.name or "",
        )  # fmt: skip
    except (BadInput, Refused, Stale) as error:
        return _page(request, plan, setting, error, original)
    left_out = [column.says for column in table.unknown_columns]
    for says in left_out:
        messages.warning(request, says.in_language(get_language() or "zh-hans"))
    n = len(classes)
    messages.success(request, ngettext("已导入 %(n)d 个班次", "已导入 %(n)d 个班次", n) % {"n": n})
    return HttpResponseRedirect(reverse("planning:edit", args=[pk]) + "#classes")


def _page(
    request: OfficeRequest,
    plan: Plan,
    setting: Setting,
    error: BadInput | Refused | Stale | None = None,
    original: bytes = b"",
) -> HttpResponse:
    faults = faults_of(error) if error else []
    context = {
        "plan": plan,
        "setting": setting,
        "head": plan_head(plan),
        "faults": faults,
        "rows": len({fault.row for fault in faults if fault.row}),
        "marked": marked_file(error, original),
        "has_lines": bool(plan.draft["classes"]),
        "title": _("导入 Excel"),
    }
    return render(request, "planning/import.html", context, status=error.status if error else 200)


def marked_file(error: Exception | None, original: bytes) -> str:
    """Return the user's own file with red cells, as an address inside the page."""
    if not isinstance(error, Unreadable):
        return ""
    language = get_language() or "zh-hans"
    content = mark_faults(original, error.table, error.faults, language=language)
    if len(content) > MOST_BYTES:
        return ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return f"data:{kind};base64,{b64encode(content).decode()}"
