"""Fees of lecturers: what the office that runs a class has agreed for each lesson."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.training.actions.locking import day_of, locked_own
from zhicai.training.models import LessonFee, TrainingClass
from zhicai.training.rules.teaching import FeeFacts, over_ceiling, read_fee


@transaction.atomic
def set_fees(found: TrainingClass, typed: Mapping[int, str], *, by: Acting, at: datetime) -> int:
    """Set the fee for a class hour (yuan, as typed) of lessons with a lecturer; return the changes.

    Empty takes it back. BadInput names every field that is no amount or lies above a ceiling.
    """
    row = locked_own(found.pk, by)
    lessons = {
        one.pk: one
        for one in row.lessons.filter(cancelled=False, lecturer__isnull=False).select_related(
            "lecturer"
        )
    }
    faults: list[Fault] = []
    wanted: dict[int, int | None] = {}
    for pk, written in typed.items():
        lesson = lessons.get(pk)
        if lesson is None or lesson.lecturer is None:
            continue
        per_hour = read_fee(written.strip()) if written.strip() else None
        if written.strip() and per_hour is None:
            says = Text(
                f"《{lesson.title}》的课酬“{written[:20]}”不是金额，填元，最多两位小数。",
                f"“{written[:20]}” for “{lesson.title}” is no amount; write yuan.",
            )
            faults.append(Fault(says, f"fee-{pk}"))
        elif per_hour is not None:
            facts = FeeFacts(
                row.pk, lesson.title, lesson.hours, per_hour, lesson.lecturer.title, day_of(at)
            )
            faults += [Fault(r.says, f"fee-{pk}", clause=r.clause) for r in over_ceiling(facts)]
        wanted[pk] = per_hour
    if faults:
        raise BadInput(faults)
    changed = sum(
        _set(row.pk, lessons[pk].pk, lessons[pk].lecturer_id or 0, fen, by=by, at=at)
        for pk, fen in wanted.items()
    )
    if changed:
        values = {"fees": {str(pk): fen for pk, fen in wanted.items()}}
        record(by, "training.fees_set", row, place=row.place.code, values=values)
    return changed


def _set(
    _class: int, lesson: int, lecturer: int, fen: int | None, *, by: Acting, at: datetime
) -> bool:
    rows = LessonFee.objects.filter(lesson_id=lesson, lecturer_id=lecturer)
    before = rows.values_list("per_hour", flat=True).first()
    if before == fen:
        return False
    if fen is None:
        rows.delete()
    else:
        LessonFee.objects.update_or_create(
            lesson_id=lesson,
            lecturer_id=lecturer,
            defaults={
                "per_hour": fen, "entered_at": at, "entered_by": by.name, "office": by.office,
            },
        )  # fmt: skip
    return True
