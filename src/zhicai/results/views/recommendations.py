"""Candidates of a county, the list of recommendations, one recommendation with its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.results import actions
from zhicai.results.actions.recommending import years_offered
from zhicai.results.forms import CandidateFilters, RecommendationFilters
from zhicai.results.models import Recommendation
from zhicai.results.queries.law import ResultsLaw, recommends, ways_for
from zhicai.results.queries.people import names_whole
from zhicai.results.queries.recommendations import (
    awaiting,
    body_of,
    candidates,
    class_scores,
    joinings_of,
    locally_recommended,
    own_sent,
    recommendation_for,
    recommendations_seen,
    sending_level,
)
from zhicai.results.queries.skills import records_of
from zhicai.results.rules.recommending import BODIES, BODY_WORDS, Ways
from zhicai.results.sheets import CANDIDATES, RECOMMENDATIONS, table
from zhicai.results.views.home import done_word
from zhicai.results.views.parts import law_for, shown_name, skill_tags, tabs_for
from zhicai.ui.asked import faults_of, number, said
from zhicai.ui.lists import Column, ListPage

TONES = {
    "sent": ("amber", "hourglass"),
    "confirmed": ("green", "circle-check"),
    "returned": ("red", "arrow-back-up"),
    "withdrawn": ("idle", "ban"),
}
CANDIDATE = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("employer", gettext_lazy("工作单位"), ("employer_name",)),
    Column("class", gettext_lazy("班次"), ("training_class__starts_on", "training_class")),
    Column("hours", gettext_lazy("到课学时"), ("completion__hours",), numeric=True,
           under=gettext_lazy("到课 / 需要")),
    Column("done", gettext_lazy("结业"), ("completion__completed", "person__name")),
    Column("score", gettext_lazy("效果评估"), numeric=True, under=gettext_lazy("本班均分")),
    Column("skills", gettext_lazy("技能")),
    Column("state", gettext_lazy("推荐"), ("live", "person__name")),
)  # fmt: skip
COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("place", gettext_lazy("推荐单位"), ("place__code", "-sent_at")),
    Column("class", gettext_lazy("预科班次")),
    Column("hours", gettext_lazy("到课学时"), ("completion__hours",), numeric=True),
    Column("score", gettext_lazy("效果评估"), numeric=True, under=gettext_lazy("本班均分")),
    Column("year", gettext_lazy("考核年度"), ("for_year", "-sent_at")),
    Column("state", gettext_lazy("状态"), ("state", "-sent_at")),
    Column("sent", gettext_lazy("推荐日期"), ("sent_at",)),
)


def ways_lines(ways: Ways) -> dict[str, Any]:
    """Return the year's rules in words, with the clauses of their settings."""
    return {
        "ways": ways,
        "bodies": [BODY_WORDS[body] for body in BODIES if body in ways.by],
    }


def _asked_year(request: OfficeRequest, law: ResultsLaw) -> int:
    """The year of assessment that is asked for, else the next: its assessment comes first."""
    offered = years_offered(law.year)
    wanted = number(request, "target")
    return wanted if wanted in offered else offered[-1]


# --- candidates ----------------------------------------------------------------------------------


def _candidates(request: OfficeRequest, error: BadInput | Refused | None = None) -> HttpResponse:
    law = law_for(request)
    if not recommends(law.year):
        raise OutOfScope
    year = _asked_year(request, law)
    ways = ways_for(law.year, year, on=law.on)
    page = _candidate_list(request, law, year)
    if page.exporting:
        return _candidates_out(page, ways)
    rows = list(page)
    scores = class_scores(row.training_class_id for row in rows)
    records = records_of({row.person_id for row in rows}, law)
    level = sending_level(request.acting, ways)
    context = tabs_for(request, "recommendations", law) | ways_lines(ways) | {
        "page": page,
        "rows": [
            {
                "row": row,
                "done": getattr(row, "completion", None),
                "score": scores.get(row.training_class_id),
                "skills": skill_tags(records[row.person_id], law),
            }
            for row in rows
        ],
        "sends": level is not None,
        "for_year": year,
        "years": [
            {"label": str(one), "url": page.address(target=str(one), page=None),
             "current": one == year}
            for one in years_offered(law.year)
        ],
        "batch": [
            {"label": _("推荐所选"), "name": "do", "value": "recommend", "icon": "send",
             "primary": True}
        ],
        "faults": faults_of(error) if error else [],
    }  # fmt: skip
    status = error.status if error else 200
    return render(request, "results/candidates.html", context, status=status)


def _candidate_list(request: OfficeRequest, law: ResultsLaw, year: int) -> ListPage[Any]:
    rows = candidates(request.acting, law.year, year)
    page: ListPage[Any] = ListPage(
        request, rows, columns=CANDIDATE, filters=CandidateFilters, default_sort="class"
    )
    if isinstance(page.filters, CandidateFilters):
        held = rows.order_by("training_class__starts_on", "training_class")
        titles = held.values_list("training_class", "training_class__title").distinct()
        page.filters.offer(found=[(str(pk), title) for pk, title in titles])
    return page


def _candidates_out(page: ListPage[Any], ways: Ways) -> HttpResponse:
    rows = list(page.matching[:20_000])
    scores = class_scores(row.training_class_id for row in rows)
    lines = []
    for row in rows:
        done = getattr(row, "completion", None)
        lines.append(
            {
                "name": row.person.name,
                "employer": row.employer_name,
                "class": row.training_class.title,
                "hours": done.hours if done else None,
                "needed": done.needed if done else None,
                "done": done_word(done.completed if done else None),
                "score": scores.get(row.training_class_id),
                "state": _("已推荐") if row.live else _("未推荐"),
            }
        )
    return table(CANDIDATES, lines)


@needs("results.recommend")
def candidates_page(request: OfficeRequest) -> HttpResponse:
    """List the trainees whom the office may recommend, with attendance and evaluation."""
    return _candidates(request)


@require_POST
def _recommend(request: OfficeRequest) -> HttpResponse:
    """Recommend the chosen for the assessment of a year."""
    law = law_for(request)
    year = _asked_year(request, law)
    chosen = _candidate_list(request, law, year).chosen(request.POST)
    people = chosen.values_list("person", flat=True)
    try:
        rows = actions.recommend(people, law.year, year, by=request.acting, at=clock.now())
    except (BadInput, Refused) as error:
        return _candidates(request, error)
    messages.success(request, _("已推荐 %(n)d 人") % {"n": len(rows)})
    return HttpResponseRedirect(reverse("results:recommendations") + f"?for_year={year}")


recommend = needs("results.recommend")(_recommend)

# --- the list ------------------------------------------------------------------------------------


def _list(request: OfficeRequest, law: ResultsLaw) -> ListPage[Any]:
    rows = recommendations_seen(request.acting, on=law.on).filter(
        programme_year__programme=law.year.programme
    )
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=RecommendationFilters, default_sort="-sent"
    )
    if isinstance(page.filters, RecommendationFilters):
        years = rows.order_by("-for_year").values_list("for_year", flat=True).distinct()
        places = rows.order_by("place__code").values_list("place__code", "place__name").distinct()
        page.filters.offer(for_year=[(str(y), str(y)) for y in years], place=list(places))
        page.filters.waiting = awaiting(request.acting, on=law.on).values("pk")
    return page


def _page(request: OfficeRequest, error: BadInput | None = None) -> HttpResponse:
    law = law_for(request)
    page = _list(request, law)
    whole = names_whole(request.acting)
    if page.exporting:
        return _out(page, whole=whole)
    rows: list[Recommendation] = list(page)
    scores = class_scores(
        row.completion.registration.training_class_id for row in rows if row.completion
    )
    year = _asked_year(request, law)
    answers = bool(body_of(request.acting))
    sends = holds(request.acting, "results.recommend") and request.acting.organisation_id is None
    ways = ways_for(law.year, year, on=law.on)
    context = tabs_for(request, "recommendations", law) | ways_lines(ways) | {
        "page": page,
        "rows": [_line(row, scores, whole=whole) for row in rows],
        "answers": answers,
        "sends": sends,
        "waits": awaiting(request.acting, on=law.on).count() if answers else 0,
        "local": locally_recommended(law.year, year, on=law.on) if not sends else None,
        "says": request.POST.get("says", "")[:400],
        "faults": faults_of(error) if error else [],
    }  # fmt: skip
    status = error.status if error else 200
    return render(request, "results/recommendations.html", context, status=status)


def _line(row: Recommendation, scores: dict[int, Any], *, whole: bool) -> dict[str, Any]:
    tone, icon = TONES[row.state]
    done = row.completion
    return {
        "row": row,
        "name": shown_name(row.person, whole=whole),
        "tag": {"label": str(row.get_state_display()), "tone": tone, "icon": icon},
        "awaits": awaits_words(row),
        "score": scores.get(done.registration.training_class_id) if done else None,
    }


def awaits_words(row: Recommendation) -> list[str]:
    """Return the bodies that have still to join in, in words."""
    if row.state != Recommendation.State.SENT:
        return []
    flags = (("city", row.awaits_city), ("base", row.awaits_base))
    return [said(BODY_WORDS[body]) for body, waits in flags if waits]


def _out(page: ListPage[Any], *, whole: bool) -> HttpResponse:
    lines = []
    for row in page.matching[:20_000]:
        done = row.completion
        lines.append(
            {
                "name": shown_name(row.person, whole=whole),
                "place": row.place.name,
                "class": done.registration.training_class.title if done else "",
                "hours": done.hours if done else None,
                "for_year": row.for_year,
                "state": str(row.get_state_display()),
                "waits": "、".join(awaits_words(row)),
                "sent": row.sent_at.astimezone(CHINA).date(),
                "why": row.says,
            }
        )
    return table(RECOMMENDATIONS, lines)


@needs("results.read")
def recommendations(request: OfficeRequest) -> HttpResponse:
    """List the recommendations of the area."""
    if not recommends(law_for(request).year):
        raise OutOfScope
    return _page(request)


@require_POST
def _answer(request: OfficeRequest) -> HttpResponse:
    """Join in the chosen recommendations, or send them back with a reason."""
    page = _list(request, law_for(request))
    joins = request.POST.get("do") == "join"
    try:
        n = actions.answer(
            page.chosen(request.POST), joins, says=request.POST.get("says", ""),
            by=request.acting, at=clock.now(),
        )  # fmt: skip
    except BadInput as error:
        return _page(request, error)
    done = _("已确认 %(n)d 人") if joins else _("已退回 %(n)d 人")
    messages.success(request, done % {"n": n})
    return HttpResponseRedirect(reverse("results:recommendations"))


answer = needs("results.confirm")(_answer)


@needs("results.read")
def recommendation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one recommendation with everything said to it."""
    law = law_for(request)
    row = recommendation_for(request.acting, pk, on=law.on)
    own = own_sent(request.acting).filter(pk=pk).exists()
    context = tabs_for(request, "recommendations", law) | {
        **_line(row, {}, whole=names_whole(request.acting)),
        "joinings": [{"one": one, "body": BODY_WORDS.get(one.body)} for one in joinings_of(row)],
        "may_withdraw": own and row.state == Recommendation.State.SENT,
    }
    return render(request, "results/recommendation.html", context)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back a recommendation that is not confirmed yet."""
    row = recommendation_for(request.acting, pk, on=clock.today())
    try:
        actions.withdraw(
            row, reason=request.POST.get("reason", ""), by=request.acting, at=clock.now()
        )
    except BadInput as error:
        messages.warning(request, said(error.says))
    else:
        messages.success(request, _("推荐已撤回"))
    return HttpResponseRedirect(reverse("results:recommendation", args=[pk]))


withdraw = needs("results.recommend")(_withdraw)
