"""Blueprints and papers: made of rows, solved, sealed; nothing of a sealed paper is ever shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams.actions import papers as actions
from zhicai.exams.models import Blueprint, Paper
from zhicai.exams.models.bank import Kind
from zhicai.exams.printing import paper_pdf
from zhicai.exams.queries import composing
from zhicai.exams.rules.blueprints import EASIEST, HARDEST
from zhicai.exams.views.bank import tabs_for
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.handbooks.queries import standard_in_force
from zhicai.planning.queries.packages import package_track
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, law_of, year_for
from zhicai.ui.asked import faults_of, number, said, word

BLANK_ROWS = 3
COLUMNS = ("topic", "kind", "easiest", "hardest", "count", "marks")
NEW_ROW = {"easiest": str(EASIEST), "hardest": str(HARDEST)}
MOST_FORMS = 4


def _year(request: OfficeRequest) -> ProgrammeYear:
    return year_for(request.acting, on=clock.today(), wanted=number(request, "year"))


@needs("exams.compose")
def papers(request: OfficeRequest) -> HttpResponse:
    """List the blueprints of the year with the papers made of them."""
    year = _year(request)
    rows = composing.blueprints_visible_to(request.acting, year)
    context = {
        "year": year,
        "tabs": tabs_for(request, "papers"),
        "rows": [(row, list(row.papers.all())) for row in rows],
        "clause": actions.exam_clause(year),
    }
    return render(request, "exams/papers.html", context)


@needs("exams.compose")
def new(request: OfficeRequest) -> HttpResponse:
    """Write a blueprint; more rows come on request, what was written stays."""
    year = _year(request)
    faults: list[Fault] = []
    if request.method == "POST" and word(request, "do") == "keep":
        try:
            kept = _make(request, year)
        except BadInput as error:
            faults = faults_of(error)
        else:
            messages.success(request, _("已保存蓝图，可以组卷"))
            return HttpResponseRedirect(reverse("exams:blueprint", args=[kept.pk]))
    rows = _rows(request)
    more = BLANK_ROWS if request.method != "POST" or word(request, "do") == "more" else 0
    context = {
        "year": year,
        "rows": [*rows, *[NEW_ROW] * more],
        "topics": [(item.id, item.name) for item in curriculum_of(year)],
        "kinds": Kind.choices,
        "parts": Blueprint.Part.choices,
        "levels": range(EASIEST, HARDEST + 1),
        "title": word(request, "title"),
        "minutes": word(request, "minutes") or "120",
        "part": word(request, "part"),
        "faults": [_placed(one) for one in faults],
    }
    return render(request, "exams/blueprint_new.html", context, status=422 if faults else 200)


def _rows(request: OfficeRequest) -> list[dict[str, str]]:
    columns = {name: request.POST.getlist(name) for name in COLUMNS}
    lines = zip(*(columns[name] for name in COLUMNS), strict=False)
    found = [dict(zip(COLUMNS, (one.strip() for one in line), strict=True)) for line in lines]
    return [line for line in found if line["topic"] or line["count"] or line["marks"]]


def _make(request: OfficeRequest, year: ProgrammeYear) -> Blueprint:
    at = clock.now()
    standard = standard_in_force(year, on=clock.today())
    return actions.make_blueprint(
        year, track=package_track(law_of(year)), part=word(request, "part"),
        title=word(request, "title"), minutes=number(request, "minutes") or 0, rows=_rows(request),
        standard=standard.version if standard else None, by=request.acting, at=at,
    )  # fmt: skip


def _placed(fault: Fault) -> Fault:
    if fault.row is None:
        return fault
    says = Text(f"第 {fault.row} 行：{fault.says.zh}", f"Row {fault.row}: {fault.says.en}")
    return Fault(says, f"{fault.column}-{fault.row}")


@needs("exams.compose")
def blueprint(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a blueprint with its papers, and what papers could be made of the bank now."""
    row = composing.blueprint_for(request.acting, pk)
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            made = _seal(request, row)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            messages.success(
                request, _("已密封 %(count)s 份试卷，到开考时间才能启封") % {"count": len(made)}
            )
            return HttpResponseRedirect(reverse("exams:blueprint", args=[pk]))
    tried = number(request, "forms")
    proposal = None
    if tried and 0 < tried <= MOST_FORMS and request.method == "GET":
        proposal = composing.proposal(row, tried, seed=_seed(row), on=clock.now())
    year, made = row.programme_year, list(row.papers.all())
    slots = composing.slots_holding(made)
    names = {item.id: item.name for item in curriculum_of(year)}
    context = {
        "blueprint": row,
        "rows": [
            {"row": one, "topic": names.get(one.topic), "kind": Kind(one.kind).label,
             "marks": one.count * one.marks}
            for one in composing.rows_of(row)
        ],
        "papers": [(one, list(composing.exams_of_paper(one)), slots.get(one.pk)) for one in made],
        "proposal": proposal,
        "bound": composing.difficulty_bound(year, on=clock.now()),
        "uses": Paper.Use.choices,
        "offered": range(1, MOST_FORMS + 1),
        "wanted": _written(request),
        "tried": tried,
        "faults": faults,
        "clause": actions.exam_clause(year),
    }  # fmt: skip
    return render(request, "exams/blueprint.html", context, status=422 if faults else 200)


def _seed(row: Blueprint) -> str:
    """Papers made of the same bank after the same papers are the same."""
    return f"{row.pk}-{row.papers.count()}"


def _written(request: OfficeRequest) -> list[tuple[int, str, str]]:
    """The lines of the papers wanted as they were written, empty ones after them."""
    blank = [""] * MOST_FORMS
    labels, uses = request.POST.getlist("label") + blank, request.POST.getlist("use") + blank
    return [(n, labels[n - 1], uses[n - 1]) for n in range(1, MOST_FORMS + 1)]


def _seal(request: OfficeRequest, row: Blueprint) -> list[Paper]:
    labels, uses = request.POST.getlist("label"), request.POST.getlist("use")
    wanted = [
        actions.Wanted(label.strip(), use)
        for label, use in zip(labels, uses, strict=False)
        if label.strip()
    ]
    return actions.seal_papers(row, wanted, seed=_seed(row), by=request.acting, at=clock.now())


@needs("exams.compose")
@require_POST
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Withdraw a sealed paper with its reason."""
    paper = composing.paper_to_compose(request.acting, pk)
    try:
        actions.withdraw_paper(
            paper, reason=word(request, "reason"), by=request.acting, at=clock.now()
        )
        messages.success(request, _("试卷已作废，其中的试题可以重新组卷"))
    except (BadInput, Refused) as error:
        messages.error(request, said(error.says))
    return HttpResponseRedirect(reverse("exams:blueprint", args=[paper.blueprint_id]))


@needs("exams.compose")
def printed(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send an open paper for printing, with its answer sheet; a sealed one is not there."""
    paper = composing.paper_to_compose(request.acting, pk)
    if paper.state != Paper.State.OPEN:
        raise OutOfScope
    answer: dict[str, Any] = {"Content-Disposition": f'inline; filename="paper-{paper.pk}.pdf"'}
    content = paper_pdf(paper, on=clock.today())
    return HttpResponse(content, content_type="application/pdf", headers=answer)
