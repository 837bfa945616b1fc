"""Guidance on planned classes, the county's answers, and the lecturers that the hosts arrange."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.planning.models import Guidance, PlannedClass, PlannedCourse
from zhicai.planning.queries.classes import class_for, may_arrange, may_guide
from zhicai.planning.queries.plans import is_own
from zhicai.programmes.queries import law_of

LONGEST = 1000


@transaction.atomic
def leave_guidance(planned_class: PlannedClass, *, by: Acting, says: str, at: datetime) -> Guidance:
    """Leave a note on a planned class; the guiding units may, and city and base as the law says."""
    on = at.astimezone(CHINA).date()
    row = class_for(by, planned_class.pk, on=on)
    require(by, "planning.guide")
    if not may_guide(by, row, on=on):
        words = Text(
            "按培训组织的分工，您的单位对这个班没有指导权。",
            "By the division of duties your body does not guide this class.",
        )
        raise Refused([Reason(words, _cited(row, "planning.guidance"))])
    note = Guidance.objects.create(
        planned_class=row, says=_words(says, "says"), at=at, by=by.name, office=by.office
    )
    record(by, "planning.guidance_left", row, place=row.place.code, reason=note.says)
    return note


@transaction.atomic
def answer_guidance(guidance: Guidance, *, by: Acting, answer: str, at: datetime) -> Guidance:
    """Answer a note on a class of one's own plan."""
    row = (
        Guidance.objects.select_for_update()
        .select_related("planned_class__plan")
        .get(pk=guidance.pk)
    )
    if not is_own(by, row.planned_class.plan):
        raise OutOfScope
    row.answer, row.answered_at, row.answered_by = _words(answer, "answer"), at, by.name
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    record(by, "planning.guidance_answered", row.planned_class, reason=row.answer)
    return row


@transaction.atomic
def arrange_lecturer(
    course: PlannedCourse, *, by: Acting, name: str, at: datetime
) -> PlannedCourse:
    """Say whom city or base sends for a course: both work on the class by the rights table.

    An empty name takes the arrangement back.
    """
    on = at.astimezone(CHINA).date()
    planned = class_for(by, course.planned_class_id, on=on)
    require(by, "planning.arrange")
    if not may_arrange(by, planned, on=on):
        says = Text(
            "只有主办这个班的市州和基地安排师资。",
            "Only the city and base that host the class arrange its lecturers.",
        )
        raise Refused([Reason(says, _cited(planned, "planning.arranging"))])
    row = PlannedCourse.objects.select_for_update().get(pk=course.pk)
    row.arranged, row.arranged_by = name.strip()[:120], by.office if name.strip() else ""
    row.save(update_fields=["arranged", "arranged_by"])
    values = {"course": row.title, "lecturer": row.arranged}
    record(by, "planning.lecturer_arranged", planned, place=planned.place.code, values=values)
    return row


def _cited(planned: PlannedClass, key: str) -> str | None:
    return law_of(planned.plan.programme_year).cites(key)


def _words(typed: str, field: str) -> str:
    words = typed.strip()
    if not words:
        raise BadInput([Fault(Text("请写明内容。", "Write something first."), field=field)])
    if len(words) > LONGEST:
        says = Text(f"请控制在 {LONGEST} 字以内。", f"Keep it to {LONGEST} characters.")
        raise BadInput([Fault(says, field=field)])
    return words
