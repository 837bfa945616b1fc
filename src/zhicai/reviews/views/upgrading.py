"""The upgrade review for offices: rounds, applications, reviewers, results."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs, signed_in
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.results.sheets import table
from zhicai.reviews.actions import applying, concluding, reviewing
from zhicai.reviews.forms import ApplicationFilters, PublishForm
from zhicai.reviews.models import Application, UpgradeRound
from zhicai.reviews.presenters import kept_checks, tag_of
from zhicai.reviews.queries import upgrading as queries
from zhicai.reviews.queries.law import UPGRADE, law_of_year
from zhicai.reviews.rules.content import content_of
from zhicai.reviews.sheets import APPLICATIONS
from zhicai.reviews.views.parts import may_do, page, rounds_page, tried
from zhicai.ui.asked import form_faults, said, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("place", gettext_lazy("县（市、区）"), ("person__home__code",)),
    Column("grade", gettext_lazy("申请级别"), ("grade",)),
    Column("at", gettext_lazy("申请时间"), ("applied_at",)),
    Column("reviews", gettext_lazy("评审"), ("submitted",), numeric=True),
    Column("score", gettext_lazy("得分"), ("score",), numeric=True),
    Column("state", gettext_lazy("状态"), ("state",)),
)
MOST_OUT = 20_000


@needs("reviews.read")
def home(request: OfficeRequest) -> HttpResponse:
    """List the upgrade reviews; open one under the criteria in force."""
    return rounds_page(
        request, "home", UPGRADE, queries.rounds_seen(request.acting),
        lambda law, terms: applying.open_upgrade(law, terms, by=request.acting, at=clock.now()),
        _("升级评定已开启，专员可以申请"),
    )  # fmt: skip


@needs("reviews.read")
def round_(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a round with its applications; assign reviewers, publish, conclude."""
    found, on = queries.round_for(request.acting, pk), clock.today()
    law = law_of_year(found.programme_year, on=on)
    rows = queries.applications_seen(request.acting, on=on).filter(round=found)
    listed: ListPage[QuerySet[Application]] = ListPage(
        request, rows, columns=COLUMNS, filters=ApplicationFilters, default_sort="at"
    )
    levels = {one.grade: one.says for one in content_of(found.criteria.content).levels}
    if isinstance(listed.filters, ApplicationFilters):
        listed.filters.offer(grade=[(str(key), said(says)) for key, says in levels.items()])
    form, faults = PublishForm(), list[Fault]()
    if request.method == "POST":
        form, faults = _act(request, found, listed)
        if not faults:
            return HttpResponseRedirect(request.get_full_path())
    if listed.exporting:
        reads = may_do(request)["run"]
        out = listed.matching[:MOST_OUT]
        return table(APPLICATIONS, [_line_out(one, reads) for one in
                                    out.prefetch_related("reviews")])  # fmt: skip
    offers = _offers(request) if found.state == UpgradeRound.State.OPEN else []
    return page(
        request, "round", "home", law, status=422 if faults else 200, round=found,
        tag=tag_of(found), page=listed, rows=[_line(one, levels) for one in listed],
        form=form, faults=faults, may=may_do(request), offered=offers, on=on,
        criteria=found.criteria,
    )  # fmt: skip


def _offers(request: OfficeRequest) -> list[tuple[int, str, str]]:
    if not may_do(request)["run"]:
        return []
    return queries.reviewers_offered(request.acting, on=clock.today())


def _act(
    request: OfficeRequest, found: UpgradeRound, listed: ListPage[QuerySet[Application]]
) -> tuple[PublishForm, list[Fault]]:
    by, at, do = request.acting, clock.now(), word(request, "do")
    form = PublishForm(request.POST) if do == "publish" else PublishForm()
    if do == "assign":
        users = [int(one) for one in request.POST.getlist("reviewers") if one.isascii()
                 and one.isdigit() and len(one) < 18]  # fmt: skip
        keys = list(listed.chosen(request.POST).values_list("pk", flat=True)[:500])
        if not keys:
            return form, [Fault(Text("请先勾选申请。", "Choose applications first."))]
        faults = tried(lambda: reviewing.assign_reviewers(keys, users, by=by, at=at))
        done = _("评审人已指派")
    elif do == "publish":
        faults = form_faults(form)
        if not faults:
            faults = tried(lambda: concluding.publish_results(found, form.how(), by=by, at=at))
        done = _("结果已公布，公示期满后办结")
    elif do == "conclude":
        faults = tried(lambda: concluding.conclude_upgrade(found, by=by, at=at))
        done = _("已办结，级别已更新")
    else:
        raise OutOfScope
    if not faults:
        messages.success(request, done)
    return form, faults


def _line(row: Application, levels: dict[int, Text]) -> dict[str, Any]:
    return {"row": row, "tag": tag_of(row), "level": said(levels[row.grade])}


def _line_out(row: Application, reads: bool) -> dict[str, Any]:
    totals = {one.number: one.total for one in row.reviews.all()} if reads else {}
    return {
        "name": row.person.name, "place": row.person.home.name, "grade": row.grade,
        "first": totals.get(1), "second": totals.get(2), "third": totals.get(3),
        "score": row.score, "state": str(row.get_state_display()), "reason": row.reason,
    }  # fmt: skip


@needs("reviews.read")
def application(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an application with its conditions and evidence; check it, assign, strike."""
    on = clock.today()
    found = queries.application_for(request.acting, pk, on=on)
    law = law_of_year(found.round.programme_year, on=on)
    faults: list[Fault] = []
    if request.method == "POST":
        faults = _decide(request, found)
        if not faults:
            messages.success(request, _("已办理"))
            return HttpResponseRedirect(reverse("reviews:application", args=[pk]))
    may = may_do(request)
    level = next(
        one for one in content_of(found.round.criteria.content).levels if one.grade == found.grade
    )
    return page(
        request, "application", "home", law, status=422 if faults else 200, row=found,
        tag=tag_of(found), level=level.says, faults=faults, may=may,
        checks=kept_checks(found.conditions, law.clause(UPGRADE)),
        evidence=list(found.evidence.select_related("file")),
        reviews=list(found.reviews.all()) if may["run"] else [],
        offered=_offers(request) if found.state == Application.State.REVIEWING else [],
        written=word(request, "reason"),
    )  # fmt: skip


def _decide(request: OfficeRequest, found: Application) -> list[Fault]:
    by, at, do = request.acting, clock.now(), word(request, "do")
    reason = word(request, "reason")
    if do in ("accept", "return"):
        return tried(
            lambda: applying.check_application(
                found, accept=do == "accept", reason=reason, by=by, at=at
            )
        )
    if do == "assign":
        users = [int(one) for one in request.POST.getlist("reviewers") if one.isascii()
                 and one.isdigit() and len(one) < 18]  # fmt: skip
        return tried(lambda: reviewing.assign_reviewers([found.pk], users, by=by, at=at))
    if do == "strike":
        return tried(lambda: concluding.strike_application(found, reason=reason, by=by, at=at))
    raise OutOfScope


@signed_in
def evidence(request: OfficeRequest, pk: int) -> FileResponse:
    """Hand out a file of an application."""
    stored = queries.evidence_for(request.acting, pk, on=clock.today())
    return serve_file(stored, inline=request.GET.get("inline") == "1")
