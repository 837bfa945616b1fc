"""A list's pages: upload, name columns, see every fault, take the file back, import, undo; codes
to look at.
"""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.places.queries import path_of
from zhicai.programmes.scope import year_of
from zhicai.registers import actions
from zhicai.registers.forms import CodeForm, UploadForm, offer
from zhicai.registers.lists import kinds_of
from zhicai.registers.models import ListUpload
from zhicai.registers.queries.uploads import (
    code_for,
    codes_asked,
    codes_decided,
    column_names,
    content_kept,
    latest_first,
    upload_for,
    uploads_for,
    versions_of,
)
from zhicai.registers.sheets import list_shape, template_sheet
from zhicai.registers.tabs import tabs_of
from zhicai.sheets.downloads import download
from zhicai.sheets.findings import as_shown, found_from, names_given
from zhicai.sheets.marking import mark_faults
from zhicai.sheets.reading import read_table
from zhicai.ui.asked import take_faults

DECIDED_SHOWN = 50


def _kinds(request: OfficeRequest) -> dict[str, str]:
    language = get_language() or "zh-hans"
    rows = kinds_of(year_of(request))
    return {one.id: one.name.en if language == "en" else one.name.zh for one in rows}


@require_safe
def _template(request: OfficeRequest) -> HttpResponse:
    """Hand out the empty list."""
    return template_sheet()


template = needs("registers.keep")(_template)


@needs("registers.keep")
def upload(request: OfficeRequest) -> HttpResponse:
    """Take a list and check it."""
    kinds = _kinds(request)
    asked = request.GET.get("kind", "")
    initial = {"kind": asked if asked in kinds else "", "listed_on": clock.today()}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial)
    offer(form, kind=list(kinds.items()))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.upload_list(
                    form.listed(), file, name=file.name or "", by=request.acting, at=clock.now()
                )
            except BadInput as error:
                take_faults(form, error)
            else:
                return HttpResponseRedirect(reverse("registers:upload", args=[kept.pk]))
    recent = [{"one": one, "kind": kinds.get(one.list_id, one.list_id)}
              for one in uploads_for(request.acting)[:10]]  # fmt: skip
    context = {"tabs": tabs_of(request.acting, "import"), "form": form, "recent": recent}
    return render(request, "registers/import.html", context, status=status)


@needs("registers.keep")
def uploaded(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what a check found; name columns, import, undo."""
    kept = upload_for(request.acting, pk)
    if request.method == "POST":
        kept = _act(request, kept)
        return HttpResponseRedirect(reverse("registers:upload", args=[kept.pk]))
    found = found_from(kept.found)
    said = get_language() or "zh-hans"
    path = path_of(kept.place, on=clock.today())
    context = as_shown(found) | {
        "tabs": tabs_of(request.acting, "import"),
        "kept": kept,
        "kind": _kinds(request).get(kept.list_id, kept.list_id),
        "fields": [(c.key, c.heading.in_language(said)) for c in list_shape().columns],
        "has_file": bool(kept.content),
        "counts": kept.counts,
        "latest": kept.state == ListUpload.State.IMPORTED
        and latest_first(versions_of(kept.list_id), kept, path),
    }
    return render(request, "registers/upload.html", context)


def _act(request: OfficeRequest, kept: ListUpload) -> ListUpload:
    do, by, at = request.POST.get("do", ""), request.acting, clock.now()
    if do == "columns":
        names = names_given(request.POST, found_from(kept.found))
        return actions.name_columns(kept, names, by=by, at=at)
    if do == "check":
        return actions.check_again(kept, by=by, at=at)
    if do in ("all", "sound"):
        done = actions.import_list(kept, only_sound=do == "sound", by=by, at=at)
        messages.success(request, _("已导入 %(n)d 家企业") % {"n": done.counts["imported"]})
        return done
    if do == "undo":
        done = actions.undo_list(kept, by=by, at=at)
        messages.success(request, _("已撤销这份名录"))
        return done
    raise OutOfScope


@require_safe
def _marked(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand the user's own file back with red cells, whole or its faulty rows alone."""
    kept = upload_for(request.acting, pk)
    content, found = content_kept(kept), found_from(kept.found)
    if kept.state == ListUpload.State.UNREAD:
        raise OutOfScope
    table = read_table(content, list_shape(column_names(request.acting)))
    only = request.GET.get("only") == "1"
    language = get_language() or "zh-hans"
    marked = mark_faults(content, table, found.faults, language=language, only_faulty=only)
    name = kept.name.rsplit(".", 1)[0]
    return download(marked, f"{name}-{_('错误清单')}.xlsx")


marked = needs("registers.keep")(_marked)


@needs("registers.accept_code")
def codes(request: OfficeRequest) -> HttpResponse:
    """List the codes whose check sign does not fit, those to look at first."""
    context = {
        "tabs": tabs_of(request.acting, "codes"),
        "asked": codes_asked(request.acting),
        "decided": codes_decided(request.acting)[:DECIDED_SHOWN],
    }
    return render(request, "registers/codes.html", context)


@needs("registers.accept_code")
def code(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say whether one code is right."""
    found = code_for(request.acting, pk)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.decide_code(
                    found, accepted=request.POST.get("do") == "accept",
                    reason=form.cleaned_data["reason"], by=request.acting, at=clock.now(),
                )  # fmt: skip
            except BadInput as error:
                take_faults(form, error)
            else:
                messages.success(request, _("已核对 %(code)s") % {"code": found.code})
                return HttpResponseRedirect(reverse("registers:codes"))
    context = {"tabs": tabs_of(request.acting, "codes"), "found": found, "form": form}
    return render(request, "registers/code.html", context, status=status)
