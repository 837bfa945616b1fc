"""Files of a record: shown beside it, added by who writes it, handed out to who sees it."""

from typing import Any

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.coordination import actions
from zhicai.coordination.models import Attachment
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.files import attachment_for, attachments_of, page_of
from zhicai.coordination.views.asked import desk_in, done, told
from zhicai.files.attachments import Attached, Attachments
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.ui.asked import faults_of


def shown_files(desk: Desk, about: str, *, writes: bool) -> Attachments:
    """Return the files of a record, with where to add one if the user may."""
    kind, _sep, pk = about.partition(":")
    rows = attachments_of([about]).get(about, [])
    upload = reverse("coordination:attach", args=[kind, int(pk)]) if writes else ""
    return Attachments([_attached(row) for row in rows], upload)


def _attached(row: Attachment) -> Attached:
    return Attached(row.file, reverse("coordination:file", args=[row.pk]))


@require_safe
def _file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out a file of a record in reach."""
    found = attachment_for(desk_in(request), pk)
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


file = needs("coordination.read")(_file)


@require_POST
def _attach(request: OfficeRequest, kind: str, pk: int) -> HttpResponseRedirect:
    """Keep a file with a record that the user writes."""
    desk = desk_in(request)
    about = f"{kind}:{pk}"
    here = page_of(desk, about)
    upload: Any = request.FILES.get("file")
    try:
        actions.attach_file(desk, about, upload, by=request.acting, at=clock.now())
    except BadInput as error:
        told(request, faults_of(error))
        return HttpResponseRedirect(here)
    return done(request, _("附件已上传"), here)


attach = needs("coordination.read")(_attach)
