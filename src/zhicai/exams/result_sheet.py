"""The list of results of an exam as an Excel file: names, slips and documents masked."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.exams.models import Exam
from zhicai.exams.queries.passing import Line, Verdict, numbers_of
from zhicai.foundation.text import Text
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

VERDICTS = {
    Verdict.PASSED: Text("通过", "passed"),
    Verdict.FAILED: Text("未通过", "failed"),
    Verdict.ABSENT: Text("缺考", "absent"),
    Verdict.VOID: Text("作废", "void"),
    Verdict.WAITING: Text("待定", "pending"),
}
AGAIN, NO = Text("可补考一次", "one make-up"), Text("", "")
RESULTS = SheetShape(
    name="exam-results",
    title=Text("考试成绩", "Results of the exam"),
    columns=(
        Column("place", Text("序号", "No."), Kind.INTEGER, width=8),
        Column("name", Text("姓名", "Name"), width=14),
        Column("code", Text("准考证号", "Slip"), width=16),
        Column("document", Text("证件号码", "Document"), width=22),
        Column("employer", Text("工作单位", "Employer"), width=30),
        Column("percent", Text("成绩（百分制）", "Marks in a hundred"), Kind.DECIMAL, width=14),
        Column("verdict", Text("结果", "Result"), width=12),
        Column("again", Text("补考", "Make-up"), width=14),
    ),
)


def result_sheet(exam: Exam, lines: Sequence[Line]) -> HttpResponse:
    """Return the results as a file; text stays text, whatever it begins with."""
    said, masked = get_language() or "zh-hans", numbers_of(lines)
    rows = [
        {
            "place": place,
            "name": line.name,
            "code": line.code,
            "document": masked.get(line.pk, ""),
            "employer": line.employer,
            "percent": line.percent,
            "verdict": VERDICTS[line.verdict].in_language(said),
            "again": (AGAIN if line.again else NO).in_language(said),
        }
        for place, line in enumerate(lines, start=1)
    ]
    kept = [{k: v for k, v in row.items() if v not in (None, "")} for row in rows]
    title = Text(f"{exam.title}成绩", f"Results of {exam.title}")
    content = write_table(RESULTS, kept, language=said, title=title)
    return download(content, f"{title.in_language(said)}.xlsx")
