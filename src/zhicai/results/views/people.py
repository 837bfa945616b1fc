"""One person's record: skills and path, for offices, and for oneself."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.people.models import Person
from zhicai.people.queries import own_record
from zhicai.people.views.own import own_tabs
from zhicai.results import actions
from zhicai.results.forms import SkillForm
from zhicai.results.queries.law import ResultsLaw
from zhicai.results.queries.people import (
    classes_of,
    may_assess,
    names_whole,
    path_of_person,
    person_seen,
)
from zhicai.results.queries.skills import entry_of, record_of
from zhicai.results.rules.skills import LEVEL_WORDS
from zhicai.results.views.parts import law_for, shown_name, skill_lines, tabs_for
from zhicai.ui.asked import said


def record_context(person: Person, law: ResultsLaw) -> dict[str, Any]:
    """Return what every page of one record shows: skills, path, classes."""
    return {
        "person": person,
        "skills": skill_lines(record_of(person.pk, law), law),
        "path": path_of_person(person),
        "classes": list(classes_of(person)[:20]),
    }


@needs("results.read")
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the skills and the path of a person; a base enters skills (HB-2.1.f, HB-2.2.e)."""
    on = clock.today()
    person = person_seen(request.acting, pk, on=on)
    law = law_for(request)
    assesses = may_assess(request.acting, person, on=on)
    form = SkillForm(request.POST or None, initial={"shown_on": on})
    form.offer(
        [(item.id, f"{said(item.label)} {said(item.name)}") for item in law.frame.items],
        [(key, said(words)) for key, words in LEVEL_WORDS.items()],
    )
    status = 200
    if request.method == "POST":
        if not assesses:
            raise OutOfScope
        status = 422
        if form.is_valid() and _entered(request, person, law, form):
            return HttpResponseRedirect(reverse("results:record", args=[pk]))
    context = tabs_for(request, "", law) | record_context(person, law)
    context |= {
        "name": shown_name(person, whole=names_whole(request.acting)),
        "assesses": assesses,
        "form": form,
        "office": request.acting.office,
    }
    answer = render(request, "results/record.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _entered(request: OfficeRequest, person: Person, law: ResultsLaw, form: SkillForm) -> bool:
    given = form.cleaned_data
    shown_on: date = given["shown_on"]
    try:
        actions.enter_skill(
            person, law.year, item=given["item"], level=given["level"],
            evidence=given["evidence"], shown_on=shown_on, practical=given["practical"],
            by=request.acting, at=clock.now(),
        )  # fmt: skip
    except BadInput as error:
        for fault in error.faults:
            form.add_error(fault.field if fault.field in form.fields else None, said(fault.says))
        return False
    messages.success(request, _("技能已登记"))
    return True


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back an entry made by mistake."""
    entry = entry_of(pk)
    person_seen(request.acting, entry.person_id, on=clock.today())
    try:
        actions.withdraw_skill(
            entry, reason=request.POST.get("reason", ""), by=request.acting, at=clock.now()
        )
    except BadInput as error:
        messages.warning(request, said(error.says))
    else:
        messages.success(request, _("登记已撤销，操作日志保留"))
    return HttpResponseRedirect(reverse("results:record", args=[entry.person_id]))


withdraw_skill = needs("results.assess")(_withdraw)


@signed_in
def mine(request: OfficeRequest) -> HttpResponse:
    """Show one's own skills and path."""
    person = own_record(request.acting)
    context = own_frame(request.acting, "people") | {"tabs": own_tabs("results")}
    if person is not None:
        law = law_for(request)
        context |= record_context(person, law) | {"law": law}
    answer = render(request, "results/mine.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer
