"""Me and my data: who is signed in sees, answers the notice, takes away, asks."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.accounts.home_cards import ONESELF, own_frame
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.people import actions
from zhicai.people.forms import AskForm, ContactForm
from zhicai.people.links import own_links
from zhicai.people.models import Person
from zhicai.people.parcel import TITLE
from zhicai.people.presenters import employer_name, request_rows
from zhicai.people.queries import (
    confirmations_of,
    consents_of,
    incentives_of,
    looks_at,
    must_be_asked,
    own_record,
    own_requests,
    privacy,
    specialist_of,
)
from zhicai.people.queries.records import masked_number_of
from zhicai.sheets.downloads import download
from zhicai.ui.asked import said, take_faults


def _record(request: OfficeRequest) -> Person:
    found = own_record(request.acting)
    if found is None:
        raise OutOfScope
    return found


def own_tabs(tab: str) -> list[dict[str, Any]]:
    """Return the tabs of the pages of oneself; ``tab`` is the page, or the key of a link."""
    pages = [
        ("me", _("我的信息"), "user", reverse("people:me")),
        ("consents", _("授权"), "shield-check", reverse("people:consents")),
        ("ask", _("申请"), "message", reverse("people:ask")),
    ]
    pages += [
        (one.key, said(one.label), one.icon, reverse(one.own_url_name)) for one in own_links()
    ]
    return [
        {"label": label, "icon": icon, "url": url, "current": key == tab}
        for key, label, icon, url in pages
    ]


def _show(
    request: OfficeRequest, template: str, tab: str, status: int = 200, **more: Any
) -> HttpResponse:
    shared = own_frame(request.acting, "people") | {"tabs": own_tabs(tab)}
    context = shared | {"acting": request.acting} | more
    answer = render(request, f"people/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
def me(request: OfficeRequest) -> HttpResponse:
    """Show what is kept of oneself; who has not answered the notice is led to it first."""
    person = own_record(request.acting)
    if person is None:
        return _show(request, "no_record", "me")
    asked = must_be_asked(person)
    if asked and request.acting.key == ONESELF:
        return HttpResponseRedirect(reverse("people:consents"))
    on = clock.today()
    works = person.employments.select_related("organisation")
    return _show(
        request,
        "me",
        "me",
        person=person,
        number=masked_number_of(person),
        works=[(one, employer_name(one)) for one in works],
        asked=asked,
        states=consents_of(person),
        looks=list(looks_at(person)[:10]),
        spell=specialist_of(person, on=on),
        incentives=list(incentives_of(person).select_related("file")),
        confirmations=list(confirmations_of(person)[:5]),
        requests=request_rows(own_requests(request.acting)[:5]),
        today=on,
    )


@signed_in
def consents(request: OfficeRequest) -> HttpResponse:
    """Show the notice and its purposes; the optional ones can be refused and taken back."""
    person = own_record(request.acting)
    if person is None:
        return _show(request, "no_record", "consents")
    if request.method == "POST":
        actions.answer_purposes(
            person, request.POST.getlist("purpose"), by=request.acting, at=clock.now()
        )
        messages.success(request, _("已记下您的选择，随时可以更改"))
        return HttpResponseRedirect(reverse("people:me"))
    return _show(
        request,
        "consents",
        "consents",
        person=person,
        notice=privacy(),
        states=consents_of(person),
        first=must_be_asked(person),
    )


@signed_in
def contact(request: OfficeRequest) -> HttpResponse:
    """Change one's own phone and e-mail."""
    person = own_record(request.acting)
    if person is None:
        return _show(request, "no_record", "me")
    form = ContactForm(request.POST or None, initial={"phone": person.phone, "email": person.email})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.change_contact(
                    person, phone=given["phone"], email=given["email"], by=request.acting,
                    at=clock.now(),
                )  # fmt: skip
            except BadInput as error:
                take_faults(form, error)
            else:
                messages.success(request, _("联系方式已更新"))
                return HttpResponseRedirect(reverse("people:me"))
    return _show(request, "my_contact", "me", status, form=form)


@require_POST
def _export(request: OfficeRequest) -> HttpResponse:
    """Hand out everything kept of oneself; taking it is recorded."""
    person = _record(request)
    language = get_language() or "zh-hans"
    content = actions.hand_export(person, by=request.acting, at=clock.now(), language=language)
    return download(content, f"{said(TITLE)}.zip")


export = signed_in(_export)


@signed_in
def ask(request: OfficeRequest) -> HttpResponse:
    """Ask to read, correct, erase or contest; earlier requests with their states below."""
    person = own_record(request.acting)
    if person is None:
        return _show(request, "no_record", "ask")
    form, status = AskForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = actions.ask(person, by=request.acting, at=clock.now(), **given)
            except BadInput as error:
                take_faults(form, error)
            else:
                said_so = _("申请已提交，%(day)s 前答复") % {"day": made.due.isoformat()}
                messages.success(request, said_so)
                return HttpResponseRedirect(reverse("people:ask"))
    return _show(
        request,
        "ask",
        "ask",
        status,
        form=form,
        requests=request_rows(own_requests(request.acting)),
        today=clock.today(),
        response=privacy().response,
    )


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take an open request back."""
    found = own_requests(request.acting).select_related("person__home").filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    try:
        actions.withdraw_request(found, by=request.acting, at=clock.now())
    except Refused as error:
        messages.warning(request, said(error.says))
    else:
        messages.success(request, _("申请已撤回"))
    return HttpResponseRedirect(reverse("people:ask"))


withdraw = signed_in(_withdraw)
