"""A roster's pages: upload, name columns, see every fault, take the file back, import, undo."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.admission import actions
from zhicai.admission.forms import UploadForm, WayForm
from zhicai.admission.models import RosterUpload
from zhicai.admission.queries import asking_of, class_seen, may_enrol
from zhicai.admission.queries.rosters import sends_people
from zhicai.admission.queries.uploads import (
    column_names,
    content_kept,
    found_in,
    upload_for,
    uploads_for,
)
from zhicai.admission.sheets import roster_shape, template_sheet
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.sheets.downloads import download
from zhicai.sheets.findings import as_shown, names_given
from zhicai.sheets.marking import mark_faults
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import SheetShape
from zhicai.training.models import TrainingClass
from zhicai.ui.asked import take_faults


def _class(request: OfficeRequest, pk: int) -> TrainingClass:
    found = class_seen(request.acting, pk, on=clock.today())
    if not may_enrol(request.acting, found, on=clock.today()):
        raise OutOfScope
    return found


@require_safe
def _template(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the empty roster."""
    asking = asking_of(_class(request, pk), on=clock.today())
    return template_sheet(asking, own=sends_people(request.acting))


template = needs("admission.enrol")(_template)


@needs("admission.enrol")
def upload(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a roster and check it."""
    found = _class(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.upload_roster(
                    found, file, name=file.name or "", way=form.way(), by=request.acting,
                    at=clock.now(),
                )  # fmt: skip
            except BadInput as error:
                take_faults(form, error)
            else:
                return HttpResponseRedirect(reverse("admission:upload", args=[kept.pk]))
    recent = uploads_for(request.acting).filter(training_class=found)[:10]
    context = {"found": found, "form": form, "recent": recent}
    return render(request, "admission/import.html", context, status=status)


@needs("admission.enrol")
def uploaded(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what a check found; name columns, import, undo."""
    kept = upload_for(request.acting, pk)
    if request.method == "POST":
        kept = _act(request, kept)
        return HttpResponseRedirect(reverse("admission:upload", args=[kept.pk]))
    found = found_in(kept)
    shape = roster_shape(asking_of(kept.training_class, on=clock.today()))
    said = get_language() or "zh-hans"
    context = as_shown(found) | {
        "kept": kept,
        "found": kept.training_class,
        "fields": [(column.key, column.heading.in_language(said)) for column in shape.columns],
        "meant": column_names(request.acting),
        "way": WayForm(initial={"mode": kept.mode, "over_waits": kept.over_waits}),
        "has_file": bool(kept.content),
        "counts": kept.counts,
    }
    return render(request, "admission/upload.html", context)


def _act(request: OfficeRequest, kept: RosterUpload) -> RosterUpload:
    do, by, at = request.POST.get("do", ""), request.acting, clock.now()
    if do == "columns":
        names = names_given(request.POST, found_in(kept))
        return actions.name_columns(kept, names, by=by, at=at)
    if do == "check":
        form = WayForm(request.POST)
        form.is_valid()
        return actions.check_again(kept, way=form.way(), by=by, at=at)
    if do in ("all", "sound"):
        done = actions.import_roster(kept, only_sound=do == "sound", by=by, at=at)
        messages.success(request, _("已导入 %(n)d 人") % {"n": done.counts["imported"]})
        return done
    if do == "undo":
        done = actions.undo_import(kept, by=by, at=at)
        messages.success(request, _("已撤销导入 %(n)d 人") % {"n": done.counts["undone"]})
        return done
    raise OutOfScope


@require_safe
def _marked(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand the user's own file back with red cells, whole or its faulty rows alone."""
    kept = upload_for(request.acting, pk)
    content, found = content_kept(kept), found_in(kept)
    asking: Any = asking_of(kept.training_class, on=clock.today())
    own = sends_people(request.acting)
    shape = roster_shape(asking, column_names(request.acting), own=own)
    return hand_back(request, content, shape, found.faults, kept.name)


def hand_back(
    request: OfficeRequest, content: bytes, shape: SheetShape, faults: Sequence[Fault], named: str
) -> HttpResponse:
    """Return a file as it was uploaded with its faulty cells red; ``?only=1`` for those rows."""
    language = get_language() or "zh-hans"
    only = request.GET.get("only") == "1"
    table = read_table(content, shape)
    marked = mark_faults(content, table, faults, language=language, only_faulty=only)
    name = named.rsplit(".", 1)[0]
    return download(marked, f"{name}-{_('错误清单')}.xlsx")


marked = needs("admission.enrol")(_marked)
