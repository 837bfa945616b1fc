"""Say which sessions teach, which are seminars with groups and topics, which assess."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.programmes.queries import law_of
from zhicai.training.actions.locking import locked_own
from zhicai.training.models import Lesson, SeminarGroup, TrainingClass
from zhicai.training.rules.sessions import Group, group_faults
from zhicai.training.rules.steps import LIVE


@transaction.atomic
def arrange_sessions(
    found: TrainingClass,
    kinds: Mapping[int, str],
    groups: Mapping[int, Sequence[Group]],
    *,
    by: Acting,
    at: datetime,
    revision: int | None = None,
) -> TrainingClass:
    """Set the kind of sessions (lesson id → kind) and the groups of seminars (HB-3.2.5.b–e).

    BadInput names every fault; groups of what is no seminar are dropped.
    """
    row = locked_own(found.pk, by, revision=revision)
    clause = law_of(row.programme_year).cites("training.seminar")
    if row.state not in LIVE:
        says = Text("班次已结束，不能再改。", "The class has ended and cannot be changed.")
        raise Refused([Reason(says, clause)])
    lessons = {one.pk: one for one in row.lessons.filter(cancelled=False)}
    faults: list[Fault] = []
    for pk, kind in kinds.items():
        if pk in lessons and kind not in Lesson.Kind.values:
            says = Text("请选择课型。", "Choose what kind of session it is.")
            faults.append(Fault(says, field=f"kind-{pk}"))
    seminars = {pk for pk, kind in kinds.items() if pk in lessons and kind == Lesson.Kind.SEMINAR}
    for pk in sorted(seminars):
        faults += group_faults(groups.get(pk, ()), field=f"groups-{pk}")
    if faults:
        raise BadInput(faults)
    changed = [lessons[pk] for pk, kind in kinds.items()
               if pk in lessons and lessons[pk].kind != kind]  # fmt: skip
    for lesson in changed:
        lesson.kind = kinds[lesson.pk]
    Lesson.objects.bulk_update(changed, ["kind"])
    SeminarGroup.objects.filter(lesson__in=lessons).delete()
    SeminarGroup.objects.bulk_create(
        SeminarGroup(lesson_id=pk, position=position, name=one.name, topic=one.topic,
                     room=one.room, chair=one.chair)
        for pk in sorted(seminars)
        for position, one in enumerate(groups.get(pk, ()), start=1)
    )  # fmt: skip
    row.revision += 1
    row.save(update_fields=["revision"])
    values = {"seminars": len(seminars), "changed": len(changed)}
    record(by, "training.seminar_grouped", row, place=row.place.code, clause=clause or "",
           values=values)  # fmt: skip
    return row
