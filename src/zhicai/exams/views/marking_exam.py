"""One exam's marking: how far it is, keys changed and items voided, published, final."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams.actions.publishing import finish_exam, publish_exam
from zhicai.exams.actions.regrading import change_key, void_item
from zhicai.exams.models import Exam, ItemVersion, PaperItem
from zhicai.exams.presenters.bank import key_lines
from zhicai.exams.presenters.marking import bars, item_rows, kind_label, state_tag
from zhicai.exams.queries.appeals import (
    OBJECTIONS,
    appeals_about,
    clause_of_setting,
    last_day,
    objection_days,
)
from zhicai.exams.queries.marking import exam_to_mark, left_to_mark, may_publish
from zhicai.exams.queries.overview import markers_of, overview_of
from zhicai.exams.queries.passing import Verdict, lines_of, pass_mark
from zhicai.exams.queries.regrading import paper_item_of, preview, trace_of, versions_offered
from zhicai.exams.rules.items import read_content
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.ui.asked import faults_of, number, word

REGRADED_IN = (Exam.State.RUNNING, Exam.State.PAUSED, Exam.State.ENDED, Exam.State.PUBLISHED)


@needs("exams.mark")
def exam(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show how the marking of an exam stands, item by item; publishing starts from here."""
    return _exam(request, exam_to_mark(request.acting, pk))


def _exam(
    request: OfficeRequest, found: Exam, error: BadInput | Refused | None = None
) -> HttpResponse:
    overview, on = overview_of(found), clock.today()
    days, answer_days = objection_days(found, on=on)
    publishes = may_publish(request.acting)
    lines = lines_of(found) if publishes and found.ended_at is not None else []
    left = left_to_mark(request.acting, [found]).get(found.pk, [])
    until = found.objections_until
    appeals, waiting = appeals_about(request.acting, found)
    context = {
        "exam": found,
        "tag": state_tag(found),
        "found": overview,
        "rows": item_rows(found, overview),
        "totals": bars(overview.totals),
        "needed": pass_mark(found),
        "mine": sum(one.mine for one in left),
        "markers": markers_of(found) if publishes else [],
        "trace": [{"one": one, "kind": _what(one.after)} for one in trace_of(found)],
        "publishes": publishes,
        "sums": {
            verdict.value: sum(line.verdict == verdict for line in lines) for verdict in Verdict
        },
        "again": sum(line.again for line in lines),
        "appeals": appeals,
        "waiting": waiting,
        "days": days,
        "answer_days": answer_days,
        "until": until or last_day(on, days),
        "over": until is not None and on > until,
        "clause": clause_of_setting(found, OBJECTIONS),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "exams/marking/exam.html", context, status=status)


def _what(after: dict[str, Any]) -> str:
    if after.get("voided"):
        return _("作废")
    return _("改用第 %(n)s 版答案") % {"n": after.get("version", "")}


# --- keys and voids ------------------------------------------------------------------------------


@needs("exams.publish")
def item(request: OfficeRequest, pk: int, at_number: int) -> HttpResponse:
    """Show an item's key, what another one or a void would change, and let it be decided."""
    found = exam_to_mark(request.acting, pk)
    row = paper_item_of(found, at_number)
    offered = versions_offered(row)
    faults: list[Fault] = []
    status = 200
    if request.method == "POST":
        try:
            _decided(request, row, offered)
        except (BadInput, Refused) as error:
            faults, status = faults_of(error), error.status
        else:
            return HttpResponseRedirect(reverse("exams:marking_exam", args=[pk]))
    chosen = _chosen(request, offered)
    voids = word(request, "void") == "1"
    overview = overview_of(found)
    context = {
        "exam": found,
        "row": row,
        "kind": kind_label(row.item_version.item.kind),
        "stem": row.item_version.plain,
        "key": _key(row, row.item_version),
        "standing": next((one for one in item_rows(found, overview)
                          if one["one"].question.number == at_number), None),
        "offered": [{"one": one, "key": _key(row, one), "current": chosen == one}
                    for one in offered],
        "chosen": chosen,
        "voids": voids,
        "preview": preview(row, chosen) if chosen or voids else None,
        "open": found.state in REGRADED_IN and not row.voided_for,
        "trace": [{"one": one, "kind": _what(one.after)} for one in trace_of(found)
                  if one.paper_item_id == row.pk],
        "reason": word(request, "reason"),
        "faults": faults,
    }  # fmt: skip
    return render(request, "exams/marking/item.html", context, status=status)


def _chosen(request: OfficeRequest, offered: list[ItemVersion]) -> ItemVersion | None:
    key = number(request, "version")
    return next((one for one in offered if one.pk == key), None)


def _key(row: PaperItem, version: ItemVersion) -> list[dict[str, Any]]:
    content = read_content(row.item_version.item.kind, version.content)
    return [] if isinstance(content, tuple) else key_lines(content, version.content)


def _decided(request: OfficeRequest, row: PaperItem, offered: list[ItemVersion]) -> None:
    do, by, at, reason = word(request, "do"), request.acting, clock.now(), word(request, "reason")
    chosen = _chosen(request, offered)
    if do == "void":
        made = void_item(row, reason=reason, by=by, at=at)
    elif do == "change" and chosen is not None:
        made = change_key(row, chosen, reason=reason, by=by, at=at)
    else:
        raise OutOfScope
    messages.success(request, _("已重新计分，%(n)d 人的分数有变化") % {"n": made.changed})


# --- published and final -------------------------------------------------------------------------


@needs("exams.publish")
@require_POST
def publish(request: OfficeRequest, pk: int) -> HttpResponse:
    """Publish the results of an exam for objection."""
    found = exam_to_mark(request.acting, pk)
    try:
        publish_exam(found, by=request.acting, at=clock.now())
    except (BadInput, Refused) as error:
        return _exam(request, found, error)
    messages.success(request, _("成绩已公布，考生已收到通知"))
    return HttpResponseRedirect(reverse("exams:results", args=[pk]))


@needs("exams.publish")
@require_POST
def finish(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make the results of an exam final and write them down into the results of the class."""
    found = exam_to_mark(request.acting, pk)
    try:
        finish_exam(found, by=request.acting, at=clock.now())
    except (BadInput, Refused) as error:
        return _exam(request, found, error)
    messages.success(request, _("已定分，成绩已写入考核成绩"))
    return HttpResponseRedirect(reverse("exams:results", args=[pk]))
