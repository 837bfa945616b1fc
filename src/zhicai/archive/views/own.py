"""One's own file on the phone: what stands in it, and what one adds to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.archive.actions.claims import claim
from zhicai.archive.forms import ClaimForm
from zhicai.archive.models import Claim
from zhicai.archive.queries.law import GROWING, ArchiveLaw, archive_law
from zhicai.archive.queries.people import is_specialist, lets_employer
from zhicai.archive.views.files import shown_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.people.queries import own_record
from zhicai.people.queries.records import places_of_province
from zhicai.people.views.own import own_tabs
from zhicai.ui.asked import said, take_faults


def _show(
    request: OfficeRequest, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    context = own_frame(request.acting, "people") | {"tabs": own_tabs("archive")} | more
    answer = render(request, f"archive/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
def mine(request: OfficeRequest) -> HttpResponse:
    """Show one's own file with the career, and what may be added."""
    person = own_record(request.acting)
    if person is None:
        return _show(request, "mine")
    law = archive_law(request.acting, on=clock.today())
    return _show(
        request, "mine", law=law, cites=law.cites, writes=is_specialist(person),
        lets=lets_employer(person), **shown_file(person, law, request.acting, whole=True),
    )  # fmt: skip


@signed_in
def add(request: OfficeRequest, what: str) -> HttpResponse:
    """Write a title, an achievement or a change of employer into one's own file."""
    person = own_record(request.acting)
    if person is None or what not in Claim.What.values:
        raise OutOfScope
    on = clock.today()
    law = archive_law(request.acting, on=on)
    form, status = ClaimForm(request.POST or None, request.FILES or None), 200
    form.shape(what, _kinds(what, law), _places(request, what))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                claim(person, form.facts(), law, upload=form.cleaned_data["file"],
                      by=request.acting, at=clock.now())  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
            else:
                messages.success(request, _("已提交，主管部门确认后生效"))
                return HttpResponseRedirect(reverse("archive:mine"))
    return _show(request, "add", status=status, form=form, word=Claim.What(what).label, law=law)


def _kinds(what: str, law: ArchiveLaw) -> list[tuple[str, str]]:
    found = {
        Claim.What.TITLE: law.levels,
        Claim.What.ACHIEVEMENT: law.kinds,
        Claim.What.CAREER: law.words(GROWING),
    }[Claim.What(what)]
    return [(key, said(says)) for key, says in found.items()]


def _places(request: OfficeRequest, what: str) -> list[tuple[int, str]]:
    if what != Claim.What.CAREER:
        return []
    rows = places_of_province(request.acting, on=clock.today())
    return list(rows.values_list("pk", "name"))
