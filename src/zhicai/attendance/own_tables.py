"""What attendance keeps of a person: handed out on request, words blanked with the person.

The lines of the ledger stay, since they are the proof of what was counted; they name the person by
the registration alone.
"""

from django.db import transaction

from zhicai.attendance.models import Entry, LeaveRequest
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.people.announcements import PersonErased
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Person


def _rows(person: Person) -> Rows:
    rows = Entry.objects.filter(registration__person=person).order_by("pk")
    for row in rows.select_related("lesson__training_class"):
        yield {
            "class": row.lesson.training_class.title,
            "lesson": row.lesson.title,
            "on": row.lesson.day,
            "what": str(row.get_kind_display()),
            "way": str(row.get_way_display()),
            "at": row.at,
            "reason": row.reason,
        }


def _leaves(person: Person) -> Rows:
    rows = LeaveRequest.objects.filter(registration__person=person).order_by("pk")
    for row in rows.select_related("lesson"):
        yield {
            "lesson": row.lesson.title,
            "on": row.lesson.day,
            "reason": row.reason,
            "state": str(row.get_state_display()),
            "answer": row.answer,
        }


@transaction.atomic
def erase(event: PersonErased) -> None:
    """Blank the person's own words; that leave was asked for stays."""
    LeaveRequest.objects.filter(registration__person=event.person_id).update(reason="")


register_export(
    "attendance",
    Text("签到和学时", "Attendance"),
    {
        "class": Text("班次", "Class"),
        "lesson": Text("课程", "Lesson"),
        "on": Text("日期", "Day"),
        "what": Text("记录", "Line"),
        "way": Text("方式", "By"),
        "at": Text("时间", "At"),
        "reason": Text("原因", "Reason"),
    },
    _rows,
)
register_export(
    "attendance.leaves",
    Text("请假", "Leave"),
    {
        "lesson": Text("课程", "Lesson"),
        "on": Text("日期", "Day"),
        "reason": Text("原因", "Reason"),
        "state": Text("状态", "State"),
        "answer": Text("答复", "Answer"),
    },
    _leaves,
)
subscribe(PersonErased, erase, within=True)
