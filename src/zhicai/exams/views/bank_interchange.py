"""Items in and out: upload or paste, see everything that is wrong at once, take; hand out files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.exams.actions.intake import check_intake, drop_intake, hand_out, take_intake
from zhicai.exams.actions.items import note_lawyer
from zhicai.exams.forms.bank import IntakeForm, ItemFilters, offer
from zhicai.exams.interchange import excel
from zhicai.exams.interchange.drafts import Draft, unpacked
from zhicai.exams.interchange.formats import ENDING, FORMATS, WRITTEN
from zhicai.exams.models import Intake
from zhicai.exams.models.bank import Kind
from zhicai.exams.presenters.bank import field_name, key_lines
from zhicai.exams.queries import bank as queries
from zhicai.exams.rules.items import read_content
from zhicai.exams.views.bank import COLUMNS, bank_of, tabs_for
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.sheets.downloads import download
from zhicai.sheets.findings import MOST_FAULTS, as_shown, found_from
from zhicai.sheets.opening import content_of
from zhicai.ui.asked import faults_of, said, take_faults, word
from zhicai.ui.lists import ListPage

RECENT = 10
SHOWN = 200
"""Items of a preview that a page shows."""
STATE_TONES = {"checked": "amber", "taken": "green", "dropped": "idle"}


@needs("exams.write")
def bring(request: OfficeRequest) -> HttpResponse:
    """Take a file or pasted text and check it."""
    year = bank_of(request)
    form = IntakeForm(request.POST or None, request.FILES or None)
    _offer(form, year)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = _check(request, year, form)
            except BadInput as error:
                take_faults(form, error)
            else:
                return HttpResponseRedirect(reverse("exams:bank_intake", args=[kept.pk]))
    recent = queries.intakes_of(request.acting, year.programme)[:RECENT]
    context = {
        "tabs": tabs_for(request, "import"),
        "form": form,
        "recent": [
            {"one": one, "form": FORMATS[one.form].says if one.form in FORMATS else one.form,
             "tone": STATE_TONES[one.state]}
            for one in recent
        ],
    }  # fmt: skip
    return render(request, "exams/bank/import.html", context, status=status)


def _offer(form: IntakeForm, year: ProgrammeYear) -> None:
    offer(form, "form", [(key, said(one.says)) for key, one in FORMATS.items()])
    offer(form, "topic", [(key, said(name)) for key, name in queries.topics_of(year).items()])


def _check(request: OfficeRequest, year: ProgrammeYear, form: IntakeForm) -> Intake:
    given = form.cleaned_data
    chosen = FORMATS[given["form"]]
    file, text = given["file"], given["text"]
    if file is not None:
        data, name = content_of(file), file.name or ""
    elif text.strip() and chosen.text:
        data, name = text.encode("utf-8", "ignore"), _("粘贴的文字")
    else:
        says = (
            Text("请选择文件，或粘贴文字。", "Choose a file, or paste the text.")
            if chosen.text
            else Text("这种格式请上传文件。", "Upload a file of this format.")
        )
        raise BadInput([Fault(says, field="file")])
    return check_intake(
        year, given["form"], data, name=name, topic=given["topic"],
        difficulty=int(given["difficulty"]), by=request.acting, at=clock.now(),
    )  # fmt: skip


@needs("exams.write")
def intake(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what a check found, item by item; take it or give it up."""
    kept = queries.intake_for(request.acting, pk)
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            _settle(request, kept)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            return HttpResponseRedirect(reverse("exams:bank_intake", args=[pk]))
    drafts = unpacked(kept.drafts)
    present = queries.kinds_by_code(kept.programme, [one.code for one in drafts if one.code])
    topics = queries.topics_of(bank_of(request))
    found = found_from(kept.found)
    context = as_shown(found) | {
        "faults": [
            {"row": one.row, "column": one.column or field_name(one.field), "says": one.says}
            for one in found.faults[:MOST_FAULTS]
        ],
        "tabs": tabs_for(request, "import"),
        "kept": kept,
        "form": FORMATS[kept.form].says if kept.form in FORMATS else kept.form,
        "tone": STATE_TONES[kept.state],
        "rows": [
            {"draft": one, "kind": Kind(one.kind).label, "topic": topics.get(one.topic, one.topic),
             "present": one.code in present, "key": _key(one), "stem": _stem(one)}
            for one in drafts[:SHOWN]
        ],
        "hidden": max(0, len(drafts) - SHOWN),
        "again": sum(one.code in present for one in drafts),
        "refused": faults,
    }  # fmt: skip
    return render(request, "exams/bank/intake.html", context, status=422 if faults else 200)


def _stem(draft: Draft) -> str:
    return str(draft.content.get("passage") or draft.content.get("stem") or "")


def _key(draft: Draft) -> list[dict[str, Any]]:
    content = read_content(draft.kind, draft.content)
    return [] if isinstance(content, tuple) else key_lines(content, draft.content)


def _settle(request: OfficeRequest, kept: Intake) -> None:
    do, by, at = word(request, "do"), request.acting, clock.now()
    if do in ("all", "sound"):
        _kept, taken = take_intake(kept, only_sound=do == "sound", by=by, at=at)
        messages.success(
            request,
            _("已导入：新题 %(new)d 道，新版本 %(changed)d 道，未变 %(same)d 道；都是草稿")
            % {"new": taken.new, "changed": taken.changed, "same": taken.same},
        )
    elif do == "drop":
        drop_intake(kept, by=by, at=at)
        messages.success(request, _("已放弃这次导入"))
    else:
        raise OutOfScope


@require_safe
def _template(request: OfficeRequest) -> HttpResponse:
    """Hand out the empty Excel template."""
    language = get_language() or "zh-hans"
    return download(excel.template(language), f"{_('试题导入模板')}.xlsx")


template = needs("exams.write")(_template)


@needs("exams.write")
def export(request: OfficeRequest) -> HttpResponse:
    """Hand out the items within the list's filters as a file; each time is recorded."""
    year = bank_of(request)
    page: ListPage[Any] = ListPage(
        request, queries.listed_in(year.programme), columns=COLUMNS, filters=ItemFilters,
        default_sort="code",
    )  # fmt: skip
    if isinstance(page.filters, ItemFilters):
        page.filters.user = request.acting.user_id
        topics = queries.topics_of(year)
        offer(page.filters, "topic", [(key, said(name)) for key, name in topics.items()])
        offer(page.filters, "basis", [(one.code, one.zh) for one in queries.known_bases()])
    faults: list[Fault] = []
    if request.method == "POST":
        if word(request, "do") == "lawyer":
            return _checked(request, page)
        form = word(request, "form")
        try:
            content, _count = hand_out(
                year, list(page.matching), form, by=request.acting, at=clock.now()
            )
        except BadInput as error:
            faults = faults_of(error)
        else:
            day = clock.today().isoformat()
            return download(content, f"{_('题库试题')}-{day}{ENDING[form]}")
    return _export_page(request, page, faults)


def _checked(request: OfficeRequest, page: ListPage[Any]) -> HttpResponse:
    """Note that a lawyer has confirmed the keys of everything within the filters."""
    try:
        count = note_lawyer(
            page.matching, says=word(request, "reason"), by=request.acting, at=clock.now()
        )
    except BadInput as error:
        return _export_page(request, page, faults_of(error))
    messages.success(request, _("已登记 %(n)d 道试题由律师核对") % {"n": count})
    return HttpResponseRedirect(request.get_full_path())


def _export_page(request: OfficeRequest, page: ListPage[Any], faults: list[Fault]) -> HttpResponse:
    context = {
        "tabs": tabs_for(request, "items"),
        "page": page,
        "composes": holds(request.acting, queries.COMPOSE),
        "formats": [(key, one.says_out) for key, one in WRITTEN.items()],
        "faults": faults,
    }
    return render(request, "exams/bank/export.html", context, status=422 if faults else 200)
