"""What examinations put into a person's own export: sittings with results, answers, appeals."""

import json

from zhicai.exams.models import Answer, Appeal, Sitting
from zhicai.exams.queries.sittings import shown_score
from zhicai.foundation.text import Text
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Person


def _sittings(person: Person) -> Rows:
    rows = Sitting.objects.filter(person=person).select_related("exam").order_by("pk")
    for row in rows:
        score = shown_score(row)
        yield {
            "exam": row.exam.title,
            "code": row.code,
            "starts": row.exam.starts_at,
            "state": str(row.get_state_display()),
            "started": row.started_at,
            "handed_in": row.submitted_at,
            "percent": score.percent if score else None,
        }


def _answers(person: Person) -> Rows:
    rows = Answer.objects.filter(sitting__person=person).select_related("sitting__exam")
    for row in rows.order_by("sitting", "number"):
        yield {
            "exam": row.sitting.exam.title,
            "number": row.number,
            "answer": json.dumps(row.value, ensure_ascii=False),
            "saved": row.saved_at,
        }


def _appeals(person: Person) -> Rows:
    rows = Appeal.objects.filter(sitting__person=person).select_related("sitting__exam")
    for row in rows.order_by("pk"):
        yield {
            "exam": row.sitting.exam.title,
            "number": row.number,
            "says": row.says,
            "at": row.at,
            "state": str(row.get_state_display()),
            "answer": row.answer,
        }


register_export(
    "exams.sittings",
    Text("考试", "Exams"),
    {
        "exam": Text("考试", "Exam"),
        "code": Text("准考证号", "Number of the slip"),
        "starts": Text("开考时间", "Begins"),
        "state": Text("状态", "State"),
        "started": Text("开始作答", "Started"),
        "handed_in": Text("交卷", "Handed in"),
        "percent": Text("百分制成绩", "Marks in a hundred"),
    },
    _sittings,
)
register_export(
    "exams.answers",
    Text("考试作答", "Answers in exams"),
    {
        "exam": Text("考试", "Exam"),
        "number": Text("题号", "Item"),
        "answer": Text("作答", "Answer"),
        "saved": Text("保存时间", "Saved"),
    },
    _answers,
)
register_export(
    "exams.appeals",
    Text("成绩复核", "Appeals of marks"),
    {
        "exam": Text("考试", "Exam"),
        "number": Text("题号", "Item"),
        "says": Text("理由", "Why"),
        "at": Text("申请时间", "Asked at"),
        "state": Text("状态", "State"),
        "answer": Text("答复", "Answer"),
    },
    _appeals,
)
