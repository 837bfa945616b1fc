"""Evaluations for offices: versions of a year, sheets, scores by hand, Excel in and out, print."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.archive.queries.people import certificate_years
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema.reviews import IndicatorRule
from zhicai.merits.queries.standing import open_categories
from zhicai.reviews.actions import evaluating as actions
from zhicai.reviews.forms import SheetFilters
from zhicai.reviews.models import Evaluation, Sheet
from zhicai.reviews.presenters import kept_lines, tag_of, tagged
from zhicai.reviews.queries import evaluating as queries
from zhicai.reviews.queries.law import EVALUATION, law_of_year
from zhicai.reviews.rules.content import FACTS
from zhicai.reviews.rules.facts import plain
from zhicai.reviews.rules.upgrading import rounded
from zhicai.reviews.sheets import marks_sheet, read_marks, results_sheet
from zhicai.reviews.views.parts import law_for, may_do, page, tried
from zhicai.reviews.views.scoring import mark
from zhicai.ui.asked import faults_of, number, said, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("place", gettext_lazy("县（市、区）"), ("person__home__code", "person__name")),
    Column("total", gettext_lazy("总分"), ("total",), numeric=True),
    Column("missing", gettext_lazy("未填手工评分"), ("missing",), numeric=True),
)
MOST_OUT, LARGEST = 20_000, 8 * 1024 * 1024
NO_FILE = Text("请选择不超过 8 MB 的 Excel 文件。", "Choose an Excel file of at most 8 MB.")


@needs("reviews.read")
def evaluations(request: OfficeRequest) -> HttpResponse:
    """List the evaluations; open that of the year, or evaluate anew with the reason."""
    law = law_for(request)
    faults: list[Fault] = []
    if request.method == "POST":
        faults = tried(
            lambda: actions.open_evaluation(
                law, why=word(request, "why"), by=request.acting, at=clock.now()
            )
        )
        if not faults:
            messages.success(request, _("评价已开启，请加入评价对象"))
            return HttpResponseRedirect(request.path)
    listed: ListPage[QuerySet[Evaluation]] = ListPage(
        request, queries.evaluations_seen(request.acting)
    )
    mine = [one for one in listed if one.programme_year_id == law.year.pk]
    return page(
        request, "evaluations", "evaluations", law, status=422 if faults else 200, page=listed,
        rows=tagged(listed), faults=faults, closed=law.closed(EVALUATION),
        criteria=law.in_force(EVALUATION), may=may_do(request), again=bool(mine),
        running=any(one.state == Evaluation.State.OPEN for one in mine),
    )  # fmt: skip


@needs("reviews.read")
def evaluation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an evaluation: its sheets, how totals spread; add people, count, close."""
    found, on = queries.evaluation_for(request.acting, pk), clock.today()
    law = law_of_year(found.programme_year, on=on)
    rows = queries.sheets_seen(request.acting, on=on).filter(evaluation=found)
    listed: ListPage[QuerySet[Sheet]] = ListPage(
        request, rows, columns=COLUMNS, filters=SheetFilters, default_sort="-total"
    )
    faults: list[Fault] = []
    if request.method == "POST":
        faults = _act(request, found)
        if not faults:
            return HttpResponseRedirect(request.path)
    rules = actions.indicators_of(found)
    if listed.exporting:
        out = listed.matching[:MOST_OUT].prefetch_related("scores")
        return results_sheet(found, rules, out)
    may = may_do(request)
    changes = may["run"] and found.state == Evaluation.State.OPEN
    spread = queries.spread_of(listed.matching)
    most = max((n for _key, _words, n in spread), default=0)
    return page(
        request, "evaluation", "evaluations", law, status=422 if faults else 200,
        evaluation=found, tag=tag_of(found), page=listed, faults=faults, may=may, changes=changes,
        spread=[
            {"key": key, "says": words, "n": n, "share": round(100 * n / most) if most else 0}
            for key, words, n in spread
        ],
        rules=rules, criteria=found.criteria,
        places=queries.places_offered(request.acting, on=on) if changes else [],
        years=certificate_years() if changes else [],
        categories=[(one.key, said(one.says)) for one in open_categories(law.programme)]
        if changes else [],
    )  # fmt: skip


def _act(request: OfficeRequest, found: Evaluation) -> list[Fault]:
    by, at, do = request.acting, clock.now(), word(request, "do")
    if do == "add":
        added: list[int] = []
        faults = tried(
            lambda: added.append(
                actions.add_people(
                    found, place=word(request, "in_place"), year=number(request, "in_year"),
                    category=word(request, "in_category"), by=by, at=at,
                )
            )
        )  # fmt: skip
        done = _("已加入 %(n)s 人") % {"n": sum(added)}
    elif do == "count":
        faults = tried(lambda: actions.count_facts(found, by=by, at=at))
        done = _("已按现有数据重新计分")
    elif do == "close":
        faults = tried(lambda: actions.close_evaluation(found, by=by, at=at))
        done = _("评价已定稿，本人可以查看")
    else:
        raise OutOfScope
    if not faults:
        messages.success(request, done)
    return faults


@needs("reviews.run")
def marks(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the table of scores by hand; take it back filled in."""
    found, on = queries.evaluation_for(request.acting, pk), clock.today()
    law = law_of_year(found.programme_year, on=on)
    rules = actions.indicators_of(found)
    rows = queries.sheets_seen(request.acting, on=on).filter(evaluation=found)
    faults: list[Fault] = []
    if request.method == "POST":
        faults = _read(request, found, rules, rows)
        if not faults:
            return HttpResponseRedirect(reverse("reviews:evaluation", args=[pk]))
    elif request.GET.get("template") == "1":
        by_name = rows.order_by("person__home__code", "person__name", "pk")
        return marks_sheet(rules, by_name[:MOST_OUT].prefetch_related("scores"))
    return page(
        request, "marks", "evaluations", law, status=422 if faults else 200, evaluation=found,
        faults=faults[:200],
    )  # fmt: skip


def _read(
    request: OfficeRequest, found: Evaluation, rules: tuple[IndicatorRule, ...],
    rows: QuerySet[Sheet],
) -> list[Fault]:  # fmt: skip
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > LARGEST:
        return [Fault(NO_FILE, "file")]
    try:
        given = read_marks(upload.read(), rules, set(rows.values_list("pk", flat=True)))
    except BadInput as error:
        return faults_of(error)
    changed: list[int] = []
    faults = tried(
        lambda: changed.append(
            actions.score_by_hand(found, given, by=request.acting, at=clock.now())
        )
    )
    if not faults:
        messages.success(request, _("已更新 %(n)s 个分数") % {"n": sum(changed)})
    return faults


def sheet_lines(found: Sheet, typed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the indicators of a sheet with their scores and what stands behind each fact;
    ``typed`` is what an officer wrote that could not be taken.
    """
    scores = queries.scores_of(found)
    told = []
    for one in actions.indicators_of(found.evaluation):
        score = scores.get(one.id)
        told.append(
            {
                "rule": one, "score": score, "fact": FACTS.get(one.fact or ""),
                "value": plain(score.value) if score and score.value is not None else "",
                "full": plain(one.full) if one.full else "",
                "lines": kept_lines(score.lines) if score else [],
                "written": (typed or {}).get(one.id, ""),
                "points": rounded((score.score or Decimal(0)) * one.weight / 100) if score else "",
            }
        )  # fmt: skip
    return told


@needs("reviews.read")
def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one sheet; the working group scores by hand on it."""
    found = queries.sheet_for(request.acting, pk, on=clock.today())
    law = law_of_year(found.evaluation.programme_year, on=clock.today())
    hand = [one.id for one in actions.indicators_of(found.evaluation) if one.how == "hand"]
    faults: list[Fault] = []
    if request.method == "POST":
        faults = _score(request, found, hand)
        if not faults:
            messages.success(request, _("已保存"))
            return HttpResponseRedirect(request.path)
    may = may_do(request)
    return page(
        request, "sheet", "evaluations", law, status=422 if faults else 200, sheet=found,
        tag=tag_of(found.evaluation), faults=faults,
        lines=sheet_lines(found, {key: word(request, f"score-{key}") for key in hand}),
        changes=may["run"] and found.evaluation.state == Evaluation.State.OPEN,
        versions=queries.sheets_of(found.person, found.evaluation.programme_year.year),
    )  # fmt: skip


def _score(request: OfficeRequest, found: Sheet, hand: list[str]) -> list[Fault]:
    typed = {key: word(request, f"score-{key}") for key in hand}
    scores = {key: mark(value) for key, value in typed.items() if value}
    wrong = [key for key, value in scores.items() if value is None]
    if wrong:
        no = Text("请填 0 到 100 的分数。", "Give scores from 0 to 100.")
        return [Fault(no, f"score-{key}") for key in wrong]
    given = actions.Given(found.pk, {k: v for k, v in scores.items() if v is not None})
    return tried(
        lambda: actions.score_by_hand(
            found.evaluation, [given], by=request.acting, at=clock.now()
        )
    )  # fmt: skip


@needs("reviews.read")
def printed(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one sheet as paper."""
    found = queries.sheet_for(request.acting, pk, on=clock.today())
    law = law_of_year(found.evaluation.programme_year, on=clock.today())
    return page(
        request, "sheet_print", "evaluations", law, sheet=found, lines=sheet_lines(found),
        tag=tag_of(found.evaluation),
    )  # fmt: skip
