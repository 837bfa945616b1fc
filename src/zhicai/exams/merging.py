"""How sittings move when two records of one person become one."""

from zhicai.exams.models import Sitting
from zhicai.foundation.text import Text
from zhicai.people.merging import Once, register_share


def _two_seats(row: Sitting) -> Text:
    return Text(
        f"两份档案都在“{row.exam.title}”有座位，一人一座，不能合并。",
        f"Both records have a seat in {row.exam.title}; a person has one, so they stay apart.",
    )


register_share(
    "exams.sittings", Text("考试", "exams"), Sitting, last="exam__starts_at",
    once=(Once(("exam", "attempt"), refuses=_two_seats),),
    tell=lambda row: Text(
        f"{row.exam.title}：{row.get_state_display()}", f"{row.exam.title}: {row.state}"
    ),
)  # fmt: skip
