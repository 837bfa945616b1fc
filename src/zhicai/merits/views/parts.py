"""What the pages for offices share."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds
from zhicai.merits.presenters import closed_parts
from zhicai.merits.queries.law import MeritLaw
from zhicai.results.views.parts import hub


def tabs_for(request: OfficeRequest, current: str) -> list[dict[str, Any]]:
    """Return the parts that the user has."""
    parts = [
        ("standings", _("名单"), "merits.read"),
        ("sets", _("规则"), "merits.read"),
        ("run", _("级别核定"), "merits.grade"),
        ("years", _("年度结算"), "merits.rule"),
    ]
    return [
        {"label": label, "url": reverse(f"merits:{name}"), "current": name == current}
        for name, label, permission in parts
        if holds(request.acting, permission)
    ]


def page(
    request: OfficeRequest, template: str, tab: str, law: MeritLaw, *, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Render a page; it is kept by no cache."""
    context = {
        "hub": hub(request, "standings"), "tabs": tabs_for(request, tab), "law": law,
        "cites": law.cites, "parts": law.parts, "closed": closed_parts(law), **more,
    }  # fmt: skip
    answer = render(request, f"merits/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer
