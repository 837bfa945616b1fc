"""One notice: the page, the .docx, its files; receiving it, following it, recalling it."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.documents.writing import write_paper
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.notices import actions
from zhicai.notices.forms import AddresseeFilters, ReasonForm
from zhicai.notices.models import Notice
from zhicai.notices.queries import (
    directory_of,
    known_of,
    may_end,
    notice_for,
    own_notice_for,
    receipts_for,
    receipts_of,
    seen_by,
)
from zhicai.notices.rules.content import Content, content_of, faults_of, number_for, paper_of
from zhicai.notices.views.parts import code_of, paper_parts, tag_of
from zhicai.programmes.forms import put_faults
from zhicai.programmes.queries import receipt_counts
from zhicai.programmes.queries.receipts import ReceiptRow, names_in, rows_of
from zhicai.programmes.sheets import receipts_sheet
from zhicai.sheets.downloads import download
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("who", gettext_lazy("单位"), ("code",)),
    Column("kind", gettext_lazy("层级或类别")),
    Column("state", gettext_lazy("状态"), ("step",)),
    Column("delivered", gettext_lazy("送达"), ("delivered_on",)),
    Column("opened", gettext_lazy("打开"), ("opened_on",)),
    Column("acknowledged", gettext_lazy("确认"), ("acknowledged_on",)),
    Column("by", gettext_lazy("确认人")),
    Column("reminded", gettext_lazy("催办")),
)


@needs("notices.read")
def notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a notice as the paper says it; for who got it, looking opens it."""
    found = notice_for(request.acting, pk)
    on = clock.today()
    if found.state != Notice.State.DRAFT:
        actions.open_notice(found, by=request.acting, on=on)
    mine = list(receipts_for(request.acting).filter(notice=found))
    drafted = found.state == Notice.State.DRAFT
    owed = [row for row in mine if row.acknowledged_on is None]
    own = drafted or (not mine) or may_end(request.acting, found)
    context = {
        "notice": found,
        "tag": tag_of(found),
        "parts": paper_parts(_content(found)),
        "files": list(found.attachments.select_related("file")),
        "drafted": drafted,
        "mine": mine,
        "own": own,
        "due": found.due,
        "on": on,
        "may_acknowledge": bool(owed)
        and found.state == Notice.State.SENT
        and holds(request.acting, "notices.acknowledge"),
        "may_forward": bool(mine)
        and found.state == Notice.State.SENT
        and holds(request.acting, "notices.write"),
        "may_end": may_end(request.acting, found),
        "counts": receipt_counts(found.receipts.all()) if own and not drafted else None,
        "successor": seen_by(request.acting, found.successors.exclude(sent_at=None).first()),
        "previous": seen_by(request.acting, found.supersedes),
        "number": _content(found)["number"],
    }
    return render(request, "notices/notice.html", context)


def _content(notice: Notice) -> Content:
    """What was sent, or what a draft would say if it were sent today."""
    if notice.content is not None:
        return dict(notice.content)
    on = clock.today()
    directory = directory_of(notice, on=on)
    known = known_of(notice, notice.draft, directory, on=on)
    unnumbered = {"sign", "number"} & {fault.field for fault in faults_of(notice.draft, known)}
    return content_of(
        notice.draft,
        number="" if unnumbered else str(number_for(notice.draft, known.used, on)),
        on=on,
        addressed=directory.words(notice.draft["to"]),
        clauses=known.clauses,
        files=[one.title for one in notice.attachments.all()],
        forwarded=notice.forwards.content if notice.forwards else None,
    )


@require_safe
def _paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the notice as .docx in the official layout, with the QR code of its page."""
    found = notice_for(request.acting, pk)
    content = _content(found)
    paper = paper_of(content, code=code_of(request, found))
    return download(write_paper(paper), f"{content['title'] or _('通知')}.docx")


paper = needs("notices.read")(_paper)


@require_safe
def _file(request: OfficeRequest, pk: int, file: int) -> HttpResponseBase:
    """Hand out a file that goes with a notice."""
    found = (
        notice_for(request.acting, pk).attachments.select_related("file").filter(pk=file).first()
    )
    if found is None:
        raise OutOfScope
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


file = needs("notices.read")(_file)


@require_POST
def _acknowledge(request: OfficeRequest, pk: int) -> HttpResponse:
    """Confirm receipt for the user's office."""
    found = notice_for(request.acting, pk)
    actions.acknowledge_notice(found, by=request.acting, on=clock.today())
    toasts.success(request, _("已确认收悉，发文单位可以看到。"))
    return HttpResponseRedirect(reverse("notices:notice", args=[pk]))


acknowledge = needs("notices.acknowledge")(_acknowledge)


@needs("notices.read")
def receipts(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the sender who has a notice, who has opened it, who has not acknowledged it."""
    found = own_notice_for(request.acting, pk)
    on = clock.today()
    rows = rows_of(receipts_of(found, on=on), names_in(found.programme_year, on=on))
    page: ListPage[list[ReceiptRow]] = ListPage(
        request, rows, columns=COLUMNS, filters=AddresseeFilters, default_sort="state"
    )
    if page.exporting:
        return page.export(lambda chosen: _sheet(found, chosen))
    context: dict[str, Any] = {
        "notice": found,
        "tag": tag_of(found),
        "page": page,
        "counts": receipt_counts(row.receipt for row in rows),
        "late": bool(found.due and found.due < on),
        "waiting": sum(row.acknowledged_on is None for row in rows),
        "may_remind": may_end(request.acting, found),
    }
    return render(request, "notices/receipts.html", context)


def _sheet(notice: Notice, rows: list[ReceiptRow]) -> HttpResponse:
    content = receipts_sheet(rows, language=get_language() or "zh-hans")
    return download(content, _("收悉情况") + f"-{notice.title[:40]}.xlsx")


@require_POST
def _remind(request: OfficeRequest, pk: int) -> HttpResponse:
    """Remind everyone who has not acknowledged."""
    found = own_notice_for(request.acting, pk)
    count = actions.remind_addressees(found, by=request.acting, at=clock.now())
    words = ngettext("已催办 %(n)d 个单位", "已催办 %(n)d 个单位", count) % {"n": count}
    toasts.success(request, words if count else _("今天已经催办过，没有需要再催的单位。"))
    return HttpResponseRedirect(reverse("notices:receipts", args=[pk]))


remind = needs("notices.write")(_remind)


@needs("notices.write")
def recall(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then recall a notice."""
    found = own_notice_for(request.acting, pk)
    if not may_end(request.acting, found):
        return HttpResponseRedirect(reverse("notices:notice", args=[pk]))
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        form = ReasonForm(request.POST)
        reason = request.POST.get("reason", "")
        try:
            actions.recall_notice(found, by=request.acting, reason=reason, at=clock.now())
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("通知已撤回，收文单位会收到消息。"))
            return HttpResponseRedirect(reverse("notices:notice", args=[pk]))
    context = {"notice": found, "form": form}
    return render(request, "notices/recall.html", context, status=422 if form.errors else 200)
