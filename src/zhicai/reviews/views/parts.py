"""What the pages of reviews share: tabs, rendering, running an action and saying what was wrong."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.reviews.queries.law import ReviewLaw, review_law
from zhicai.reviews.queries.upgrading import open_reviews
from zhicai.ui.asked import faults_of


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
    context = {"tabs": tabs_for(request, tab), "law": law, "cites": law.cites, **more}
    answer = render(request, f"reviews/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


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
