"""What a reviewer scores, blind to the others."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import Fault
from zhicai.reviews.actions.reviewing import hand_in_scores
from zhicai.reviews.models import Application, Review
from zhicai.reviews.presenters import kept_checks
from zhicai.reviews.queries import upgrading as queries
from zhicai.reviews.queries.law import UPGRADE, law_of_year
from zhicai.reviews.rules.content import content_of
from zhicai.reviews.rules.upgrading import level_of, scored_of
from zhicai.reviews.views.parts import law_for, page, tried
from zhicai.ui.asked import word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("申请人")),
    Column("round", gettext_lazy("升级评定")),
    Column("grade", gettext_lazy("申请级别"), numeric=True),
    Column("assigned", gettext_lazy("指派时间")),
    Column("total", gettext_lazy("我的评分"), numeric=True),
)


@needs("reviews.score")
def reviews(request: OfficeRequest) -> HttpResponse:
    """List what the user is asked to score."""
    listed: ListPage[Any] = ListPage(
        request, queries.own_reviews(request.acting), columns=COLUMNS
    )  # fmt: skip
    return page(request, "reviews", "reviews", law_for(request), page=listed, rows=list(listed))


@needs("reviews.score")
def review(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an application to its reviewer; hand in the scores, once."""
    found = queries.review_for(request.acting, pk)
    row = found.application
    content = content_of(row.round.criteria.content)
    rules = scored_of(content, row.grade)
    law = law_of_year(row.round.programme_year, on=clock.today())
    faults: list[Fault] = []
    if request.method == "POST":
        scores = {one.id: mark(word(request, f"score-{one.id}")) for one in rules}
        faults = tried(
            lambda: hand_in_scores(
                found, scores=scores, opinion=word(request, "opinion"), by=request.acting,
                at=clock.now(),
            )
        )  # fmt: skip
        if not faults:
            messages.success(request, _("评分已提交"))
            return HttpResponseRedirect(reverse("reviews:reviews"))
    wrong = {one.field for one in faults}
    level = level_of(content, row.grade)
    return page(
        request, "review", "reviews", law, status=422 if faults else 200, review=found, row=row,
        level=level.says if level else "", faults=faults,
        open=found.submitted_at is None and row.state == Application.State.REVIEWING,
        checks=kept_checks(row.conditions, law.clause(UPGRADE)),
        evidence=list(row.evidence.select_related("file")), opinion=word(request, "opinion"),
        lines=[
            {"rule": one, "name": f"score-{one.id}", "wrong": f"score-{one.id}" in wrong,
             "value": _given(request, found, one.id)}
            for one in rules
        ],
    )  # fmt: skip


def _given(request: OfficeRequest, found: Review, key: str) -> str:
    return str(found.scores.get(key) or word(request, f"score-{key}"))


def mark(written: str) -> Decimal | None:
    """Return a score as typed, None where it is no plain number."""
    try:
        found = Decimal(written) if len(written) < 10 else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
