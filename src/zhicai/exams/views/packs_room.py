"""The door of a room without network: the invigilator by the pack's key, candidates by their slip.

A site with network sends whoever comes here to its first page.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.guard import OfficeRequest, needs, public
from zhicai.exams.actions.packs_room import enter_with_key, enter_with_slip, export_answers
from zhicai.exams.packs.pack import read_manifest
from zhicai.exams.queries.packs import room_pack
from zhicai.exams.queries.running import watches
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault
from zhicai.signin.limits import limited
from zhicai.signin.views.door import let_in
from zhicai.ui.asked import faults_of, word

WAY = "password"
MOST = 2000
"""Times that one address may try within an hour: a whole room may sit behind one."""


@never_cache
def _door(request: HttpRequest) -> HttpResponse:
    """Let candidates and the invigilator in; the key opens the pack the first time."""
    row = room_pack()
    if row is None:
        return HttpResponseRedirect("/")
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            return _entered(request)
        except BadInput as error:
            faults = faults_of(error)
    acting = getattr(request, "acting", None)
    context = {
        "facts": read_manifest(bytes(row.data)).facts,
        "row": row,
        "exam": row.exam,
        "now": clock.now(),
        "watching": bool(acting and row.exam and watches(acting, row.exam)),
        "code": word(request, "code"),
        "faults": faults,
    }
    return render(request, "exams/packs/door.html", context, status=422 if faults else 200)


def _entered(request: HttpRequest) -> HttpResponse:
    if word(request, "do") == "key":
        user = enter_with_key(word(request, "key"), by=SYSTEM, at=clock.now())
        return let_in(request, user, way=WAY, factor="", next_url=request.path)
    user, sitting = enter_with_slip(word(request, "code"), word(request, "last4"))
    next_url = reverse("exams:sitting", args=[sitting.code])
    return let_in(request, user, way=WAY, factor="", next_url=next_url)


door = public(limited("exam-room", most=MOST)(sensitive_post_parameters("key", "last4")(_door)))


@needs("exams.run")
@require_POST
def export(request: OfficeRequest) -> HttpResponse:
    """Hand out the signed answers of this room."""
    at = clock.now()
    data = export_answers(by=request.acting, at=at)
    headers = {
        "Content-Disposition": f'attachment; filename="answers-{at:%Y%m%d-%H%M%S}.zcanswers"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type="application/zip", headers=headers)
