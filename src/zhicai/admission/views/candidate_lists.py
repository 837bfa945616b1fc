"""A list of candidates as a file: template, upload and check, faults, import."""

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
from zhicai.admission.actions.applying import asking_here
from zhicai.admission.forms import CandidateFileForm
from zhicai.admission.models import CandidateUpload
from zhicai.admission.queries.calls import frame_of
from zhicai.admission.queries.uploads import (
    candidate_upload_for,
    candidate_uploads_for,
    column_names,
    content_kept,
    found_in,
)
from zhicai.admission.sheets import roster_shape, template_sheet
from zhicai.admission.views.call_parts import enters, hub_frame
from zhicai.admission.views.importing import hand_back
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.sheets.findings import as_shown, names_given
from zhicai.ui.asked import take_faults


@require_safe
def _template(request: OfficeRequest) -> HttpResponse:
    """Hand out the empty list."""
    frame, by = hub_frame(request), request.acting
    return template_sheet(asking_here(frame.year, by, frame=frame), own=_own(request))


candidate_template = needs("admission.candidates")(_template)


def _own(request: OfficeRequest) -> bool:
    return request.acting.organisation_id is not None


@needs("admission.candidates")
def upload(request: OfficeRequest) -> HttpResponse:
    """Take a list and check it."""
    frame, by = hub_frame(request), request.acting
    if not enters(request, frame):
        raise OutOfScope
    form = CandidateFileForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.upload_candidates(
                    frame.year, file, name=file.name or "", by=by, at=clock.now()
                )
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                return HttpResponseRedirect(reverse("admission:candidate_upload", args=[kept.pk]))
    recent = candidate_uploads_for(by).filter(call__programme_year=frame.year)[:10]
    context = {"form": form, "recent": recent, "year": frame.year}
    return render(request, "admission/candidate_import.html", context, status=status)


@needs("admission.candidates")
def uploaded(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what a check found; name columns, import."""
    kept = candidate_upload_for(request.acting, pk)
    if request.method == "POST":
        kept = _act(request, kept)
        return HttpResponseRedirect(reverse("admission:candidate_upload", args=[kept.pk]))
    frame = frame_of(kept.call.programme_year, on=clock.today())
    shape = roster_shape(asking_here(frame.year, request.acting, frame=frame), own=_own(request))
    said = get_language() or "zh-hans"
    context = as_shown(found_in(kept)) | {
        "kept": kept,
        "fields": [(column.key, column.heading.in_language(said)) for column in shape.columns],
        "has_file": bool(kept.content),
        "counts": kept.counts,
        "marked": reverse("admission:candidate_marked", args=[kept.pk]),
        "again": reverse("admission:candidate_import"),
    }
    return render(request, "admission/candidate_upload.html", context)


def _act(request: OfficeRequest, kept: CandidateUpload) -> CandidateUpload:
    do, by, at = request.POST.get("do", ""), request.acting, clock.now()
    if do == "columns":
        names = names_given(request.POST, found_in(kept))
        return actions.check_candidates_again(kept, names=names, by=by, at=at)
    if do == "check":
        return actions.check_candidates_again(kept, by=by, at=at)
    if do in ("all", "sound"):
        done = actions.import_candidates(kept, only_sound=do == "sound", by=by, at=at)
        messages.success(request, _("已导入 %(n)d 人") % {"n": done.counts["imported"]})
        return done
    raise OutOfScope


@require_safe
def _marked(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand the user's own file back with red cells, whole or its faulty rows alone."""
    kept = candidate_upload_for(request.acting, pk)
    frame = frame_of(kept.call.programme_year, on=clock.today())
    asking: Any = asking_here(frame.year, request.acting, frame=frame)
    shape = roster_shape(asking, column_names(request.acting), own=_own(request))
    return hand_back(request, content_kept(kept), shape, found_in(kept).faults, kept.name)


candidate_marked = needs("admission.candidates")(_marked)
