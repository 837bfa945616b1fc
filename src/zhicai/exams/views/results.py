"""Lists of results, names masked: for offices with Excel and print, for the candidates."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs, signed_in
from zhicai.exams.forms.marking import ResultFilters
from zhicai.exams.models import Exam
from zhicai.exams.presenters.marking import state_tag
from zhicai.exams.queries.appeals import OBJECTIONS, clause_of_setting
from zhicai.exams.queries.marking import may_mark_exam
from zhicai.exams.queries.passing import (
    Verdict,
    exam_with_results,
    lines_of,
    make_up_rules,
    pass_mark,
)
from zhicai.exams.queries.sittings import SHOWN_RESULTS, own_sitting
from zhicai.exams.result_sheet import VERDICTS, result_sheet
from zhicai.exams.views.sittings import show
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.ui.lists import Column, ListPage

TONES = {
    Verdict.PASSED: ("green", "circle-check"),
    Verdict.FAILED: ("red", "circle-x"),
    Verdict.ABSENT: ("amber", "user"),
    Verdict.VOID: ("idle", "ban"),
    Verdict.WAITING: ("idle", "hourglass"),
}
COLUMNS = (
    Column("name", _("姓名")),
    Column("code", _("准考证号"), ("code",)),
    Column("employer", _("工作单位"), ("employer",)),
    Column("percent", _("成绩"), ("percent",), numeric=True, under=_("百分制")),
    Column("verdict", _("结果"), ("verdict",)),
    Column("again", _("补考")),
)


def _facts(exam: Exam) -> dict[str, Any]:
    """What every list of results says above its table."""
    repeats = make_up_rules(exam)
    return {
        "exam": exam,
        "tag": state_tag(exam),
        "needed": pass_mark(exam),
        "published": exam.state in SHOWN_RESULTS,
        "make_up": repeats[0].clauses.get("make-up") if repeats else None,
        "window": repeats[1] if repeats else None,
        "again": repeats is not None,
        "clause": clause_of_setting(exam, OBJECTIONS),
    }


def _rows(lines: Any) -> list[dict[str, Any]]:
    return [
        {"one": line, "label": VERDICTS[line.verdict], "tone": TONES[line.verdict][0],
         "icon": TONES[line.verdict][1]}
        for line in lines
    ]  # fmt: skip


def _sums(lines: Any) -> dict[str, int]:
    counts = {one.value: sum(line.verdict == one for line in lines) for one in Verdict}
    return counts | {"repeat": sum(line.again for line in lines), "all": len(lines)}


@needs("exams.see")
@require_safe
def results(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show who passed an exam and who may repeat it; hand the list out as an Excel file."""
    exam = exam_with_results(request.acting, pk)
    lines = lines_of(exam)
    page: ListPage[Any] = ListPage(request, lines, columns=COLUMNS, filters=ResultFilters)
    if page.exporting:
        return page.export(lambda rows: result_sheet(exam, rows))
    context = _facts(exam) | {
        "page": page,
        "rows": _rows(page),
        "sums": _sums(lines),
        "marks": may_mark_exam(request.acting, exam),
    }
    return render(request, "exams/marking/results.html", context)


@needs("exams.see")
@require_safe
def printed(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the results on A4 paper, to be signed and put up."""
    exam = exam_with_results(request.acting, pk)
    lines = lines_of(exam)
    context = _facts(exam) | {"rows": _rows(lines), "sums": _sums(lines), "at": clock.now()}
    return render(request, "exams/marking/results_print.html", context)


@require_safe
def _own(request: OfficeRequest, code: str) -> HttpResponse:
    """Show candidates the published list of their exam, the own line marked."""
    found = own_sitting(request.acting, code)
    exam = found.exam
    if exam.round == Exam.Round.MOCK:
        raise OutOfScope
    page: ListPage[Any] = ListPage(request, lines_of(exam) if exam.state in SHOWN_RESULTS else [])
    context = _facts(exam) | {"found": found, "page": page, "rows": _rows(page)}
    return show(request, "published", context)


own = signed_in(_own)
