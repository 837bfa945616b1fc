"""Files of a plan: attach, hand out, remove."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.planning import actions
from zhicai.planning.queries.attachments import attachment_for, own_attachment_for
from zhicai.planning.queries.plans import may_edit, own_plan_for
from zhicai.planning.views.asked import setting_of
from zhicai.planning.views.drafting import editor_page


@require_POST
def _attach(request: OfficeRequest, pk: int) -> HttpResponse:
    """Attach the file that was sent; the editor says what is wrong with it."""
    plan = own_plan_for(request.acting, pk)
    if not may_edit(request.acting, plan):
        return HttpResponseRedirect(reverse("planning:plan", args=[pk]))
    try:
        made = actions.attach_file(
            plan, by=request.acting, upload=request.FILES.get("file"), at=clock.now()
        )
    except BadInput as error:
        setting = setting_of(request, plan.programme_year)
        page = editor_page(request, plan, setting, plan.draft, file_faults=error.faults)
        page.status_code = error.status
        return page
    messages.success(request, _("已添加附件“%(name)s”") % {"name": made.file.name})
    return _back(pk)


attach = needs("planning.draft")(_attach)


@require_safe
def _download(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out a file of a plan; ``?inline=1`` shows it in the browser."""
    found = attachment_for(request.acting, pk, on=clock.today())
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


download = needs("planning.read")(_download)


@require_POST
def _remove(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a file out of the draft."""
    found = own_attachment_for(request.acting, pk)
    actions.remove_attachment(found, by=request.acting)
    messages.success(request, _("已移除附件"))
    return _back(found.plan_id)


remove = needs("planning.draft")(_remove)


def _back(plan_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("planning:edit", args=[plan_id]) + "#attachments")
