"""What the pages of reviews share: tabs, rendering, running an action and saying what was wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds, require
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.results.views.parts import hub
from zhicai.reviews.actions.rounds import RoundTerms
from zhicai.reviews.forms import RoundForm
from zhicai.reviews.models.rounds import RoundT
from zhicai.reviews.permissions import RUN
from zhicai.reviews.presenters import tagged
from zhicai.reviews.queries.law import ReviewLaw, review_law
from zhicai.reviews.queries.upgrading import open_reviews
from zhicai.ui.asked import faults_of, form_faults
from zhicai.ui.lists import ListPage


def law_for(request: OfficeRequest) -> ReviewLaw:
    """Return the rules of the year that the user works in."""
    return review_law(request.acting, on=clock.today())


def tabs_for(request: OfficeRequest, current: str) -> list[dict[str, Any]]:
    """Return the parts of reviews that the user has."""
    by = request.acting
    parts = [
        ("home", _("升级评定"), "reviews.read"),
        ("commendations", _("表彰"), "reviews.read"),
        ("evaluations", _("人才评价"), "reviews.read"),
        ("reviews", _("我的评审"), "reviews.score"),
        ("criteria", _("标准"), "reviews.read"),
    ]
    told = [
        {"label": label, "url": reverse(f"reviews:{name}"), "current": name == current, "key": name}
        for name, label, permission in parts
        if holds(by, permission)
    ]
    for one in told:
        if one["key"] == "reviews" and (waiting := open_reviews(by).count()):
            one |= {"count": waiting, "alarm": True}
    return told


def page(
    request: OfficeRequest, template: str, tab: str, law: ReviewLaw, *, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Render a page of reviews; it is kept by no cache."""
    context = {
        "hub": hub(request, "upgrading"), "tabs": tabs_for(request, tab), "law": law,
        "cites": law.cites, **more,
    }  # fmt: skip
    answer = render(request, f"reviews/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def rounds_page(
    request: OfficeRequest, tab: str, kind: str, seen: QuerySet[RoundT],
    open_it: Callable[[ReviewLaw, RoundTerms], RoundT], done: str,
) -> HttpResponse:  # fmt: skip
    """List the rounds of a kind; a form sent opens one under the criteria in force."""
    sent = request.method == "POST"
    if sent:
        require(request.acting, RUN.name)
    law = law_for(request)
    form, faults = RoundForm(request.POST if sent else None), list[Fault]()
    if sent:
        faults = form_faults(form)
        if not faults:
            faults = tried(lambda: open_it(law, form.terms()))
        if not faults:
            messages.success(request, done)
            return HttpResponseRedirect(request.path)
    listed: ListPage[QuerySet[RoundT]] = ListPage(request, seen)
    return page(
        request, tab, tab, law, status=422 if faults else 200, page=listed, rows=tagged(listed),
        form=form, faults=faults, closed=law.closed(kind), criteria=law.in_force(kind),
        may=may_do(request),
    )  # fmt: skip


def tried(act: Callable[[], object]) -> list[Fault]:
    """Run an action; return what it says no to, nothing where it is done."""
    try:
        act()
    except (BadInput, Refused) as error:
        return faults_of(error)
    return []


def may_do(request: OfficeRequest) -> dict[str, bool]:
    """Return what the user may do, for templates."""
    by = request.acting
    return {
        name: holds(by, f"reviews.{name}")
        for name in ("run", "conclude", "set", "nominate", "score")
    }
