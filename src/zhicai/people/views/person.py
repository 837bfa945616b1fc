"""One person for an office or employer: masked, unmasked once with a reason, employer, contact."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.people import actions
from zhicai.people.forms import ContactForm, EmployerForm, LoginForm, ReasonForm
from zhicai.people.links import links_for
from zhicai.people.models import Person
from zhicai.people.presenters import employer_name, request_rows
from zhicai.people.queries import (
    confirmations_of,
    incentives_of,
    looks_at,
    person_for,
    specialist_of,
)
from zhicai.people.queries.moving import homes_over_time
from zhicai.people.queries.records import (
    is_visible,
    masked_number_of,
    organisation_named,
    places_of_province,
)
from zhicai.people.queries.words import employer_word
from zhicai.people.rules.identity import EmployerFacts, masked_phone
from zhicai.ui.asked import said, take_faults

MOST_LOOKS = 20


@require_safe
def _person(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one record; the address of a duplicate leads to the record that stays."""
    found = person_for(request.acting, pk, on=clock.today())
    if found.pk != pk:
        return HttpResponseRedirect(reverse("people:person", args=[found.pk]))
    return _page(request, found)


person = needs("people.read")(_person)


def _page(
    request: OfficeRequest,
    person: Person,
    *,
    unmask_form: ReasonForm | None = None,
    login_form: LoginForm | None = None,
    number: str = "",
    slip: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    on, by = clock.today(), request.acting
    decides = holds(by, "people.decide")
    works = list(person.employments.select_related("organisation", "place"))
    context = {
        "person": person,
        "facts": [
            {"label": _("证件类型"), "value": person.get_id_kind_display() or "—"},
            {"label": _("证件号码"), "value": number or masked_number_of(person) or "—"},
            {"label": _("性别"), "value": person.get_sex_display() or "—"},
            {"label": _("手机号"), "value": masked_phone(person.phone) or "—"},
            {"label": _("档案所在地"), "value": person.home.name},
        ],
        "works": [(one, employer_name(one), said(employer_word(one.employer_type)))
                  for one in works],
        "spell": specialist_of(person, on=on),
        "confirmations": list(confirmations_of(person)[:10]),
        "incentives": list(incentives_of(person).select_related("file")),
        "requests": request_rows(person.requests.all()[:10]) if decides else [],
        "looks": looks_at(person)[:MOST_LOOKS] if decides else [],
        "decides": decides,
        "keeps": holds(by, "people.keep"),
        "rewards": holds(by, "people.reward"),
        "moves": holds(by, "people.transfer") and by.organisation_id is None,
        "homes": homes_over_time(person),
        "unmasks": holds(by, "people.unmask") and bool(person.id_hash),
        "unmask_form": unmask_form or ReasonForm(),
        "login_form": login_form or LoginForm(),
        "number": number,
        "slip": slip,
        "links": [(one, reverse(one.url_name, args=[person.pk])) for one in links_for(by)],
    }  # fmt: skip
    answer = render(request, "people/person.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def _unmask(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the whole number once; who looked and why is on the record."""
    found = person_for(request.acting, pk, on=clock.today())
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            number = actions.unmask(
                found, by=request.acting, reason=form.cleaned_data["reason"], on=clock.today()
            )
        except BadInput as error:
            take_faults(form, error)
        else:
            return _page(request, found, number=number)
    return _page(request, found, unmask_form=form, status=422)


unmask = needs("people.unmask")(_unmask)


@require_POST
def _login(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open the person's own account and show its slip once."""
    found = person_for(request.acting, pk, on=clock.today())
    form = LoginForm(request.POST)
    if form.is_valid():
        try:
            ticket, token = actions.open_login(
                found, form.cleaned_data["username"], by=request.acting, at=clock.now()
            )
        except (BadInput, Refused) as error:
            take_faults(form, error)
        else:
            url = request.build_absolute_uri(reverse("staff:enter", args=[token]))
            slip = {"ticket": ticket, "url": url}
            return _page(request, found, slip=slip)
    return _page(request, found, login_form=form, status=422)


login = needs("people.decide")(_login)


@needs("people.keep")
def employer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Note a new employer or post."""
    on = clock.today()
    found = person_for(request.acting, pk, on=on)
    form = EmployerForm(request.POST or None, initial={"place": found.home_id})
    form.offer(places_of_province(request.acting, on=on))

    def act(given: dict[str, Any]) -> str:
        listed = organisation_named(given["employer"], on=on)
        facts = EmployerFacts(
            organisation_id=listed.pk if listed else None,
            name="" if listed else given["employer"],
            kind=listed.kind if listed else "",
            post=given["post"],
            is_ip_post=given["is_ip_post"],
        )
        actions.change_employer(
            found, facts, place=given["place"], by=request.acting, at=clock.now()
        )
        return _("工作单位已变更，原单位保留在履历中")

    return form_page(request, "people/employer.html", form, act, person=found)


@needs("people.keep")
def contact(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change phone and e-mail."""
    found = person_for(request.acting, pk, on=clock.today())
    initial = {"phone": found.phone, "email": found.email}
    form = ContactForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        actions.change_contact(
            found, phone=given["phone"], email=given["email"], by=request.acting, at=clock.now()
        )
        return _("联系方式已更新")

    return form_page(request, "people/contact.html", form, act, person=found)


def form_page(
    request: OfficeRequest,
    template: str,
    form: Form,
    act: Callable[[dict[str, Any]], str],
    *,
    person: Person,
    back: str = "",
) -> HttpResponse:
    """Show a form about one person; after the deed, go back to the person's page."""
    status, back = 200, back or reverse("people:person", args=[person.pk])
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = act(form.cleaned_data)
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, done)
                # Who moved the record away no longer sees it.
                gone = back.endswith(f"/{person.pk}/") and not _visible(request, person)
                return HttpResponseRedirect(reverse("people:people") if gone else back)
    context = {"form": form, "person": person, "back": back}
    return render(request, template, context, status=status)


def _visible(request: OfficeRequest, person: Person) -> bool:
    return is_visible(request.acting, person.pk, on=clock.today())
