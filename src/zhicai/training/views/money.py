"""The money of a class: budget and sources, expenses with vouchers, nothing from trainees."""

from base64 import b64encode
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, require
from zhicai.finance.actions import book_expenses, take_bundle
from zhicai.finance.bundle import Bundle, stream, vouchers_size
from zhicai.finance.queries.budgets import may_spend, sheet_of
from zhicai.finance.report_sheets import expenses_table
from zhicai.finance.sheets import (
    UnreadableSheet,
    at_cells,
    expenses_of_budget,
    expenses_template,
    read_expenses,
)
from zhicai.finance.views.window import money_window
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.sheets.marking import mark_faults
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_key, cost_of
from zhicai.training.queries.classes import class_for
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import class_context
from zhicai.training.views.timetable import MOST_BYTES, NO_FILE
from zhicai.ui.asked import faults_of, word

NO_BUDGET = Text(
    "先编制预算，再登记支出；每笔支出都要对应预算里的一行。",
    "Set the budget first; each expense belongs to one of its lines.",
)


def _class(request: OfficeRequest, pk: int, *, spends: bool = False) -> TrainingClass:
    found = class_for(request.acting, pk, on=clock.today())
    if request.acting.organisation_id is None:
        require(request.acting, "finance.read")
    elif not may_spend(request.acting, cost_of(found)):
        raise OutOfScope
    if spends and not may_spend(request.acting, cost_of(found)):
        raise OutOfScope
    return found


@needs("finance.see")
def money(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the money of a class, or do what was posted (HB-3.1.7.4.a, HB-4.3.b–d)."""
    found = _class(request, pk)
    asked = frame(request, found.programme_year)
    window = money_window(request, cost_of(found), found.programme_year)
    if window.done:
        return HttpResponseRedirect(reverse("training:money", args=[pk]))
    excel = {
        "import": reverse("training:money_import", args=[pk]),
        "export": reverse("training:money_export", args=[pk]),
    }
    bundle = reverse("training:money_bundle", args=[pk]) if window.context["money"].budget else ""
    shown = {"excel": excel, "bundle": bundle}
    context = class_context(request, found, asked, "money") | window.context | shown
    return render(request, "training/money.html", context, status=window.status)


@require_safe
def _sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the money of a class on paper: budget, expenses, nothing from trainees."""
    found = _class(request, pk)
    asked = frame(request, found.programme_year)
    window = money_window(request, cost_of(found), found.programme_year)
    context = class_context(request, found, asked, "money") | window.context
    return render(request, "training/money_print.html", context)


sheet = needs("finance.see")(_sheet)


@needs("finance.see")
def bundle(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Offer the audit bundle of a class, and hand it out: masked, or unmasked with a reason."""
    found = _class(request, pk)
    sheet = sheet_of(cost_key(found.pk))
    error: BadInput | Refused | None = None
    if request.method == "POST":
        masked = word(request, "do") != "unmasked"
        try:
            taken = take_bundle(
                cost_of(found), expenses_table(sheet, found.title), masked=masked,
                reason=word(request, "reason"), by=request.acting, at=clock.now(),
            )  # fmt: skip
            return zip_of(taken, found)
        except (BadInput, Refused) as failed:
            error = failed
    asked = frame(request, found.programme_year)
    context = class_context(request, found, asked, "money") | {
        "faults": faults_of(error) if error else [],
        "unmasks": holds(request.acting, "finance.audit"),
        "reason": word(request, "reason"),
        "vouchers": sum(len(one.vouchers.all()) for one in sheet.expenses),
        "size": vouchers_size(sheet),
        "budget": sheet.budget,
        "settlement": getattr(sheet.budget, "settlement", None) if sheet.budget else None,
    }
    status = error.status if error else 200
    return render(request, "training/money_bundle.html", context, status=status)


def zip_of(taken: Bundle, found: TrainingClass) -> StreamingHttpResponse:
    """Return a bundle as a download that is made while it is sent."""
    answer = StreamingHttpResponse(stream(taken), content_type="application/zip")
    name = quote(f"{found.number}-{found.title}-审计包.zip", safe="")
    answer["Content-Disposition"] = (
        f"attachment; filename=\"audit-{found.pk}.zip\"; filename*=UTF-8''{name}"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Manifest-SHA256"] = taken.digest
    return answer


@require_safe
def _template(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the empty table of expenses, its lines those of the budget."""
    found = _class(request, pk, spends=True)
    return expenses_template([row.line for row in sheet_of(cost_key(found.pk)).lines])


template = needs("finance.spend")(_template)


@require_safe
def _export(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the expenses of a class as a table that can be read again."""
    found = _class(request, pk)
    rows = sheet_of(cost_key(found.pk))
    return expenses_of_budget(rows.expenses, [row.line for row in rows.lines], found.title)


export = needs("finance.see")(_export)


@needs("finance.spend")
def import_expenses(request: OfficeRequest, pk: int) -> HttpResponse:
    """Book a table of expenses, all rows or none."""
    found = _class(request, pk, spends=True)
    asked = frame(request, found.programme_year)
    error: BadInput | Refused | None = None
    original = b""
    if request.method == "POST":
        upload = request.FILES.get("file")
        original = upload.read() if upload else b""
        try:
            if upload is None:
                raise BadInput([Fault(NO_FILE, field="file")])
            n = _take_in(request, found, original)
            says = _("已登记 %(n)d 笔支出") if n else _("表里的支出都已登记过，没有新增")
            messages.success(request, says % {"n": n} if n else says)
            return HttpResponseRedirect(reverse("training:money", args=[pk]) + "#expenses")
        except (BadInput, Refused) as failed:
            error = failed
    context: dict[str, Any] = class_context(request, found, asked, "money") | {
        "faults": faults_of(error) if error else [],
        "marked": _marked(error, original) if isinstance(error, UnreadableSheet) else "",
        "title": _("导入支出"),
        "template": reverse("training:money_template", args=[pk]),
        "back": reverse("training:money", args=[pk]),
        "replaces": "",
    }
    return render(request, "training/import.html", context, status=error.status if error else 200)


def _take_in(request: OfficeRequest, found: TrainingClass, original: bytes) -> int:
    lines = [row.line for row in sheet_of(cost_key(found.pk)).lines]
    if not lines:
        raise BadInput([Fault(NO_BUDGET, field="file")])
    table, facts = read_expenses(original, lines)
    try:
        return book_expenses(cost_of(found), facts, by=request.acting, at=clock.now())
    except BadInput as error:
        raise at_cells(table, error) from error


def _marked(error: UnreadableSheet, original: bytes) -> str:
    """Return the user's own file with red cells, as an address inside the page."""
    language = get_language() or "zh-hans"
    content = mark_faults(original, error.table, error.faults, language=language)
    if len(content) > MOST_BYTES:
        return ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return f"data:{kind};base64,{b64encode(content).decode()}"
